package help

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"parley/shared/event"
)

// seen is a room as Alice sees it.
func seen(id string, state ...event.Event) *view { return viewOf(state, id, "@a:x", me) }

func TestChildrenAreTheNewestLinksFirst(t *testing.T) {
	link := func(id, content string, ts int64) event.Event {
		e := state(event.TypeSpaceChild, id, content)
		e.OriginServerTS = ts
		return e
	}
	v := seen("!r",
		link("!old", `{"via":["x"]}`, 1), link("!new", `{"via":["x"]}`, 3), link("!gone", `{}`, 4), link("!bad", `{"via":"x"}`, 5),
		link("!b", `{"via":["x"]}`, 2), link("!a", `{"via":["x"]}`, 2), state(event.TypeSpaceParent, "!p", `{"via":["x"]}`))
	assert.Equal(t, []string{"!new", "!a", "!b", "!old"}, children(v))
}

func TestMeetingsAreHiddenFromThoseWhoAreNotInThem(t *testing.T) {
	member := func(user, membership string) event.Event {
		return state(event.TypeMember, user, `{"membership":"`+membership+`"}`)
	}
	meeting := listed{room: seen("!m", member("@a:x", "join"), member("@b:x", "invite"), member("@c:x", "leave"), member(me, "join")).Room}
	for name, c := range map[string]struct {
		here []event.Event
		want bool
	}{
		"the asker alone":  {[]event.Event{member("@a:x", "join"), member(me, "join")}, false},
		"all are invited":  {[]event.Event{member("@a:x", "join"), member("@b:x", "join")}, false},
		"somebody left it": {[]event.Event{member("@a:x", "join"), member("@c:x", "join")}, true},
		"somebody else":    {[]event.Event{member("@a:x", "join"), member("@d:x", "invite")}, true},
		"who is gone":      {[]event.Event{member("@a:x", "join"), member("@d:x", "leave")}, false},
	} {
		assert.Equal(t, c.want, hides(seen("!r", c.here...), meeting), name)
	}
}

func TestDirectInvitations(t *testing.T) {
	for raw, want := range map[string]bool{
		`{"content":{"membership":"invite","is_direct":true}}`:                               true,
		`{"content":{"membership":"invite"},"unsigned":{"prev_content":{"is_direct":true}}}`: true,
		`{"content":{"membership":"invite","is_direct":"yes"}}`:                              false,
		`{"content":{"membership":"invite"}}`:                                                false,
		`{}`:                                                                                 false,
	} {
		assert.Equal(t, want, isDirect([]byte(raw), parsed(t, raw)), raw)
	}
}

func TestOnlyWidgetOfTheSameHost(t *testing.T) {
	v := seen("!r", state(event.TypeCreate, "", `{}`), state(event.TypeWidget, "a", `{"url":"https://p/x"}`), state(event.TypeWidget, "b", `{}`))
	w, only := v.onlyWidget()
	assert.True(t, only)
	assert.Equal(t, "a", w.ID)
	assert.True(t, sameHost(w.URL, "https://p/#/"))
	assert.False(t, sameHost(w.URL, "https://p:8080/"))
	assert.False(t, sameHost("x", "y"))
	_, only = seen("!r", state(event.TypeCreate, "", `{}`), state(event.TypeWidget, "a", `{"url":"https://p/x"}`), state(event.TypeWidget, "b", `{"url":"u"}`)).onlyWidget()
	assert.False(t, only)
}
