package host

import "strings"

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
	Origin       string // of the page itself
	Modal        string // that the page is, such as ModalMeeting; "" for none
}

// ReadParams reads the parameters of a widget's address from its query and from
// the query in its fragment, where the addresses in room state have theirs. The
// query has precedence: it is where clients put what they vouch for.
func ReadParams(address string) Params {
	before, fragment, _ := strings.Cut(address, "#")
	path, query, _ := strings.Cut(before, "?")
	_, hidden, _ := strings.Cut(fragment, "?")
	fields := fields{}
	fields.add(query)
	fields.add(hidden)
	return Params{
		WidgetID:     fields["widgetId"],
		ParentOrigin: origin(fields["parentUrl"]),
		Theme:        fields["theme"],
		Language:     fields["matrix_client_language"],
		UserID:       fields["matrix_user_id"],
		DisplayName:  fields["matrix_display_name"],
		RoomID:       fields["matrix_room_id"],
		Origin:       origin(address),
		Modal:        modal(path),
	}
}

// modal is the page of a path, if that is one for modal widgets.
func modal(path string) string {
	for _, page := range []string{ModalMeeting, ModalBreakouts} {
		if strings.HasSuffix(path, "/"+page) {
			return page
		}
	}
	return ""
}

// fields are the fields of a query, decoded, the first of each name. It stands in
// for net/url, which would make the program much larger.
type fields map[string]string

func (f fields) add(query string) {
	for field := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(field, "=")
		name, value = unescape(name), unescape(value)
		if _, ok := f[name]; !ok && !strings.HasPrefix(value, "$") { // a variable unknown to the client
			f[name] = value
		}
	}
}

// unescape decodes application/x-www-form-urlencoded as browsers do: what is no
// escape stands for itself.
func unescape(s string) string {
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '+':
			b = append(b, ' ')
		case s[i] == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			b = append(b, unhex(s[i+1])<<4|unhex(s[i+2]))
			i += 2
		default:
			b = append(b, s[i])
		}
	}
	return strings.ToValidUTF8(string(b), "\uFFFD")
}

const hexDigits = "0123456789abcdef"

func unhex(c byte) byte { return byte(strings.IndexByte(hexDigits, c|0x20)) }

func isHex(c byte) bool { return strings.IndexByte(hexDigits, c|0x20) >= 0 && c > ' ' }

// defaultPorts are those that an origin leaves out.
var defaultPorts = map[string]string{"https": ":443", "http": ":80"}

// origin is the origin of an address as browsers write it in messages (RFC 6454
// §6.2), empty when it has none. Desktop clients have schemes of their own.
func origin(address string) string {
	scheme, rest, ok := strings.Cut(address, "://")
	host := strings.ToLower(rest)
	if end := strings.IndexAny(host, "/?#\\"); end >= 0 {
		host = host[:end]
	}
	scheme = strings.ToLower(scheme)
	host = strings.TrimSuffix(host, defaultPorts[scheme])
	if !ok || scheme == "" || host == "" || strings.ContainsAny(host, "@ ") {
		return ""
	}
	return scheme + "://" + host
}
