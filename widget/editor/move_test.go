package editor

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/calendar"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
	"parley/shared/room"
	"parley/widget/host/hosttest"
	"parley/widget/store"
)

const wallLayout = "2006-01-02T15:04"

func in(t *testing.T, zone, wall string) time.Time {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	require.NoError(t, err)
	at, err := time.Parse(wallLayout, wall)
	require.NoError(t, err)
	return calendar.Resolve(at, loc)
}

// put is a move as somebody in a zone sees it: from start to end, and where to.
func put(t *testing.T, s Subject, zone string, walls ...string) Move {
	t.Helper()
	at := func(n int) time.Time { return in(t, zone, walls[n]) }
	return Move{Subject: s, Was: store.Times{Start: at(0), End: at(1)}, Is: store.Times{Start: at(2), End: at(3)}}
}

func only(e calendar.Entry) store.Detail {
	return store.Detail{Base: "$base", Meeting: &room.Meeting{RoomID: "!m:x", Title: "M", Calendar: []calendar.Entry{e}}}
}

func single() Subject { return Subject{RoomID: "!m:x", UID: "u"} }

// entriesAfter are those that a move sends.
func entriesAfter(t *testing.T, m Move, d store.Detail, scope Scope) []calendar.Entry {
	t.Helper()
	o, _, err := m.Order(d, scope, zones)
	require.NoError(t, err)
	require.Len(t, o.Steps, 1)
	return o.Steps[0].Data.(command.Update).Calendar
}

func zoned(zone, start, end, rule string) calendar.Entry {
	return calendar.Entry{UID: "u", DTStart: calendar.DateTime{TZID: zone, Value: start}, DTEnd: calendar.DateTime{TZID: zone, Value: end}, RRule: rule}
}

func TestAMeetingIsMovedInItsOwnZone(t *testing.T) {
	for name, c := range map[string]struct {
		reader string
		walls  [4]string
		days   bool
		entry  calendar.Entry
		want   [2]string
	}{
		"to another time": {
			"Europe/Berlin", [4]string{"2040-10-01T10:30", "2040-10-01T11:30", "2040-10-02T14:00", "2040-10-02T15:00"}, false,
			zoned("Europe/Berlin", "20401001T103000", "20401001T113000", ""), [2]string{"20401002T140000", "20401002T150000"},
		},
		"its end only": {
			"Europe/Berlin", [4]string{"2040-10-01T10:30", "2040-10-01T11:30", "2040-10-01T10:30", "2040-10-01T12:15"}, false,
			zoned("Europe/Berlin", "20401001T103000", "20401001T113000", ""), [2]string{"20401001T103000", "20401001T121500"},
		},
		"over the change of clocks on 28 October": {
			"Europe/Berlin", [4]string{"2040-10-26T10:00", "2040-10-26T11:00", "2040-10-29T10:00", "2040-10-29T11:00"}, false,
			zoned("Europe/Berlin", "20401026T100000", "20401026T110000", ""), [2]string{"20401029T100000", "20401029T110000"},
		},
		"to where it was put, though the clocks of its zone do not change": {
			"Europe/Berlin", [4]string{"2040-10-26T16:00", "2040-10-26T17:00", "2040-10-29T16:00", "2040-10-29T17:00"}, false,
			zoned("UTC", "20401026T140000", "20401026T150000", ""), [2]string{"20401029T150000", "20401029T160000"},
		},
		"to another date, at the time of its zone": {
			"Europe/Berlin", [4]string{"2040-10-26T16:00", "2040-10-26T17:00", "2040-10-29T16:00", "2040-10-29T17:00"}, true,
			zoned("UTC", "20401026T140000", "20401026T150000", ""), [2]string{"20401029T140000", "20401029T150000"},
		},
		"whole days of another zone": {
			"America/New_York", [4]string{"2040-03-08T18:00", "2040-03-10T18:00", "2040-03-13T18:00", "2040-03-15T18:00"}, true,
			zoned("Europe/Berlin", "20400309T000000", "20400311T000000", ""), [2]string{"20400314T000000", "20400316T000000"},
		},
	} {
		m := put(t, single(), c.reader, c.walls[:]...)
		m.Days = c.days
		got := entriesAfter(t, m, only(c.entry), ScopeAll)
		require.Len(t, got, 1, name)
		assert.Equal(t, c.want, [2]string{got[0].DTStart.Value, got[0].DTEnd.Value}, name)
		assert.Equal(t, c.entry.DTStart.TZID, got[0].DTStart.TZID, name)
	}
}

func TestADateAndAllThatFollowAreMoved(t *testing.T) {
	m := put(t, secondDate(), "Europe/Berlin", "2040-10-02T10:30", "2040-10-02T11:30", "2040-10-02T12:00", "2040-10-02T13:00")
	one := entriesAfter(t, m, standUp(), ScopeOne)
	require.Len(t, one, 3)
	assert.Equal(t, berlin("20401002T120000"), one[2].DTStart)
	assert.Equal(t, berlin("20401002T103000"), *one[2].RecurrenceID)
	following := entriesAfter(t, m, standUp(), ScopeFollowing)
	assert.Equal(t, berlin("20401001T103000"), following[0].DTStart)
	assert.Equal(t, berlin("20401002T120000"), following[1].DTStart)
	all := entriesAfter(t, m, standUp(), ScopeAll)
	assert.Equal(t, berlin("20401001T120000"), all[0].DTStart)
	assert.Equal(t, "FREQ=DAILY;COUNT=5", all[0].RRule)
}

