package meeting

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"parley/bot/matrix"
	"parley/bot/store"
	"parley/shared/calendar"
	"parley/shared/event"
	"parley/shared/room"
)

// Types of items that no event stands for. The last four come from timers: what they are
// about is an alarm.
const (
	typeSchedule = "schedule" // a room's meeting may take place at another time
	typeScan     = "scan"     // nothing is known about the rooms that the bot is in
	typeLook     = "look"     // nor about this one
	typeReminder = "reminder" // an occurrence of a meeting begins soon
	typeBegin    = "begin"    // a breakout session begins
	typeWarning  = "warning"  // it ends soon
	typeEnd      = "end"      // it ends
)

// scanPause is between two rooms of a scan, so that commands hardly wait for it.
const scanPause = 50 * time.Millisecond

const scanPiece = 500 // rooms

// maxLag is how late the bot may hear of a change and still do what became due since.
const maxLag = time.Hour

const maxNews = 500 // rooms whose events are kept

// endLeads are how many minutes before its end people in a breakout session are told.
var endLeads = []int64{5, 1}

// alarm is what a timer is set for: a time before an occurrence begins or ends.
type alarm struct {
	At    int64 `json:"at"`              // when that begins, or ends; milliseconds since 1970
	Lead  int64 `json:"lead"`            // minutes before
	Again bool  `json:"again,omitempty"` // it was due before the timer was set: a process whose store is lost may have done it
}

func (a alarm) at() time.Time { return time.UnixMilli(a.At) }

func (a alarm) due() time.Time { return a.at().Add(-minutes(a.Lead)) }

func minutes(n int64) time.Duration { return time.Duration(n) * time.Minute }

// news are the latest events of a room that say when its meeting takes place. Of a room
// that the bot has made they are kept: homeservers tell of it piece by piece, and
// together the pieces tell all.
type news struct {
	events map[string]json.RawMessage // by type
	id     string                     // of the last one that was not passed on yet
}

// hear notes an event of the batch that is being recorded.
func (b *Bot) hear(room string, e event.Event, raw json.RawMessage) {
	if e.StateKey == nil || *e.StateKey != "" {
		return
	}
	switch e.Type {
	case event.TypeCreate:
		if e.Sender != b.matrix.UserID() {
			return
		}
	case event.TypeMetadata, event.TypeSettings, event.TypeTombstone:
	default:
		return
	}
	n := b.news[room]
	if n.events == nil {
		n.events = map[string]json.RawMessage{}
	}
	n.events[e.Type] = raw
	if e.Type != event.TypeCreate { // which says nothing about time
		n.id = e.EventID
	}
	b.news[room] = n
}

// heard returns an item for each room with news, and those about people who have left.
func (b *Bot) heard() (entries []store.Entry) {
	entries, b.departed = b.departed, nil
	for room, n := range b.news {
		if n.id == "" {
			continue
		}
		if raw, err := json.Marshal(slices.Collect(maps.Values(n.events))); err == nil {
			entries = append(entries, store.Entry{EventID: typeSchedule + ":" + n.id, RoomID: room, Type: typeSchedule, Raw: raw})
		}
		n.id = ""
		if b.news[room] = n; n.events[event.TypeCreate] == nil || n.events[event.TypeTombstone] != nil {
			delete(b.news, room)
		}
	}
	if len(b.news) > maxNews {
		clear(b.news)
	}
	return entries
}

// schedule sets the timers of a room with news. When those tell all, as of a room that
// was just made, the homeserver is not asked.
func (b *Bot) schedule(ctx context.Context, item *store.Item) error {
	var raws []json.RawMessage
	var events []event.Event
	_ = json.Unmarshal(item.Raw, &raws) // it was written by heard
	for _, raw := range raws {
		var e event.Event
		if readable(raw, &e) {
			events = append(events, e)
		}
	}
	r := enter(room.NewModel("", b.matrix.UserID()), events, item.RoomID)
	_, made := r.Create()
	if _, planned := r.State(event.TypeMetadata, ""); r.Closed() || made && planned {
		return b.store.Schedule(ctx, item.RoomID, b.timers(r, b.since(events)), b.now())
	}
	return b.reschedule(ctx, item.RoomID, b.since(events))
}

// since returns when the newest of some events was sent, at most maxLag ago: what has
// become due since then, while the bot was busy with others, is not lost.
func (b *Bot) since(events []event.Event) time.Time {
	sent := b.now().Add(-maxLag)
	for _, e := range events {
		sent = slices.MaxFunc([]time.Time{sent, time.UnixMilli(e.OriginServerTS)}, time.Time.Compare)
	}
	return slices.MinFunc([]time.Time{sent, b.now()}, time.Time.Compare)
}

