package reaper

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"parley/shared/event"
)

const (
	me    = "@bot:x"
	alice = "@a:x"
	lead  = time.Hour
)

// noon is when the rooms of these tests are to be deleted.
var noon = time.Date(2040, 1, 2, 12, 0, 0, 0, time.UTC)

func state(typ, key, sender, content string) event.Event {
	return event.Event{Type: typ, StateKey: &key, Sender: sender, EventID: "$" + typ + key, Content: json.RawMessage(content)}
}

func metadata(at time.Time) string {
	return fmt.Sprintf(`{"creator":"@a:x","calendar":[{"uid":"u","dtstart":{"tzid":"UTC","value":"20400102T090000"},
		"dtend":{"tzid":"UTC","value":"20400102T100000"}}],"force_deletion_at":%d}`, at.UnixMilli())
}

func meeting() []event.Event {
	return []event.Event{
		state(event.TypeCreate, "", me, `{"type":"net.nordeck.meetings.meeting","room_version":"11"}`),
		state(event.TypeMember, me, me, `{"membership":"join"}`),
		state(event.TypeMember, alice, alice, `{"membership":"join"}`),
		state(event.TypeMember, "@b:x", me, `{"membership":"invite"}`),
		state(event.TypeMember, "@c:x", "@c:x", `{"membership":"leave"}`),
		state(event.TypeMetadata, "", me, metadata(noon)),
	}
}

func TestOnlyOwnRoomsAreDeleted(t *testing.T) {
	c := own("!r", meeting(), me)
	assert.Equal(t, noon, c.at.UTC())
	assert.Equal(t, []string{alice, "@b:x"}, c.others)

	for what, other := range map[string]event.Event{
		"somebody else's":           state(event.TypeCreate, "", alice, `{"type":"net.nordeck.meetings.meeting"}`),
		"another kind":              state(event.TypeCreate, "", me, `{"type":"m.space"}`),
		"a calendar":                state(event.TypeCreate, "", me, `{}`),
		"forged metadata":           state(event.TypeMetadata, "", alice, metadata(noon)),
		"never":                     state(event.TypeMetadata, "", me, `{"creator":"@a:x","calendar":[]}`),
		"nonsense":                  state(event.TypeMetadata, "", me, `{"creator":"@a:x","calendar":[],"force_deletion_at":"soon"}`),
		"no time":                   state(event.TypeMetadata, "", me, `{"creator":"@a:x","calendar":[],"force_deletion_at":0}`),
		"to be kept":                state(event.TypeSettings, "", me, `{"keep":true}`),
		"one that the bot has left": state(event.TypeMember, me, me, `{"membership":"leave"}`),
	} {
		room := meeting()
		replaced := false
		for i, e := range room {
			if e.Has(other.Type, *other.StateKey) {
				room[i], replaced = other, true
			}
		}
		if !replaced {
			room = append(room, other)
		}
		assert.Nil(t, own("!r", room, me), what)
	}
	assert.Nil(t, own("!r", nil, me))
}

func TestWhatIsNext(t *testing.T) {
	at := func(d time.Duration) int64 { return noon.Add(d).UnixMilli() }
	for _, c := range []struct {
		what   string
		now    time.Duration // after noon
		mark   mark
		people int
		lead   time.Duration
		want   Step
		until  time.Duration
	}{
		{"far off", -3 * lead, mark{}, 2, lead, Nothing, -lead},
		{"soon", -lead, mark{}, 2, lead, Warn, -lead},
		{"half told", -lead, mark{Telling: true}, 2, lead, Warn, -lead},
		{"told", -lead / 2, mark{WarnedAt: at(-lead)}, 2, lead, Nothing, 0},
		{"due", 0, mark{WarnedAt: at(-lead)}, 2, lead, Empty, 0},
		{"overdue, never told", 100 * lead, mark{}, 2, lead, Warn, -lead},
		{"told late", 100 * lead, mark{WarnedAt: at(100*lead - time.Second)}, 2, lead, Nothing, 101*lead - time.Second},
		{"told late, and the time is over", 101 * lead, mark{WarnedAt: at(100 * lead)}, 2, lead, Empty, 101 * lead},
		{"nobody to tell, not yet", -lead, mark{}, 0, lead, Nothing, 0},
		{"nobody to tell", 0, mark{}, 0, lead, Empty, 0},
		{"no warnings", 0, mark{}, 2, 0, Empty, 0},
		{"no warnings, not yet", -1, mark{}, 2, 0, Nothing, 0},
		{"just emptied", lead, mark{WarnedAt: 1, EmptiedAt: at(lead)}, 0, lead, Nothing, lead + rest},
		{"emptied", lead + rest, mark{WarnedAt: 1, EmptiedAt: at(lead)}, 0, lead, Purge, lead + rest},
		{"somebody came back", lead + rest, mark{WarnedAt: 1, EmptiedAt: at(lead)}, 1, lead, Empty, lead},
		{"moved since", 0, mark{For: 1, WarnedAt: 1, EmptiedAt: 1}, 2, lead, Warn, -lead},
		{"moved since, and empty", 0, mark{For: 1, WarnedAt: 1, EmptiedAt: 1}, 0, lead, Empty, 0},
	} {
		room := own("!r", meeting(), me)
		room.others = room.others[:c.people]
		if c.mark.For == 0 {
			c.mark.For = noon.UnixMilli()
		}
		room.remember(c.mark)
		step, until := room.next(noon.Add(c.now), c.lead)
		assert.Equal(t, c.want, step, c.what)
		if c.what != "somebody came back" {
			assert.Equal(t, noon.Add(c.until), until.UTC(), c.what)
		}
	}
}
