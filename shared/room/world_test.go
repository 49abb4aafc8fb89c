package room

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/event"
)

// world makes the history of rooms that a homeserver might have seen.
type world struct {
	*rand.Rand
	rooms  int
	last   int
	events []event.Event
}

func (w *world) pick(of ...string) string { return of[w.IntN(len(of))] }

func (w *world) room() string { return fmt.Sprintf("!r%d", w.IntN(w.rooms)) }

// history adds versions of one piece of state. Most say what they replace; the times
// of some are forged.
func (w *world) history(room, typ, key string, versions int, content func() string) {
	previous := ""
	for range versions {
		w.last++
		e := event.Event{
			Type: typ, RoomID: room, StateKey: &key, Sender: w.pick(alice, bot, carol), EventID: fmt.Sprintf("$%d", w.last),
			OriginServerTS: int64(w.last), Content: json.RawMessage(content()),
		}
		switch w.IntN(8) {
		case 0:
			e.OriginServerTS = 1 << 60
		case 1:
			e.OriginServerTS = -5
		}
		if w.IntN(8) > 0 {
			e.Unsigned.ReplacesState = previous
		}
		previous = e.EventID
		w.events = append(w.events, e)
		if w.IntN(10) == 0 { // as an invitation shows it
			e.EventID, e.OriginServerTS, e.Unsigned.ReplacesState = "", 0, ""
			w.events = append(w.events, e)
		}
	}
}

var entries = []string{
	`{"uid":"u","dtstart":{"tzid":"Europe/Berlin","value":"20401003T103000"},"dtend":{"tzid":"Europe/Berlin","value":"20401003T113000"}}`,
	`{"uid":"u","dtstart":{"tzid":"UTC","value":"20401003T103000"},"dtend":{"tzid":"UTC","value":"20401003T113000"},"rrule":"FREQ=DAILY;COUNT=9"}`,
	`{"uid":"v","dtstart":{"tzid":"Asia/Tokyo","value":"20401006T103000"},"dtend":{"tzid":"Asia/Tokyo","value":"20401006T113000"}}`,
	`{"uid":"w","dtstart":{"tzid":"No/Where","value":"20401003T103000"},"dtend":{"tzid":"UTC","value":"20401003T113000"}}`,
}

func (w *world) metadata() string {
	return w.pick(
		`{"creator":"`+w.pick(alice, carol)+`","calendar":[`+w.pick(entries...)+`]}`,
		`{"creator":"`+w.pick(alice, carol)+`","calendar":[`+w.pick(entries...)+`,`+w.pick(entries...)+`]}`,
		`{"creator":"@a","start_time":"2040-10-03T10:30:00+02:00","end_time":"2040-10-03T11:30:00+02:00","auto_deletion_offset":60}`,
		`{}`, `[]`, `{"creator":"@a","calendar":[7]}`)
}

func (w *world) member() string {
	return `{"membership":"` + w.pick("join", "join", "invite", "leave", "ban") + `","displayname":"` + w.pick("Ann", "Änn", "", "Bo") + `"}`
}

func (w *world) grow(id string) {
	w.history(id, event.TypeCreate, "", 1, func() string {
		return w.pick(`{"type":"net.nordeck.meetings.meeting","room_version":"11"}`, `{"type":"net.nordeck.meetings.meeting","room_version":"12"}`,
			`{"type":"net.nordeck.meetings.breakoutsession"}`, `{"type":"m.space"}`, `{}`)
	})
	w.history(id, event.TypeName, "", 1+w.IntN(6), func() string { return w.pick(`{"name":"A"}`, `{"name":"B"}`, `{"name":"C"}`, `{"name":5}`) })
	w.history(id, event.TypeTopic, "", w.IntN(3), func() string { return w.pick(`{"topic":"x"}`, `{}`) })
	for _, user := range []string{alice, bot, carol, "@dan:e"} {
		w.history(id, event.TypeMember, user, w.IntN(5), w.member)
	}
	w.history(id, event.TypePowerLevels, "", w.IntN(3), func() string {
		return w.pick(`{"users":{"@alice:example.org":100}}`, `{"users":{"@alice:example.org":"50"}}`, `{"state_default":0}`, `7`)
	})
	w.history(id, event.TypeMetadata, "", w.IntN(5), w.metadata)
	w.history(id, event.TypeRSVP, alice, w.IntN(3), func() string { return w.pick(`{"status":"accepted"}`, `{"status":7}`, `{}`) })
	if w.IntN(8) == 0 {
		w.history(id, event.TypeTombstone, "", 1, func() string { return `{}` })
	}
	for range w.IntN(3) {
		other := w.room()
		w.history(id, event.TypeSpaceParent, other, 1+w.IntN(2), func() string { return w.pick(`{"via":["x"]}`, `{"via":["x"]}`, `{}`) })
		w.history(other, event.TypeSpaceChild, id, 1+w.IntN(2), func() string { return w.pick(`{"via":["x"]}`, `{"via":["x"]}`, `{}`) })
	}
}

