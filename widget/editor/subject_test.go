package editor

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/calendar"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
	"parley/shared/room"
	"parley/widget/host"
	"parley/widget/store"
)

func berlin(value string) calendar.DateTime {
	return calendar.DateTime{TZID: "Europe/Berlin", Value: value}
}

// standUp is a daily series of five with a moved third date.
func standUp() store.Detail {
	id := berlin("20401003T103000")
	return store.Detail{Base: "$base", Widgets: []string{"details", "jitsi"}, Meeting: &room.Meeting{
		RoomID: "!m:x", Title: "Stand-up", Description: "Every day", Calendar: []calendar.Entry{
			{UID: "u", DTStart: berlin("20401001T103000"), DTEnd: berlin("20401001T113000"), RRule: "FREQ=DAILY;COUNT=5"},
			{UID: "u", DTStart: berlin("20401003T150000"), DTEnd: berlin("20401003T160000"), RecurrenceID: &id},
		},
	}, Participants: []room.Participant{
		{UserID: "@a:x", Name: "Alice", Membership: event.MembershipJoin, Organiser: true}, {UserID: "@b:x", Name: "Bob", Membership: event.MembershipInvite},
	}}
}

func secondDate() Subject { return Subject{RoomID: "!m:x", UID: "u", ID: berlin("20401002T103000")} }

func shown(t *testing.T, s Subject, scope Scope) Form {
	t.Helper()
	f, err := s.form(standUp(), scope, zones, "Europe/Berlin")
	require.NoError(t, err)
	return f
}

func TestFormOfEachScope(t *testing.T) {
	s := secondDate()
	one := shown(t, s, ScopeOne)
	assert.Equal(t, When{Start: Moment{"2040-10-02", "10:30"}, End: Moment{"2040-10-02", "11:30"}}, one.When)
	assert.Equal(t, []host.Person{{UserID: "@a:x", DisplayName: "Alice"}, {UserID: "@b:x", DisplayName: "Bob"}}, one.People)
	following := shown(t, s, ScopeFollowing)
	assert.Equal(t, Moment{"2040-10-02", "10:30"}, following.Start)
	assert.Equal(t, [3]string{daily, endAfter, "4"}, [3]string{following.Repeat.Kind, following.Repeat.End, following.Repeat.Count})
	all := shown(t, s, ScopeAll)
	assert.Equal(t, Moment{"2040-10-01", "10:30"}, all.Start)
	assert.Equal(t, "5", all.Repeat.Count)

	s.ID = berlin("20401003T103000")
	assert.Equal(t, Moment{"2040-10-03", "15:00"}, shown(t, s, ScopeOne).Start, "where it was moved to")
	s.ID = berlin("20401009T103000")
	_, err := s.form(standUp(), ScopeOne, zones, "Europe/Berlin")
	assert.Error(t, err, "it does not take place any more")
}

func TestFormInAnotherZoneAndOfWholeDays(t *testing.T) {
	d := standUp()
	d.Meeting.Calendar = []calendar.Entry{{UID: "u", DTStart: berlin("20401001T000000"), DTEnd: berlin("20401003T000000")}}
	f, err := Subject{RoomID: "!m:x", UID: "u"}.form(d, ScopeAll, zones, "UTC")
	require.NoError(t, err)
	assert.Equal(t, When{Start: Moment{"2040-10-01", "00:00"}, End: Moment{"2040-10-02", "00:00"}, AllDay: true, Zone: "Europe/Berlin"}, f.When)
	assert.Equal(t, calendar.Plan{DTStart: berlin("20401001T000000"), DTEnd: berlin("20401003T000000")}, f.plan(zones, "UTC"), "and back")
}

func TestChangesAreOnlyWhatChanged(t *testing.T) {
	s := secondDate()
	changes := func(scope Scope, edit func(*Form)) *work {
		was := shown(t, s, scope)
		f := was
		edit(&f)
		return s.changes(&f, &was, standUp(), scope, zones, "Europe/Berlin")
	}
	assert.Empty(t, changes(ScopeAll, func(*Form) {}).steps)

	w := changes(ScopeOne, func(f *Form) { f.Title = " Daily " })
	title := "Daily"
	assert.Equal(t, []store.Step{{Type: command.TypeMeetingUpdate, Data: command.Update{
		TargetRoomID: "!m:x", Title: &title, BaseEventID: "$base", Calendar: standUp().Meeting.Calendar,
	}}}, w.steps, "the calendar, too: the existing bot asks for it")

	w = changes(ScopeOne, func(f *Form) { f.Remind = unreminded })
	require.Len(t, w.steps, 1)
	assert.Equal(t, []int64{}, w.steps[0].Data.(command.Update).Reminders)
	assert.Nil(t, w.steps[0].Data.(command.Update).Title)

	w = changes(ScopeOne, func(f *Form) { f.moveStart(Moment{"2040-10-02", "12:00"}) })
	require.Len(t, w.steps, 1)
	entries := w.steps[0].Data.(command.Update).Calendar
	require.Len(t, entries, 3)
	assert.Equal(t, standUp().Meeting.Calendar, entries[:2], "all else stays")
	assert.Equal(t, berlin("20401002T130000"), entries[2].DTEnd)

	w = changes(ScopeAll, func(f *Form) { f.moveStart(Moment{"2040-10-01", "12:00"}) })
	assert.Equal(t, cost{stays: 1}, w.cost, "the moved date")
	w = changes(ScopeAll, func(f *Form) { f.Repeat.Count = "7" })
	assert.Zero(t, w.cost, "its own date is the same")
	w = changes(ScopeAll, func(f *Form) { f.Repeat = Repeat{Kind: weekly} })
	assert.Equal(t, 1, w.dropped, "the moved date has no place in it")

	w = changes(ScopeAll, func(f *Form) {
		f.People = []host.Person{{UserID: "@a:x"}, {UserID: "@c:x"}}
		f.Quiet, f.Widgets = true, []string{"jitsi_2", "details"}
	})
	assert.Equal(t, []store.Step{
		{Type: command.TypeParticipantsHandle, Data: command.Participants{TargetRoomID: "!m:x", Invite: true, UserIDs: []string{"@c:x"}}},
		{Type: command.TypeParticipantsHandle, Data: command.Participants{TargetRoomID: "!m:x", UserIDs: []string{"@b:x"}}},
		{Type: command.TypeWidgetsHandle, Data: command.Widgets{TargetRoomID: "!m:x", Add: true, WidgetIDs: []string{"jitsi_2"}}},
		{Type: command.TypeWidgetsHandle, Data: command.Widgets{TargetRoomID: "!m:x", WidgetIDs: []string{"jitsi"}}},
		{Type: command.TypeMessagePermissions, Data: command.MessagePermissions{TargetRoomID: "!m:x", MessagingPowerLevel: 100}},
	}, w.steps)
}

