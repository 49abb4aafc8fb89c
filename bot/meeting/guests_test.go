package meeting

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/bot/store"
	"parley/shared/event"
	"parley/shared/room"
)

func withGuests(b *Bot, forget bool) *Bot {
	b.settings.Guests = &Guests{Prefix: "@guest-", Forget: forget}
	return b
}

func member(user, membership string) event.Event {
	return state(event.TypeMember, user, `{"membership":"`+membership+`"}`)
}

func TestGuestsAreOfTheOwnHomeserver(t *testing.T) {
	b := signedIn(t)
	assert.False(t, b.isGuest("@guest-1:x"), "not switched on")
	withGuests(b, true)
	for user, want := range map[string]bool{
		"@guest-1:x": true, "@guest-:x": true, "@guest-1:y": false, "@guest-1:x:8448": false, "@guest-1": false, "@guest:x": false, me: false,
	} {
		assert.Equal(t, want, b.isGuest(user), user)
	}
}

func TestLevelsOfGuests(t *testing.T) {
	const organiser = `"@a:x":100,"` + me + `":101`
	for name, c := range map[string]struct {
		levels string
		room   string
		stays  bool // Forget is off
		want   string
	}{
		"comes, level too high":     {`{"users_default":25,"users":{` + organiser + `},"x":1.0}`, "", false, `{"users_default":25,"users":{` + organiser + `,"@guest-in:x":0},"x":1.0}`},
		"comes, level as it should": {`{"users":{` + organiser + `}}`, "", false, ""},
		"level below that of all":   {`{"users_default":-5}`, "", false, ""},
		"promoted, needs no level":  {`{"users":{"@guest-in:x":50,` + organiser + `}}`, "", false, `{"users":{` + organiser + `}}`},
		"promoted, needs a level":   {`{"users_default":25,"users":{"@guest-in:x":50,` + organiser + `}}`, "", false, `{"users_default":25,"users":{"@guest-in:x":0,` + organiser + `}}`},
		"levelled already":          {`{"users_default":25,"users":{"@guest-in:x":0,` + organiser + `}}`, "", false, ""},
		"as strong as the bot":      {`{"users_default":25,"users":{"@guest-in:x":101,` + organiser + `}}`, "", false, ""},
		"has left":                  {`{"users_default":25,"users":{"@guest-in:x":0,"@guest-out:x":0,` + organiser + `}}`, "", false, `{"users_default":25,"users":{"@guest-in:x":0,` + organiser + `}}`},
		"has left, kept":            {`{"users_default":25,"users":{"@guest-in:x":0,"@guest-out:x":0,` + organiser + `}}`, "", true, ""},
		"has left with power, kept": {`{"users_default":25,"users":{"@guest-in:x":0,"@guest-out:x":7,` + organiser + `}}`, "", true, `{"users_default":25,"users":{"@guest-in:x":0,"@guest-out:x":0,` + organiser + `}}`},
		"of another homeserver":     {`{"users":{"@guest-in:y":50,` + organiser + `}}`, "", false, ""},
		"no levels of users":        {`{"users_default":25}`, `{"type":"` + event.RoomTypeMeeting + `","room_version":"12","additional_creators":["` + me + `"]}`, false, `{"users_default":25,"users":{"@guest-in:x":0}}`},
		"no meeting":                {`{"users":{"@guest-in:x":50,` + organiser + `}}`, `{}`, false, ""},
		"breakout session":          {`{"users":{"@guest-in:x":50,` + organiser + `}}`, `{"type":"` + event.RoomTypeBreakout + `"}`, false, `{"users":{` + organiser + `}}`},
		"the bot may not":           {`{"users":{"@guest-in:x":50,"` + me + `":49}}`, "", false, ""},
		"broken":                    {`{"users":[]}`, "", false, ""},
		"none":                      {`7`, "", false, ""},
		"creator, infinite":         {`{"users":{"@guest-in:x":150}}`, `{"type":"` + event.RoomTypeMeeting + `","room_version":"12","additional_creators":["` + me + `"]}`, false, `{"users":{}}`},
	} {
		if c.room == "" {
			c.room = `{"type":"` + event.RoomTypeMeeting + `"}`
		}
		b := withGuests(signedIn(t), !c.stays)
		content, differs := b.guestLevels(enter(room.NewModel("", me), []event.Event{
			state(event.TypeCreate, "", c.room), state(event.TypePowerLevels, "", c.levels), member(me, "join"), member("@a:x", "join"),
			member("@guest-in:x", "join"), member("@guest-in:y", "join"), member("@guest-out:x", "leave"), member("@guest-asked:x", "invite"),
		}, "!r"))
		if assert.Equal(t, c.want != "", differs, name) && differs {
			assert.JSONEq(t, c.want, string(encode(t, content)), name)
		}
	}
}

func TestOnlyComingAndGoingOfGuestsIsRecorded(t *testing.T) {
	b := withGuests(signedIn(t), true)
	for text, want := range map[string]bool{
		`"state_key":"@guest-1:x","sender":"@guest-1:x","content":{"membership":"join"}`:          true,
		`"state_key":"@guest-1:x","sender":"` + me + `","content":{"membership":"leave"}`:         true,
		`"state_key":"@guest-1:x","sender":"@a:x","content":{"membership":"ban","displayname":7}`: true,
		`"state_key":"@guest-1:x","sender":"@a:x","content":{"membership":"invite"}`:              false,
		`"state_key":"@a:x","sender":"@a:x","content":{"membership":"join"}`:                      false,
		`"sender":"@a:x","content":{"membership":"join"}`:                                         false,
	} {
		_, got := b.entry(t.Context(), "!r", json.RawMessage(`{"type":"m.room.member","event_id":"$1",`+text+`}`))
		assert.Equal(t, want, got, text)
	}
}

// Where many guests come and go, all but a few of them cost one small request.
func TestAGuestWhoNeedsNoLevelCostsOneRequest(t *testing.T) {
	var asked []string
	b := withGuests(signedInAt(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Method+" "+r.URL.Path[strings.LastIndex(r.URL.Path, "!r"):])
		_, _ = w.Write([]byte(`{"users_default":0}`))
	}), true)
	it := &store.Item{RoomID: "!r", Type: event.TypeMember, EventID: "$1", Attempt: 1, Raw: []byte(
		`{"type":"m.room.member","event_id":"$1","state_key":"@guest-1:x","sender":"@guest-1:x","content":{"membership":"join"}}`)}
	require.NoError(t, b.Handle(t.Context(), it))
	assert.Equal(t, []string{"GET !r/state/m.room.power_levels/"}, asked)
}
