package room

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"parley/shared/event"
	"parley/shared/fault"
)

// agendaIDs are the rooms of what takes place, in its order.
func agendaIDs(l Lists) string {
	var all []string
	for _, i := range l.Items {
		all = append(all, i.Meeting.RoomID)
	}
	return strings.Join(all, " ")
}

// later is an event in place of an earlier one.
func later(e event.Event, content string) event.Event {
	n, _ := strconv.Atoi(strings.TrimPrefix(e.EventID, "$later"))
	e.Unsigned.ReplacesState, e.EventID = e.EventID, "$later"+strconv.Itoa(n+1)
	e.Content = json.RawMessage(content)
	return e
}

func TestAgendaLooksAtOneRoomAtATime(t *testing.T) {
	m := NewModel(alice, bot)
	m.Apply(meetingRoom("!a")...)
	m.Apply(meetingRoom("!b")...)
	a := agendaOf(m, Filter{})
	assert.Empty(t, a.Lists().Items)
	looked, more := a.Step()
	assert.True(t, more)
	assert.Equal(t, looked.RoomID, agendaIDs(a.Lists()))
	assert.Equal(t, "!a !b", agendaIDs(finish(a)))
	a.Touch("!a", "!a", "!unknown")
	for _, want := range []bool{true, true, false} {
		_, more = a.Step()
		assert.Equal(t, want, more)
	}
	a.Window(wholeYear[0], wholeYear[1])
	_, more = a.Step()
	assert.False(t, more, "the same window")
	a.Window(wholeYear[0], day(3))
	assert.Empty(t, finish(a).Items)
	a.Window(wholeYear[0], wholeYear[1])
	a.Filter(Filter{Type: event.RoomTypeBreakout})
	assert.Empty(t, finish(a).Items)
	a.Filter(Filter{Parent: "!parent"})
	assert.Equal(t, "!a !b", agendaIDs(finish(a)))
}

func TestAgendaOfSomebodyWhoLeavesAndComesBackAtOnce(t *testing.T) {
	m := NewModel(alice, bot)
	m.Apply(meetingRoom("!a")...)
	a := agendaOf(m, Filter{})
	before := finish(a)
	e := meetingRoom("!a")[3]
	for _, membership := range []string{"leave", "join", "leave", "join"} {
		e = later(e, `{"membership":"`+membership+`"}`)
		a.Touch(m.Apply(e)...)
		a.Step()
	}
	assert.Equal(t, "!a", agendaIDs(a.Lists()), "once")
	a.Touch(m.Apply(later(e, `{"membership":"leave"}`))...)
	assert.Empty(t, finish(a).Items)
	assert.Equal(t, "!a", agendaIDs(before), "what was shown never changes")
}

func TestAgendaWaitsForZones(t *testing.T) {
	m := NewModel(alice, bot)
	m.Apply(meetingRoom("!a")...)
	m.Apply(replace(meetingRoom("!b"), event.TypeMetadata, strings.ReplaceAll(berlinEntry, "Europe/Berlin", "Asia/Tokyo"))...)
	a := agendaOf(m, Filter{})
	here := map[string]bool{}
	a.Waits = func(names []string) bool { return !here[names[0]] }
	assert.Equal(t, Lists{}, finish(a), "neither placed nor broken")
	here["Asia/Tokyo"] = true
	a.Retry()
	assert.Equal(t, "!b", agendaIDs(finish(a)))
	here["Europe/Berlin"] = true
	a.Retry()
	_, more := a.Step()
	assert.True(t, more)
	_, more = a.Step()
	assert.False(t, more, "only what waits")
	assert.Equal(t, "!b !a", agendaIDs(a.Lists()))
}

func TestAgendaSaysWhyMeetingsAreBroken(t *testing.T) {
	m := NewModel(alice, bot)
	for id, from := range map[string][2]string{"!zone": {"Europe/Berlin", "No/Where"}, "!date": {"20401003T103000", "20401303T103000"}, "!rule": {`"uid"`, `"rrule":"FREQ=NEVER","uid"`}} {
		m.Apply(replace(meetingRoom(id), event.TypeMetadata, strings.Replace(berlinEntry, from[0], from[1], 1))...)
	}
	a := agendaOf(m, Filter{})
	var codes []fault.Code
	for _, b := range finish(a).Broken {
		codes = append(codes, b.Broken.Code)
	}
	assert.Equal(t, []fault.Code{fault.BadDate, fault.BadRule, fault.UnknownZone}, codes)
	assert.Nil(t, m.Room("!zone").Meeting().Broken, "its metadata can be read")
	a.Touch(m.Apply(later(meetingRoom("!date")[5], berlinEntry))...)
	lists := finish(a)
	assert.Len(t, lists.Broken, 2)
	assert.Equal(t, "!date", agendaIDs(lists))
}

func TestAgendaOfInvitations(t *testing.T) {
	m := NewModel(alice, bot)
	a := agendaOf(m, Filter{Parent: "!p"})
	apply := func(want int, why string, events ...event.Event) {
		t.Helper()
		a.Touch(m.Apply(events...)...)
		assert.Len(t, finish(a).Invitations, want, why)
	}
	invited := state("!m", event.TypeMember, alice, `{"membership":"invite"}`)
	link := state("!other", event.TypeSpaceChild, "!m", `{"via":["x"]}`)
	apply(0, "nothing but the invitation", invited)
	apply(1, "a meeting", state("!m", event.TypeCreate, "", `{"type":"net.nordeck.meetings.meeting"}`), state("!m", event.TypeName, "", `{"name":"A"}`))
	apply(0, "of another room", link)
	apply(1, "which is a space", state("!other", event.TypeCreate, "", `{"type":"m.space"}`))
	apply(1, "of another room, too", state("!second", event.TypeSpaceChild, "!m", `{"via":["x"]}`), state("!p", event.TypeSpaceChild, "!m", `{"via":["x"]}`))
	apply(0, "not here any more", later(state("!p", event.TypeSpaceChild, "!m", ``), `{}`))
	apply(1, "nor there", later(state("!second", event.TypeSpaceChild, "!m", ``), `{}`))
	a.Filter(Filter{Type: event.RoomTypeBreakout})
	apply(0, "of another type")
	a.Filter(Filter{})
	apply(1, "of all rooms")
	apply(0, "whose metadata are visible", state("!m", event.TypeMetadata, "", berlinEntry))
	assert.Len(t, finish(a).Invited, 1)
	apply(0, "accepted", later(invited, `{"membership":"join"}`))
	assert.Empty(t, finish(a).Invited)
}