func TestWrongChangesAreToldAtTheirField(t *testing.T) {
	s := secondDate()
	for _, c := range []struct {
		edit func(*Form)
		want faults
	}{
		{func(f *Form) { f.Title = "" }, faults{fieldTitle: fault.Required}},
		{func(f *Form) { f.End = f.Start }, faults{fieldEnd: fault.EndBeforeStart}},
		{func(f *Form) { f.Start.Time = "" }, faults{fieldStart: fault.Required}},
		{func(f *Form) { f.Repeat = Repeat{Kind: daily, End: endOn, Until: "2040-01-01"} }, faults{fieldUntil: fault.EndBeforeStart}},
	} {
		was := shown(t, s, ScopeAll)
		f := was
		c.edit(&f)
		assert.Equal(t, c.want, s.changes(&f, &was, standUp(), ScopeAll, zones, "Europe/Berlin").wrong)
	}
}

// What the person has not touched follows what others change.
func TestRebased(t *testing.T) {
	was := shown(t, secondDate(), ScopeAll)
	mine, theirs := was, was
	mine.Title = "Mine"
	mine.People = []host.Person{{UserID: "@a:x"}, {UserID: "@mine:x"}} // Bob is removed
	theirs.Title, theirs.Description = "Theirs", "New"
	theirs.moveStart(Moment{"2040-10-01", "12:00"})
	mine.Widgets, theirs.Widgets = []string{"details", "mine"}, []string{"details", "jitsi", "theirs"}
	theirs.People = append([]host.Person{{UserID: "@theirs:x"}}, was.People...)
	got := mine.rebased(was, theirs)
	assert.Equal(t, "Mine", got.Title)
	assert.Equal(t, "New", got.Description)
	assert.Equal(t, theirs.When, got.When)
	assert.Equal(t, []string{"@theirs:x", "@mine:x"}, missing(got.People, was.People))
	assert.False(t, holds(got.People, "@b:x"))
	assert.Equal(t, []string{"details", "theirs", "mine"}, got.Widgets)
}

func TestRemoval(t *testing.T) {
	s := secondDate()
	steps, err := s.removal(standUp(), ScopeAll, zones)
	require.NoError(t, err)
	assert.Equal(t, []store.Step{{Type: command.TypeMeetingClose, Data: command.Close{TargetRoomID: "!m:x", Method: "tombstone"}}}, steps)
	steps, err = s.removal(standUp(), ScopeOne, zones)
	require.NoError(t, err)
	u := steps[0].Data.(command.Update)
	assert.Equal(t, []calendar.DateTime{berlin("20401002T103000")}, u.Calendar[0].ExDate)
	assert.Equal(t, "$base", u.BaseEventID)
	s.ID = berlin("20401001T103000")
	steps, err = s.removal(standUp(), ScopeFollowing, zones)
	require.NoError(t, err)
	assert.Equal(t, command.TypeMeetingClose, steps[0].Type, "nothing is left")
}

func TestSessionsStayWithinTheirMeeting(t *testing.T) {
	at := func(clock string) time.Time {
		start, err := berlin("20401001T" + clock).Time(zones)
		require.NoError(t, err)
		return start
	}
	session := store.Detail{From: at("100000"), To: at("120000"), Meeting: &room.Meeting{
		RoomID: "!s:x", Type: event.RoomTypeBreakout, Title: "Group 1", Calendar: []calendar.Entry{
			{UID: "u", DTStart: berlin("20401001T103000"), DTEnd: berlin("20401001T104500")},
		},
	}}
	s := Subject{RoomID: "!s:x", UID: "u"}
	was, err := s.form(session, ScopeAll, zones, "Europe/Berlin")
	require.NoError(t, err)
	for _, c := range []struct {
		start, end string
		wrong      []string
	}{
		{"10:00", "12:00", nil}, {"09:59", "10:45", []string{fieldStart}}, {"11:00", "12:01", []string{fieldEnd}}, {"09:00", "13:00", []string{fieldStart, fieldEnd}},
	} {
		f := was
		f.Start.Time, f.End.Time = c.start, c.end
		w := s.changes(&f, &was, session, ScopeAll, zones, "Europe/Berlin")
		assert.Len(t, w.wrong, len(c.wrong), c)
		for _, field := range c.wrong {
			assert.Equal(t, Outside, w.wrong[field], c)
		}
	}
	session.From, session.To = time.Time{}, time.Time{}
	f := was
	f.Start.Time = "09:00"
	assert.Empty(t, s.changes(&f, &was, session, ScopeAll, zones, "Europe/Berlin").wrong, "the meeting is over, or not seen")
}