// reschedule sets the timers of a room from its current state, for what is due after a
// time.
func (b *Bot) reschedule(ctx context.Context, id string, after time.Time) error {
	t, err := b.own(ctx, id)
	if err != nil {
		return err
	}
	if t == nil {
		return b.store.Schedule(ctx, id, nil, b.now())
	}
	return b.store.Schedule(ctx, id, b.timers(t.Room, after), b.now())
}

// lookAt sets the timers of a room of which nothing is known, if it is a meeting, for what
// is due after a time.
func (b *Bot) lookAt(ctx context.Context, id string, after time.Time) error {
	_, err := b.matrix.StateContent(ctx, id, event.TypeMetadata, "")
	switch {
	case matrix.Retryable(err):
		return err
	case err != nil:
		return nil
	}
	return b.reschedule(ctx, id, after)
}

// look is what the items say that have rooms looked at.
type look struct {
	Since int64 `json:"since"` // what has become due after that, in milliseconds since 1970, is made good
}

func (b *Bot) lookIn(ctx context.Context, item *store.Item) error {
	var l look
	_ = json.Unmarshal(item.Raw, &l) // it was written by LookAround
	return b.lookAt(ctx, item.RoomID, time.UnixMilli(l.Since))
}

// LookAround has the rooms looked at that the bot is in, one after another and once for
// each store: timers are nowhere else. It returns at once.
func (b *Bot) LookAround(ctx context.Context) error { return b.lookAround(ctx, b.now()) }

func (b *Bot) lookAround(ctx context.Context, since time.Time) error {
	me := b.matrix.UserID()
	raw, err := json.Marshal(look{since.UnixMilli()})
	if err != nil {
		return err
	}
	entry := store.Entry{EventID: typeScan + ":" + me, RoomID: me, Type: typeScan, Raw: raw}
	return b.store.Once(ctx, entry.EventID, entry, b.now())
}

func (b *Bot) scan(ctx context.Context, item *store.Item) error {
	rooms, err := b.matrix.JoinedRooms(ctx)
	if err != nil {
		return err
	}
	due := b.now()
	for some := range slices.Chunk(rooms, scanPiece) { // all of them would be large
		timers := make([]store.Timer, len(some))
		for i, room := range some {
			timers[i].Entry = store.Entry{EventID: typeLook + ":" + room, RoomID: room, Type: typeLook, Raw: item.Raw}
			timers[i].Due, due = due, due.Add(scanPause)
		}
		if err := b.store.AddTimers(ctx, timers); err != nil {
			return err
		}
	}
	return nil
}

// timers returns what to wait for in a room after a time: of each kind the next one.
func (b *Bot) timers(r *room.Room, after time.Time) []store.Timer {
	e, _ := r.State(event.TypeMetadata, "")
	metadata, err := event.DecodeMetadata(e.Content)
	if err != nil || r.Closed() {
		return nil
	}
	t := timetable{room: r.ID, entries: metadata.Calendar, after: after, now: b.now(), zones: b.zones}
	switch r.Type() {
	case event.RoomTypeMeeting:
		for _, lead := range b.Leads(r) {
			t.beforeStart(typeReminder, lead)
		}
	case event.RoomTypeBreakout:
		t.beforeStart(typeBegin, 0)
		for _, lead := range endLeads {
			t.beforeEnd(typeWarning, lead)
		}
		t.beforeEnd(typeEnd, 0)
	}
	return t.timers
}

// timetable makes the timers of one room.
type timetable struct {
	room    string
	entries []calendar.Entry
	after   time.Time
	now     time.Time
	zones   calendar.Zones
	timers  []store.Timer
}

func (t *timetable) beforeStart(typ string, lead int64) {
	if o, ok := calendar.Next(t.entries, t.after.Add(minutes(lead)), t.zones); ok {
		t.add(typ, alarm{At: o.Start.UnixMilli(), Lead: lead})
	}
}

func (t *timetable) beforeEnd(typ string, lead int64) {
	from := t.after.Add(minutes(lead))
	o, ok := calendar.Current(t.entries, from, t.zones)
	if !ok {
		o, ok = calendar.Next(t.entries, from, t.zones)
	}
	if ok {
		t.add(typ, alarm{At: o.End.UnixMilli(), Lead: lead})
	}
}

func (t *timetable) add(typ string, a alarm) {
	a.Again = a.due().Before(t.now)
	raw, _ := json.Marshal(a) // numbers
	t.timers = append(t.timers, store.Timer{Due: a.due(), Entry: store.Entry{
		EventID: fmt.Sprintf("%s:%s:%d:%d", typ, t.room, a.At, a.Lead), RoomID: t.room, Type: typ, Raw: raw,
	}})
}
