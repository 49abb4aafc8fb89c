package room

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"parley/shared/event"
)

// calendarOf is the state of a calendar room with n meetings in it, every other of
// which is a weekly series.
func calendarOf(n int) []event.Event {
	var events []event.Event
	put := func(room, typ, key, content string) {
		id := strconv.Itoa(len(events))
		events = append(events, event.Event{
			Type: typ, RoomID: room, StateKey: &key, Sender: bot, EventID: "$" + id + ":example.org", OriginServerTS: int64(len(events)),
			Content: json.RawMessage(content), Unsigned: event.Unsigned{ReplacesState: "$before" + id},
		})
	}
	for i := range n {
		id := fmt.Sprintf("!meeting%d:example.org", i*7919%n)
		start := fmt.Sprintf("202603%02dT%02d%02d00", 1+i%28, 8+i%10, i%60)
		entry := fmt.Sprintf(`{"uid":"%d","dtstart":{"tzid":"Europe/Berlin","value":"%s"},"dtend":{"tzid":"Europe/Berlin","value":"%s"}}`, i, start, start[:9]+"200000")
		if i%2 == 0 {
			entry = strings.Replace(entry, `{"uid"`, `{"rrule":"FREQ=WEEKLY","uid"`, 1)
		}
		put(id, event.TypeCreate, "", `{"creator":"@bot:example.org","room_version":"11","type":"net.nordeck.meetings.meeting"}`)
		put(id, event.TypeMember, alice, `{"membership":"join","displayname":"Alice","avatar_url":"mxc://example.org/alice"}`)
		put(id, event.TypeName, "", fmt.Sprintf(`{"name":"Meeting %d"}`, i))
		put(id, event.TypeTopic, "", `{"topic":"What we have to talk about"}`)
		put(id, event.TypeSpaceParent, "!calendar:example.org", `{"via":["example.org"]}`)
		put(id, event.TypeMetadata, "", `{"creator":"@alice:example.org","calendar":[`+entry+`]}`)
		put("!calendar:example.org", event.TypeSpaceChild, id, `{"via":["example.org"]}`)
	}
	return events
}

// fortnight is an agenda as the planner shows it, with all work done.
func fortnight(events []event.Event) (*Model, *Agenda) {
	m := NewModel(alice, bot)
	m.Apply(events...)
	a := NewAgenda(m, Filter{Type: event.RoomTypeMeeting, Parent: "!calendar:example.org"}, zones)
	from := time.Date(2026, 3, 9, 0, 0, 0, 0, time.UTC)
	a.Window(from, from.AddDate(0, 0, 14))
	finish(a)
	return m, a
}

func BenchmarkRebuild10000(b *testing.B) {
	events := calendarOf(10_000)
	b.ReportAllocs()
	for b.Loop() {
		_, a := fortnight(events)
		b.ReportMetric(float64(len(a.Lists().Items)), "items")
	}
}

func BenchmarkOneEvent10000(b *testing.B) {
	events := calendarOf(10_000)
	m, a := fortnight(events)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		e := events[(i*7919%10_000)*7+2]
		i++
		e.EventID, e.Unsigned.ReplacesState = "$new"+strconv.Itoa(i), "$new"+strconv.Itoa(i-10_000)
		e.OriginServerTS += int64(i)
		e.Content = json.RawMessage(`{"name":"Renamed"}`)
		a.Touch(m.Apply(e)...)
		finish(a)
	}
}

func BenchmarkOneEvent100(b *testing.B) {
	events := calendarOf(100)
	m, a := fortnight(events)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		e := events[(i*79%100)*7+2]
		i++
		e.EventID, e.Unsigned.ReplacesState = "$new"+strconv.Itoa(i), "$new"+strconv.Itoa(i-100)
		e.OriginServerTS += int64(i)
		e.Content = json.RawMessage(`{"name":"Renamed"}`)
		a.Touch(m.Apply(e)...)
		finish(a)
	}
}

func encoded(b *testing.B, n int) []byte {
	raw, err := json.Marshal(calendarOf(n/7 + 1)[:n])
	if err != nil {
		b.Fatal(err)
	}
	return raw
}

func BenchmarkDecode5000StateEvents(b *testing.B) {
	raw := encoded(b, 5000)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		var events []event.Event
		if err := json.Unmarshal(raw, &events); err != nil {
			b.Fatal(err)
		}
		m := NewModel(alice, bot)
		m.Apply(events...)
		if len(m.Meetings(Filter{})) < 700 {
			b.Fatal("meetings are missing")
		}
	}
}

func BenchmarkJSONUnmarshal5000(b *testing.B) {
	raw := encoded(b, 5000)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		var events any
		if err := json.Unmarshal(raw, &events); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSearch10000(b *testing.B) {
	m, _ := fortnight(calendarOf(10_000))
	b.ReportAllocs()
	for b.Loop() {
		m.Meetings(Filter{Parent: "!calendar:example.org", Search: "meeting 4711"})
	}
}
