package host

import (
	"net/url"
	"strings"
)

// Params is what the client says in the widget's address. Values that a client did
// not fill in are empty.
type Params struct {
	WidgetID     string
	ParentOrigin string // scheme, host and port of parentUrl
	Theme        string
	Language     string // BCP 47
	UserID       string
	DisplayName  string
	RoomID       string
	ClientID     string
	DeviceID     string
	BaseURL      string // of the homeserver's client API
}

// ReadParams reads the parameters of a widget's address from its query and from
// the query in its fragment, where the addresses in room state have theirs. The
// query has precedence: it is where clients put what they vouch for.
func ReadParams(address string) Params {
	var fields url.Values
	if u, err := url.Parse(address); err == nil {
		fields = u.Query()
		_, hidden, _ := strings.Cut(u.EscapedFragment(), "?")
		more, _ := url.ParseQuery(hidden) // what can be read of a broken query
		for name, values := range more {
			if !fields.Has(name) {
				fields[name] = values
			}
		}
	}
	get := func(name string) string {
		if v := fields.Get(name); !strings.HasPrefix(v, "$") { // a variable unknown to the client
			return v
		}
		return ""
	}
	return Params{
		WidgetID:     get("widgetId"),
		ParentOrigin: origin(get("parentUrl")),
		Theme:        get("theme"),
		Language:     get("matrix_client_language"),
		UserID:       get("matrix_user_id"),
		DisplayName:  get("matrix_display_name"),
		RoomID:       get("matrix_room_id"),
		ClientID:     get("matrix_client_id"),
		DeviceID:     get("matrix_device_id"),
		BaseURL:      get("matrix_base_url"),
	}
}

// defaultPorts are those that an origin leaves out.
var defaultPorts = map[string]string{"https": ":443", "http": ":80"}

// origin is the origin of an address as browsers write it in messages (RFC 6454
// §6.2), empty when it has none. Desktop clients have schemes of their own.
func origin(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme == "" || u.Host == "" {
		return ""
	}
	host := strings.ToLower(u.Host)
	if port := defaultPorts[u.Scheme]; port != "" {
		host = strings.TrimSuffix(host, port)
	}
	return u.Scheme + "://" + host
}
