package host

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestReadParams(t *testing.T) {
	want := Params{
		WidgetID: "w 1", ParentOrigin: "https://element.example", Theme: "dark", Language: "de",
		UserID: "@alice:example.org", DisplayName: "Alice & Bob+", RoomID: "!room:example.org",
		Origin: "https://parley.example",
	}
	const hidden = "theme=dark&matrix_client_language=de&matrix_user_id=%40alice%3Aexample.org&matrix_display_name=Alice%20%26%20Bob%2B" +
		"&matrix_room_id=!room%3Aexample.org&matrix_client_id=$org.matrix.msc2873.client_id&matrix_device_id=DEV" +
		"&matrix_base_url=https%3A%2F%2Fmatrix.example.org"
	const query = "widgetId=w+1&parentUrl=https%3A%2F%2Felement.example%2Fapp%2F%3Fx%23%2Froom"
	for name, address := range map[string]string{
		"both":     "https://parley.example/cockpit/?" + query + "#/?" + hidden,
		"query":    "https://parley.example/?" + query + "&" + hidden,
		"fragment": "https://parley.example/#/?" + query + "&" + hidden,
		"twice":    "https://parley.example/?" + query + "#/?widgetId=other&parentUrl=https%3A%2F%2Fevil.example&" + hidden,
	} {
		assert.Equal(t, want, ReadParams(address), name)
	}
}

func TestPagesOfModalWidgets(t *testing.T) {
	for address, want := range map[string]string{
		"https://x/parley/schedule-meeting?widgetId=w#/": ModalMeeting, "https://x/setup-breakout-sessions": ModalBreakouts,
		"https://x/?/schedule-meeting": "", "https://x/reschedule-meeting": "", "": "",
	} {
		assert.Equal(t, want, ReadParams(address).Modal, address)
	}
}

func TestReadParamsOfAnything(t *testing.T) {
	for _, address := range []string{"", "#", "?", "https://x/?&&=&%", "https://x/#?a=%zz&widgetId=%", "?widgetId"} {
		assert.Empty(t, ReadParams(address).ParentOrigin, address)
	}
	assert.Equal(t, "a%zz\uFFFD%4", ReadParams("?theme=a%zz%ff%4").Theme)
}

func TestOrigin(t *testing.T) {
	for address, want := range map[string]string{
		"https://Element.Example:443/app/#/": "https://element.example",
		"http://127.0.0.1:8480/?lang=de":     "http://127.0.0.1:8480",
		"HTTP://host:80":                     "http://host",
		"vector://vector/webapp/":            "vector://vector",
		"https://host?x":                     "https://host",
		"https://user@host/":                 "",
		"//host/":                            "",
		"data:text/html,x":                   "",
		"https:///path":                      "",
		"*":                                  "",
	} {
		assert.Equal(t, want, origin(address), address)
	}
}
