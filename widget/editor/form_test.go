package editor

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"parley/shared/calendar"
	"parley/shared/command"
	"parley/shared/fault"
	"parley/shared/room"
	"parley/widget/browser"
	"parley/widget/host"
	"parley/widget/store"
)

var zones = calendar.ZoneFunc(time.LoadLocation)

func at(value string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", value, time.FixedZone("X", 3600))
	if err != nil {
		panic(err)
	}
	return t
}

func TestBlank(t *testing.T) {
	for now, want := range map[string][2]Moment{
		"2026-03-04 10:37:12": {{"2026-03-04", "10:45"}, {"2026-03-04", "11:45"}},
		"2026-03-04 10:45:00": {{"2026-03-04", "10:45"}, {"2026-03-04", "11:45"}},
		"2026-03-04 10:45:01": {{"2026-03-04", "11:00"}, {"2026-03-04", "12:00"}},
		"2026-12-31 23:50:00": {{"2027-01-01", "00:00"}, {"2027-01-01", "01:00"}},
	} {
		f := blank(at(now))
		assert.Equal(t, want, [2]Moment{f.Start, f.End}, now)
	}
}

func TestMovingTheStartMovesTheEnd(t *testing.T) {
	f := blank(at("2026-03-04 10:37:12"))
	f.moveStart(Moment{"2026-03-05", "23:30"})
	assert.Equal(t, Moment{"2026-03-06", "00:30"}, f.End)
	f.moveStart(Moment{"", "23:30"}) // while the person types
	assert.Equal(t, Moment{"2026-03-06", "00:30"}, f.End)
	f.moveStart(Moment{"2026-03-07", "23:30"})
	assert.Equal(t, Moment{"2026-03-06", "00:30"}, f.End, "the distance is not known any more")
}

func TestCommand(t *testing.T) {
	f := Form{
		Title: "  Kick-off ", Description: "a\nb", When: When{Start: Moment{"2026-03-04", "10:45"}, End: Moment{"2026-03-04", "11:45"}},
		People: []host.Person{{UserID: "@bob:b", DisplayName: "Bob"}},
	}
	content, err := command.Content(f.creation("u1", zones, "Europe/Berlin").steps[0].Data, commandContext)
	assert.NoError(t, err)
	assert.JSONEq(t, `{"data":{"title":"Kick-off","description":"a\nb","participants":[{"user_id":"@bob:b"}],"calendar":[{"uid":"u1",
		"dtstart":{"tzid":"Europe/Berlin","value":"20260304T104500"},"dtend":{"tzid":"Europe/Berlin","value":"20260304T114500"}}]},
		"context":{"locale":"de","timezone":"Europe/Berlin"}}`, string(content))
}

func TestCheck(t *testing.T) {
	good := blank(at("2026-03-04 10:37:12"))
	good.Title = "T"
	for name, c := range map[string]struct {
		change func(*Form)
		want   faults
	}{
		"nothing":       {func(*Form) {}, faults{}},
		"no title":      {func(f *Form) { f.Title = " " }, faults{fieldTitle: fault.Required}},
		"long title":    {func(f *Form) { f.Title = strings.Repeat("ü", 256) }, faults{fieldTitle: fault.TooLong}},
		"long text":     {func(f *Form) { f.Description = strings.Repeat("ü", 20_001) }, faults{fieldDescription: fault.TooLong}},
		"no start":      {func(f *Form) { f.Start.Time = "" }, faults{fieldStart: fault.Required}},
		"no end":        {func(f *Form) { f.End.Date = "" }, faults{fieldEnd: fault.Required}},
		"no such day":   {func(f *Form) { f.End.Date = "2026-02-30" }, faults{fieldEnd: fault.BadDate}},
		"end too early": {func(f *Form) { f.End = f.Start }, faults{fieldEnd: fault.EndBeforeStart}},
		"no person":     {func(f *Form) { f.People = []host.Person{{UserID: "bob"}} }, faults{fieldPeople: fault.BadUserID}},
		"two things":    {func(f *Form) { f.Title, f.End = "", f.Start }, faults{fieldTitle: fault.Required, fieldEnd: fault.EndBeforeStart}},
	} {
		f := good
		c.change(&f)
		assert.Equal(t, c.want, f.creation("new", zones, "UTC").wrong, name)
	}
	_, any := faults{}.first()
	assert.False(t, any)
	first, _ := faults{"": fault.TooLarge, fieldEnd: fault.BadDate, fieldStart: fault.BadDate}.first()
	assert.Equal(t, fieldStart, first)
}

