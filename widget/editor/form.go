package editor

import (
	"slices"
	"strings"
	"time"

	"parley/shared/calendar"
	"parley/shared/command"
	"parley/shared/fault"
	"parley/shared/room"
	"parley/widget/host"
	"parley/widget/store"
)

// Fields of the form, as they are called in the page.
const (
	fieldTitle       = "meeting-title"
	fieldStart       = "meeting-start"
	fieldEnd         = "meeting-end"
	fieldZone        = "meeting-zone"
	fieldRepeat      = "meeting-repeat"
	fieldInterval    = "meeting-interval"
	fieldUntil       = "meeting-until"
	fieldCount       = "meeting-count"
	fieldDescription = "meeting-description"
	fieldPeople      = "meeting-people"
	fieldQuiet       = "meeting-quiet"
	fieldRemind      = "meeting-reminder"
	fieldEncrypted   = "meeting-encrypted"
)

// fields is their order on the screen.
var fields = []string{
	fieldTitle, fieldStart, fieldEnd, fieldZone, fieldRepeat, fieldInterval, fieldUntil, fieldCount, fieldPeople, fieldRemind, fieldDescription, fieldQuiet, fieldEncrypted,
}

// Form is what the person has typed. It is also the form of a draft.
type Form struct {
	Title string `json:"title"`
	When
	Description string        `json:"description"`
	People      []host.Person `json:"people"`
	Search      string        `json:"search,omitempty"`    // typed for participants, not chosen yet
	Quiet       bool          `json:"quiet,omitempty"`     // only organisers may write messages
	Encrypted   bool          `json:"encrypted,omitempty"` // messages are end-to-end encrypted; only of a new meeting
	Widgets     []string      `json:"widgets,omitzero"`    // ids; nil: what is usual
	Remind      string        `json:"remind,omitempty"`    // minutes before it, with commas between them; "": as it is

	Of    Subject `json:"of,omitzero"`     // what is changed
	Scope Scope   `json:"scope,omitempty"` // how much of it
	Was   *Form   `json:"was,omitempty"`   // what it was like when it was typed

	resumed bool // it was a draft
}

// When is when a meeting takes place.
type When struct {
	Start  Moment `json:"start"`
	End    Moment `json:"end"`
	AllDay bool   `json:"all_day,omitempty"` // whole days, the end's too
	Zone   string `json:"zone,omitempty"`    // IANA; "" is the reader's
	Repeat Repeat `json:"repeat,omitzero"`
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
	wall = wall.Add(rounding - 1).Truncate(rounding)
	return BeginAt(wall, wall.Add(duration))
}

// first is the form that a person begins with who looks at a time: soon, or the first
// morning of it that is still to come.
func first(v *store.View) Form {
	day := v.From
	if v.Span == room.SpanMonth && !v.Day.IsZero() {
		day = v.Day.AddDate(0, 0, 1-v.Day.Day()) // weeks of a month begin before
	}
	if !day.After(v.Now) {
		return blank(v.Now)
	}
	wall := time.Date(day.Year(), day.Month(), day.Day(), Morning, 0, 0, 0, time.UTC)
	return BeginAt(wall, wall.Add(duration))
}

// Morning is the hour at which meetings begin of which nobody has said when.
const Morning = 9

// MomentOf is what the clock shows at a time.
func MomentOf(wall time.Time) Moment {
	return Moment{Date: wall.Format(dateLayout), Time: wall.Format(timeLayout)}
}

// wall is the local time, labelled UTC.
func (m Moment) wall() (time.Time, bool) {
	t, err := time.Parse(dateLayout+" "+timeLayout, m.Date+" "+m.Time)
	return t, err == nil
}

// In is the instant in a zone, if the moment is complete.
func (m Moment) In(loc *time.Location) (time.Time, bool) {
	wall, ok := m.wall()
	return calendar.Resolve(wall, loc), ok
}

// moveStart changes the start and moves the end along.
func (w *When) moveStart(to Moment) {
	w.End = Moved(w.End, w.Start, to)
	w.Start = to
}

// Moved is a moment moved by as much as lies between two others, where they are complete.
func Moved(m, from, to Moment) Moment {
	t, known := m.wall()
	before, complete := from.wall()
	after, ok := to.wall()
	if !known || !complete || !ok {
		return m
	}
	return MomentOf(t.Add(after.Sub(before)))
}