// A series in New York, looked at from Berlin in the week in which only the clocks there have changed.
func TestASeriesStaysAtOneTimeOfItsZone(t *testing.T) {
	d := only(zoned("America/New_York", "20400301T100000", "20400301T110000", "FREQ=WEEKLY"))
	s := Subject{RoomID: "!m:x", UID: "u", ID: calendar.DateTime{TZID: "America/New_York", Value: "20400315T100000"}}
	m := put(t, s, "Europe/Berlin", "2040-03-15T15:00", "2040-03-15T16:00", "2040-03-15T16:00", "2040-03-15T17:00")
	all := entriesAfter(t, m, d, ScopeAll)
	assert.Equal(t, "20400301T110000", all[0].DTStart.Value)
	assert.Equal(t, "FREQ=WEEKLY", all[0].RRule)
}

func TestRulesFollowToOtherDays(t *testing.T) {
	for _, c := range []struct {
		rule string
		days int
		want string // empty: refused
	}{
		{"FREQ=DAILY;COUNT=5", 1, "FREQ=DAILY;COUNT=5"},
		{"FREQ=WEEKLY;BYDAY=MO", 1, "FREQ=WEEKLY"},
		{"FREQ=WEEKLY;BYDAY=MO,WE", 1, "FREQ=WEEKLY;BYDAY=TU,TH"},
		{"FREQ=WEEKLY;BYDAY=MO,SU", 1, "FREQ=WEEKLY;BYDAY=MO,TU"},
		{"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", 1, ""},
		{"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", 1, ""},
		{"FREQ=WEEKLY;BYDAY=MO;UNTIL=20401029T090000Z", 2, "FREQ=WEEKLY;UNTIL=20401031T225959Z"},
		{"FREQ=MONTHLY", 1, "FREQ=MONTHLY"},
		{"FREQ=MONTHLY;BYDAY=1MO", 7, "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=2"},
		{"FREQ=MONTHLY;BYDAY=1MO", 28, ""},
		{"FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=1", 3, "FREQ=YEARLY"},
		{"FREQ=DAILY;BYHOUR=10,12", 1, ""},
	} {
		d := only(zoned("Europe/Berlin", "20401001T103000", "20401001T113000", c.rule)) // a Monday
		s := single()
		s.ID = berlin("20401001T103000")
		from := in(t, "Europe/Berlin", "2040-10-01T10:30")
		to := from.AddDate(0, 0, c.days)
		m := Move{Subject: s, Was: store.Times{Start: from, End: from.Add(time.Hour)}, Is: store.Times{Start: to, End: to.Add(time.Hour)}}
		o, _, err := m.Order(d, ScopeAll, zones)
		if c.want == "" {
			assert.Equal(t, fault.New(fixedDays, ""), err, c.rule)
			continue
		}
		require.NoError(t, err, c.rule)
		after := o.Steps[0].Data.(command.Update).Calendar[0]
		assert.Equal(t, c.want, after.RRule, c.rule)
		assert.Equal(t, to.Format("20060102T150405"), after.DTStart.Value, "%s begins on its first date", c.rule)
	}
}

func TestAMoveCanBeTakenBack(t *testing.T) {
	m := put(t, secondDate(), "Europe/Berlin", "2040-10-02T10:30", "2040-10-02T11:30", "2040-10-02T12:00", "2040-10-02T13:00")
	o, dropped, err := m.Order(standUp(), ScopeOne, zones)
	require.NoError(t, err)
	assert.Zero(t, dropped)
	assert.Equal(t, standUp().Meeting.Calendar, o.Undo[0].Data.(command.Update).Calendar)
	_, _, err = m.Order(store.Detail{}, ScopeOne, zones)
	assert.Error(t, err, "it is gone")
}

func TestMovedDatesAreCalledByWhereTheyAre(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		start := time.Date(2040, 10, 2, 10, 0, 0, 0, time.UTC)
		c.Meeting("!m:x", "Stand-up", event.MembershipJoin, start, time.Hour)
		at := func(t time.Time) calendar.DateTime { return calendar.At(t, "UTC", time.UTC) }
		second := at(start.AddDate(0, 0, 7))
		c.PutBy(hosttest.Bot, "!m:x", event.TypeMetadata, "", event.Metadata{Creator: hosttest.Bob, Calendar: []calendar.Entry{
			{UID: "u", DTStart: at(start), DTEnd: at(start.Add(time.Hour)), RRule: "FREQ=WEEKLY"},
			{UID: "u", DTStart: at(start.AddDate(0, 0, 9)), DTEnd: at(start.AddDate(0, 0, 9).Add(time.Hour)), RecurrenceID: &second},
		}})
		e, s, _, page := open(t, c)
		page()
		for id, want := range map[calendar.DateTime]string{at(start): "2040-10-02", second: "2040-10-11", at(start.AddDate(0, 0, 1)): "2040-10-03"} {
			assert.Equal(t, want, dateOf(s, e.Reader, Subject{RoomID: "!m:x", UID: "u", ID: id}))
		}
	})
}