func TestFaultsOfTheBotFindTheirField(t *testing.T) {
	for path, want := range map[string]string{
		"data.title": fieldTitle, "data.description": fieldDescription, "data.participants[3].user_id": fieldPeople,
		"data.calendar[0].dtend.value": fieldEnd, "data.calendar[0].dtstart": fieldStart, "data.calendar": fieldStart,
		"data.widget_ids": "", "": "",
	} {
		assert.Equal(t, want, fieldOf(path), path)
	}
}

func TestPast(t *testing.T) {
	f := blank(at("2026-03-04 10:37:12"))
	assert.False(t, f.past(time.Date(2026, 3, 4, 10, 45, 0, 0, time.UTC), zones, "UTC"))
	assert.True(t, f.past(time.Date(2026, 3, 4, 10, 45, 1, 0, time.UTC), zones, "UTC"))
	f.Start = Moment{}
	assert.False(t, f.past(at("2026-03-04 10:37:12"), zones, "UTC"))
}

func TestDraft(t *testing.T) {
	params := host.Params{RoomID: "!draft:b", UserID: "@a:b"}
	view := &store.View{Now: at("2026-03-04 10:37:12")}
	assert.Equal(t, blank(view.Now), Begin(params, view))
	f := blank(view.Now)
	f.Title = "Draft"
	browser.Save(draftKey(params, ""), f.encode())
	assert.Equal(t, "Draft", Begin(params, view).Title)
	assert.Empty(t, Begin(host.Params{RoomID: "!draft:b", UserID: "@b:b"}, view).Title, "somebody else's")

	view.Commands = []store.Command{{Order: store.Order{Draft: f.encode()}, State: store.Running}}
	assert.Empty(t, Begin(params, view).Title, "it has been sent")
	view.Commands[0].State = store.Unsent
	assert.Equal(t, "Draft", Begin(params, view).Title)
	Settle(params, view.Commands)
	assert.Equal(t, "Draft", Begin(params, view).Title)
	view.Commands[0].State = store.Done
	Settle(params, view.Commands)
	assert.Empty(t, Begin(params, &store.View{Now: view.Now}).Title)
}

func TestResume(t *testing.T) {
	f := blank(at("2026-03-04 10:37:12"))
	f.Title = "T"
	resumed := Resume(store.Command{Order: store.Order{Draft: f.encode()}})
	assert.True(t, resumed.resumed)
	resumed.resumed = false
	assert.Equal(t, f, resumed)
	for _, draft := range []string{"", "null-", `{"title":5}`} {
		_, ok := decode(draft)
		assert.False(t, ok, draft)
	}
}

func TestBeginsInTheTimeThatIsShown(t *testing.T) {
	now := at("2026-03-04 10:37:12")
	for _, c := range []struct {
		span            room.Span
		from, day, want string
	}{
		{room.SpanWeek, "2026-03-02", "2026-03-04", "2026-03-04 10:45"},
		{room.SpanWeek, "2026-03-09", "2026-03-11", "2026-03-09 09:00"},
		{room.SpanDay, "2026-03-05", "2026-03-05", "2026-03-05 09:00"},
		{room.SpanList, "2026-04-01", "2026-04-01", "2026-04-01 09:00"},
		{room.SpanMonth, "2026-03-30", "2026-04-15", "2026-04-01 09:00"},
		{room.SpanMonth, "2026-02-23", "2026-03-04", "2026-03-04 10:45"},
		{room.SpanWeek, "2026-01-05", "2026-01-07", "2026-03-04 10:45"},
	} {
		view := &store.View{Now: now, From: at(c.from + " 00:00:00"), Choice: store.Choice{Span: c.span, Day: at(c.day + " 10:37:12")}}
		start := Begin(host.Params{RoomID: "!shown:b"}, view).Start
		assert.Equal(t, c.want, start.Date+" "+start.Time, "%v of %s", c.span, c.day)
	}
}
