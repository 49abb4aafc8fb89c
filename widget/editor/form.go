package editor

import (
	"slices"
	"strings"
	"time"

	"parley/shared/calendar"
	"parley/shared/command"
	"parley/shared/fault"
	"parley/widget/host"
)

// Fields of the form, as they are called in the page.
const (
	fieldTitle       = "meeting-title"
	fieldStart       = "meeting-start"
	fieldEnd         = "meeting-end"
	fieldDescription = "meeting-description"
	fieldPeople      = "meeting-people"
)

// fields is their order on the screen.
var fields = []string{fieldTitle, fieldStart, fieldEnd, fieldDescription, fieldPeople}

// Form is what the person has typed. It is also the form of a draft.
type Form struct {
	Title       string        `json:"title"`
	Start       Moment        `json:"start"`
	End         Moment        `json:"end"`
	Description string        `json:"description"`
	People      []host.Person `json:"people"`
	Search      string        `json:"search,omitempty"` // typed for participants, not chosen yet

	resumed bool // it was a draft
}

// Moment is a date and a time as the browser's controls have them; either is empty
// while it is incomplete.
type Moment struct {
	Date string `json:"date"` // 2006-01-02
	Time string `json:"time"` // 15:04
}

const (
	rounding = 15 * time.Minute
	duration = time.Hour

	dateLayout = "2006-01-02"
	timeLayout = "15:04"
)

// blank is the form that a person begins with: the next quarter of an hour, for an
// hour. now is in the reader's zone.
func blank(now time.Time) Form {
	wall := time.Date(now.Year(), now.Month(), now.Day(), now.Hour(), now.Minute(), now.Second(), 0, time.UTC)
	start := wall.Add(rounding - 1).Truncate(rounding)
	return Form{Start: momentOf(start), End: momentOf(start.Add(duration))}
}

func momentOf(wall time.Time) Moment {
	return Moment{Date: wall.Format(dateLayout), Time: wall.Format(timeLayout)}
}

// wall is the local time, labelled UTC.
func (m Moment) wall() (time.Time, bool) {
	t, err := time.Parse(dateLayout+" "+timeLayout, m.Date+" "+m.Time)
	return t, err == nil
}

// moveStart changes the start and moves the end along.
func (f *Form) moveStart(to Moment) {
	from, known := f.Start.wall()
	target, complete := to.wall()
	if end, ok := f.End.wall(); known && complete && ok {
		f.End = momentOf(end.Add(target.Sub(from)))
	}
	f.Start = to
}

// past reports that the start is before now.
func (f *Form) past(now time.Time, zones calendar.Zones, zone string) bool {
	start, err := f.Start.dateTime(zone).Time(zones)
	return err == nil && start.Before(now)
}

func (m Moment) dateTime(zone string) calendar.DateTime {
	value := strings.NewReplacer("-", "", ":", "").Replace(m.Date + "T" + m.Time + "00")
	if m.Date == "" || m.Time == "" {
		value = ""
	}
	return calendar.DateTime{TZID: zone, Value: value}
}

// command is the command that the form asks for.
func (f *Form) command(uid, zone string) command.Create {
	c := command.Create{
		Title:       strings.TrimSpace(f.Title),
		Description: f.Description,
		Calendar:    []calendar.Entry{{UID: uid, DTStart: f.Start.dateTime(zone), DTEnd: f.End.dateTime(zone)}},
	}
	for _, p := range f.People {
		c.Participants = append(c.Participants, command.Participant{UserID: p.UserID})
	}
	return c
}

// unchosen is the fault of a search that has not become a participant.
const unchosen fault.Code = "unchosen"

// takeSearch makes a participant of a complete user id that was typed but not chosen
// from the list.
func (f *Form) takeSearch() {
	id := strings.TrimSpace(f.Search)
	if !command.ValidUserID(id) {
		return
	}
	f.Search = ""
	if !slices.ContainsFunc(f.People, func(p host.Person) bool { return p.UserID == id }) {
		f.People = append(slices.Clone(f.People), host.Person{UserID: id})
	}
}

// faults is what is wrong, by field. What concerns no field is under "".
type faults map[string]fault.Code

// check finds out what is wrong with the form, by the rules of the command.
func (f *Form) check(zones calendar.Zones, zone string) faults {
	found := faults{}
	for _, wrong := range f.command("new", zone).Validate(zones) {
		found.add(wrong)
	}
	if id := strings.TrimSpace(f.Search); id != "" && !command.ValidUserID(id) {
		found[fieldPeople] = unchosen
	}
	return found
}

// add notes a fault at the field that it is about, unless one is noted there.
func (e faults) add(f *fault.Fault) {
	field := fieldOf(f.Field)
	if _, ok := e[field]; !ok {
		e[field] = f.Code
	}
}

// paths says which field has what a JSON path of the command begins with.
var paths = []struct{ prefix, field string }{
	{"data.title", fieldTitle},
	{"data.description", fieldDescription},
	{"data.calendar[0].dtend", fieldEnd},
	{"data.calendar", fieldStart},
	{"data.start_time", fieldStart},
	{"data.end_time", fieldEnd},
	{"data.participants", fieldPeople},
}

func fieldOf(path string) string {
	for _, p := range paths {
		if strings.HasPrefix(path, p.prefix) {
			return p.field
		}
	}
	return ""
}

// first returns the first field, in the order on the screen, that has an error.
func (e faults) first() (field string, ok bool) {
	for _, f := range fields {
		if _, wrong := e[f]; wrong {
			return f, true
		}
	}
	return "", false
}
