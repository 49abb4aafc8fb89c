package room

import (
	"reflect"
	"slices"
	"sort"
	"time"

	"parley/shared/calendar"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
	"parley/shared/wire"
)

// Change is something that somebody had the bot do to a meeting.
type Change struct {
	By    string // user id
	At    time.Time
	What  []Aspect
	Users []string // who was invited or removed
}

// Aspect is what of a meeting a change is about.
type Aspect int

// The aspects.
const (
	AspectCreated Aspect = iota
	AspectTitle
	AspectDescription
	AspectTimes
	AspectReminders
	AspectInvited
	AspectRemoved
	AspectWidgets
	AspectMessages // who may write them
	AspectBreakouts
)

// HistoryTypes are the types of the room events that History is made from.
var HistoryTypes = []string{
	event.TypeReaction, command.TypeMeetingCreate, command.TypeMeetingUpdate, command.TypeParticipantsHandle,
	command.TypeWidgetsHandle, command.TypeMessagePermissions, command.TypeBreakoutsCreate,
}

// Limits of a history.
const (
	maxChanges = 50
	maxNamed   = 1000 // people in one change
)

// History returns what people had the bot do to a meeting, the newest first: the commands
// among the events that it has answered to have been carried out. Events come in any order,
// and more than once.
func History(id, bot string, events []event.Event) []Change {
	done := map[string]event.Reaction{}
	for _, e := range events {
		if e.Type != event.TypeReaction || e.Sender != bot {
			continue
		}
		if r, err := event.DecodeReaction(e.Content); err == nil && r.RelatesTo.Key == event.KeyDone {
			done[r.RelatesTo.EventID] = r
		}
	}
	var commands []event.Event
	seen := map[string]bool{}
	for _, e := range events {
		answer, carried := done[e.EventID]
		if carried && !seen[e.EventID] && e.StateKey == nil && concerns(id, e, answer.Meta) {
			seen[e.EventID] = true
			commands = append(commands, e)
		}
	}
	sort.Slice(commands, func(i, j int) bool {
		a, b := &commands[i], &commands[j]
		return a.OriginServerTS < b.OriginServerTS || a.OriginServerTS == b.OriginServerTS && a.EventID < b.EventID
	})
	var changes []Change
	var entries []calendar.Entry // as the last command had them
	for _, e := range commands {
		if c := changed(e, &entries); len(c.What) > 0 {
			changes = append(changes, c)
		}
	}
	slices.Reverse(changes)
	return changes[:min(len(changes), maxChanges)]
}

// concerns reports that a command was about a meeting.
func concerns(id string, e event.Event, answer event.BotMeta) bool {
	switch e.Type {
	case command.TypeMeetingCreate:
		return answer.CreatedRoomID == id || slices.Contains(answer.CreatedRoomIDs, id)
	case command.TypeBreakoutsCreate:
		return e.RoomID == id
	}
	return command.Target(e.Content) == id
}

// changed is what a command has changed.
func changed(e event.Event, entries *[]calendar.Entry) Change {
	var ignored fault.List
	data := wire.Open(e.Content, &ignored).Object("data")
	c := Change{By: e.Sender, At: time.UnixMilli(e.OriginServerTS)}
	switch e.Type {
	case command.TypeMeetingCreate:
		c.What = []Aspect{AspectCreated}
		reschedule(data, entries)
	case command.TypeMeetingUpdate:
		c.What = updates(data, entries)
	case command.TypeParticipantsHandle:
		for _, user := range data.Texts("userIds") {
			if command.ValidUserID(user) && len(c.Users) < maxNamed {
				c.Users = append(c.Users, user)
			}
		}
		c.What = []Aspect{AspectRemoved}
		if invite := data.Flag("invite"); invite != nil && *invite {
			c.What[0] = AspectInvited
		}
	case command.TypeWidgetsHandle:
		c.What = []Aspect{AspectWidgets}
	case command.TypeMessagePermissions:
		c.What = []Aspect{AspectMessages}
	case command.TypeBreakoutsCreate:
		c.What = []Aspect{AspectBreakouts}
	}
	return c
}

func updates(data *wire.Object, entries *[]calendar.Entry) (what []Aspect) {
	for _, f := range []struct {
		name   string
		aspect Aspect
	}{{"title", AspectTitle}, {"description", AspectDescription}, {"reminders", AspectReminders}} {
		if data.Has(f.name) {
			what = append(what, f.aspect)
		}
	}
	if data.Has("start_time") { // older commands
		return append(what, AspectTimes)
	}
	// The calendar comes with every update. Of the first that is known it is not known
	// whether it is another one.
	before := *entries
	reschedule(data, entries)
	if !reflect.DeepEqual(before, *entries) && (before != nil || len(what) == 0) {
		what = append(what, AspectTimes)
	}
	return what
}

// reschedule notes the calendar of a command, if it has one.
func reschedule(data *wire.Object, entries *[]calendar.Entry) {
	if v, ok := data.Get("calendar"); ok {
		*entries = event.DecodeEntries(v)
	}
}