// past reports that the start is before now.
func (w *When) past(now time.Time, zones calendar.Zones, zone string) bool {
	start, err := w.plan(zones, zone).DTStart.Time(zones)
	return err == nil && start.Before(now)
}

func (m Moment) dateTime(zone string) calendar.DateTime {
	value := strings.NewReplacer("-", "", ":", "").Replace(m.Date + "T" + m.Time + "00")
	if m.Date == "" || m.Time == "" {
		value = ""
	}
	return calendar.DateTime{TZID: zone, Value: value}
}

// midnight is the beginning of a date, so many days later.
func (m Moment) midnight(later int) Moment {
	day, err := time.Parse(dateLayout, m.Date)
	if err != nil {
		return Moment{}
	}
	return MomentOf(day.AddDate(0, 0, later))
}

// plan is when the meeting takes place in the form of calendars. zone is the reader's.
func (w *When) plan(zones calendar.Zones, zone string) calendar.Plan {
	if w.Zone != "" {
		zone = w.Zone
	}
	start, end := w.Start, w.End
	if w.AllDay {
		start, end = start.midnight(0), end.midnight(1)
	}
	p := calendar.Plan{DTStart: start.dateTime(zone), DTEnd: end.dateTime(zone)}
	if wall, err := p.DTStart.Wall(); err == nil {
		p.RRule = w.Repeat.rule(wall, zone, zones)
	}
	return p
}

// times are those of the plan; false: they are not complete.
func (w *When) times(zones calendar.Zones, zone string) (start, end time.Time, ok bool) {
	p := w.plan(zones, zone)
	start, wrong := p.DTStart.Time(zones)
	end, err := p.DTEnd.Time(zones)
	return start, end, wrong == nil && err == nil
}

// whenOf shows a plan in the controls.
func whenOf(p calendar.Plan, zones calendar.Zones, zone string) When {
	start, _ := p.DTStart.Wall()
	end, _ := p.DTEnd.Wall()
	w := When{Start: MomentOf(start), End: MomentOf(end), Repeat: repeatOf(p.RRule, p.DTStart, zones)}
	if p.DTStart.TZID != zone {
		w.Zone = p.DTStart.TZID
	}
	if midnight := (Moment{Time: "00:00"}); w.Start.Time == midnight.Time && w.End.Time == midnight.Time && end.After(start) {
		w.AllDay, w.End = true, w.End.midnight(-1)
	}
	return w
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
	if !holds(f.People, id) {
		f.People = append(slices.Clone(f.People), host.Person{UserID: id})
	}
}

func holds(people []host.Person, id string) bool {
	return slices.ContainsFunc(people, func(p host.Person) bool { return p.UserID == id })
}

// idsOf are the ids of people, of whom there may be a thousand.
func idsOf(people []host.Person) map[string]bool {
	ids := make(map[string]bool, len(people))
	for _, p := range people {
		ids[p.UserID] = true
	}
	return ids
}

// missing are those of some people who are not among others.
func missing(people, among []host.Person) (ids []string) {
	there := idsOf(among)
	for _, p := range people {
		if !there[p.UserID] {
			ids = append(ids, p.UserID)
		}
	}
	return ids
}

// faults is what is wrong, by field. What concerns no field is under "".
type faults map[string]fault.Code

// check finds out what is wrong with what was typed, beside what the commands' rules say.
func (f *Form) check() faults {
	found := faults{}
	if id := strings.TrimSpace(f.Search); id != "" && !command.ValidUserID(id) {
		found[fieldPeople] = unchosen
	}
	f.Repeat.check(found, f.Start)
	return found
}

// add notes a fault at the field that it is about, unless one is noted there.
func (e faults) add(f *fault.Fault) {
	field := fieldOf(f.Field)
	if _, ok := e[field]; !ok {
		e[field] = f.Code
	}
}

// paths says which field has what a JSON path of a command begins with, or that of a
// calendar entry.
var paths = []struct{ prefix, field string }{
	{"data.title", fieldTitle},
	{"data.description", fieldDescription},
	{"data.calendar[0].dtend", fieldEnd},
	{"data.calendar[0].rrule", fieldRepeat},
	{"data.calendar", fieldStart},
	{"data.start_time", fieldStart},
	{"data.end_time", fieldEnd},
	{"data.reminders", fieldRemind},
	{"data.encrypted", fieldEncrypted},
	{"data.participants", fieldPeople},
	{"data.userIds", fieldPeople},
	{"dtend", fieldEnd},
	{"rrule", fieldRepeat},
	{"dtstart", fieldStart},
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