func newWorld(seed uint64, rooms int) *world {
	w := &world{Rand: rand.New(rand.NewPCG(seed, 7)), rooms: rooms}
	for i := range rooms {
		w.grow(fmt.Sprintf("!r%d", i))
	}
	return w
}

// delivery is the history in some order, some of it more than once.
func (w *world) delivery() []event.Event {
	all := append([]event.Event{}, w.events...)
	for range len(all) / 3 {
		all = append(all, all[w.IntN(len(w.events))])
	}
	w.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

var wholeYear = [2]time.Time{time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2041, 1, 1, 0, 0, 0, 0, time.UTC)}

func agendaOf(m *Model, f Filter) *Agenda {
	a := NewAgenda(m, f, zones)
	a.Window(wholeYear[0], wholeYear[1])
	return a
}

// dump writes down all that a model says.
func dump(m *Model) string {
	var b strings.Builder
	var ids []string
	for id := range m.rooms {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	for _, id := range ids {
		r := m.Room(id)
		for _, s := range append(r.state[:len(r.state):len(r.state)], r.recent...) {
			if e := s.current(); e != nil {
				fmt.Fprintln(&b, id, e.Type, *e.StateKey, e.EventID, e.Sender, string(e.Content))
			}
		}
		below, all := m.Descendants(id)
		fmt.Fprintln(&b, id, r.Type(), r.Version(), r.Name(), r.Parents(), all, len(below), len(m.Children(id)))
		for _, p := range r.Participants() {
			fmt.Fprintln(&b, id, p, r.RSVP(p.UserID))
		}
		for _, d := range []*Denied{r.MayCreate(alice), r.MayUpdate(alice), r.MayInvite(carol), r.MayKick(alice, carol), m.MayClose(alice, id, false), m.MayClose(bot, id, true)} {
			if d != nil {
				fmt.Fprintln(&b, id, *d)
			}
		}
		fmt.Fprintln(&b, "below", id, describe(finish(agendaOf(m, Filter{Type: event.RoomTypeMeeting, Parent: id}))))
	}
	for _, f := range []Filter{{}, {Organiser: alice}, {Search: "ann"}, {Recurring: Only}, {From: day(5), Zones: zones}} {
		for _, meeting := range m.Meetings(f) {
			fmt.Fprintln(&b, meeting.RoomID, meeting.Title)
		}
	}
	fmt.Fprintln(&b, describe(finish(agendaOf(m, Filter{}))))
	return b.String()
}

func describe(l Lists) string {
	var b strings.Builder
	for _, i := range l.Items {
		fmt.Fprintln(&b, i.Meeting.RoomID, i.Meeting.Title, i.Meeting.Description, i.Meeting.Creator, i.Meeting.Membership, i.Meeting.Inviter, i.UID, i.Start, i.End)
	}
	for _, m := range l.Broken {
		fmt.Fprintln(&b, "broken", m.RoomID, m.Broken)
	}
	for _, i := range l.Invitations {
		fmt.Fprintln(&b, "invited", i)
	}
	return b.String()
}

// 1,000 random rooms: whatever the order, the repetitions and the moments at which
// somebody looks, the model is the same.
func TestWorldsConverge(t *testing.T) {
	for seed := range uint64(50) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			w := newWorld(seed, 20)
			inOrder := NewModel(alice, bot)
			inOrder.Apply(w.events...)
			want := dump(inOrder)
			for range 3 {
				m := NewModel(alice, bot)
				events := w.delivery()
				cut := w.IntN(len(events))
				m.Apply(events[:cut]...)
				dump(m) // what has been looked at must not stick
				m.Apply(events...)
				require.Equal(t, want, dump(m))
				assert.Empty(t, m.Apply(w.delivery()...), "a repetition changes nothing")
			}
		})
	}
}

// After each event the live view shows what one made anew shows.
func TestAgendaIsAsIfMadeAnew(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			w := newWorld(seed, 10)
			for _, f := range []Filter{{}, {Type: event.RoomTypeMeeting, Parent: "!r1"}, {Search: "ann", Organiser: alice}} {
				m := NewModel(alice, bot)
				live := agendaOf(m, f)
				events := w.delivery()
				for i := range events {
					live.Touch(m.Apply(events[i])...)
					for range w.IntN(3) { // not always all of the work at once
						live.Step()
					}
					if w.IntN(4) == 0 {
						live.Lists()
					}
					before := live.lists
					shown := describe(before)
					got := describe(finish(live))
					require.Equal(t, describe(finish(agendaOf(m, f))), got)
					assert.Equal(t, shown, describe(before), "lists that were shown never change")
					if i%25 == 0 {
						anew := NewModel(alice, bot)
						anew.Apply(events[:i+1]...)
						require.Equal(t, describe(finish(agendaOf(anew, f))), got)
					}
				}
			}
		})
	}
}
