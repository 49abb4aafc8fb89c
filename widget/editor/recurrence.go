package editor

import (
	"strconv"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/calendar"
	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/ui"
)

// repeat are the controls for how often a meeting takes place.
func (e *Editor) repeat() []app.UI {
	r := &e.form.Repeat
	start, known := e.form.Start.wall()
	if e.form.AllDay {
		start, known = e.form.Start.midnight(0).wall()
	}
	if !known {
		start = e.Store.View().Now
	}
	fields := []app.UI{e.selection(fieldRepeat, text.EditorRepeat, e.kinds(start), r.Kind, func(v string) { e.setKind(v, start) })}
	if r.Kind == custom {
		fields = append(fields, e.custom(start))
	}
	if r.Kind != once && r.Kind != kept {
		fields = append(fields, e.end())
	}
	return fields
}

// kinds are the recurrences to choose from, in the words that describe them everywhere.
func (e *Editor) kinds(start time.Time) []ui.Choice {
	var choices []ui.Choice
	for _, kind := range kinds(start) {
		choices = append(choices, ui.Choice{Value: kind, Text: e.describe(Repeat{Kind: kind}, start)})
	}
	if r := e.form.Repeat; r.Kind == kept {
		choices = append(choices, ui.Choice{Value: kept, Text: e.describe(r, start)})
	}
	return choices
}

func (e *Editor) describe(r Repeat, start time.Time) string {
	switch r.Kind {
	case once:
		return e.Reader.Text(text.EditorRepeatOnce)
	case custom:
		return e.Reader.Text(text.EditorRepeatCustom)
	}
	at := calendar.DateTime{TZID: "UTC", Value: start.Format(calendar.Layout)}
	rule := r.Rule
	if r.Kind != kept {
		dates := r.dates(start)
		rule = dates.String()
	}
	return e.Reader.Recurrence([]calendar.Entry{{DTStart: at, DTEnd: at, RRule: rule}}, "", e.Store.Zones())
}

// setKind chooses a recurrence. One of one's own begins as what was chosen before.
func (e *Editor) setKind(kind string, start time.Time) {
	r := &e.form.Repeat
	if kind == custom {
		rule := r.dates(start)
		if r.Kind == once || r.Kind == kept {
			rule = every(1, calendar.Weekly)
		}
		r.Freq, r.Interval, r.Days, r.Nth = string(rule.Freq), "1", 1<<start.Weekday(), 0
		if len(rule.ByDay) > 1 {
			r.Days = workingDays
		}
		if len(rule.BySetPos) == 1 {
			r.Nth = rule.BySetPos[0]
		}
	}
	r.Kind = kind
}

// custom are the controls of a recurrence of one's own.
func (e *Editor) custom(start time.Time) app.UI {
	r := &e.form.Repeat
	units := []ui.Choice{
		{Value: string(calendar.Daily), Text: e.Reader.Text(text.EditorDays)}, {Value: string(calendar.Weekly), Text: e.Reader.Text(text.EditorWeeks)},
		{Value: string(calendar.Monthly), Text: e.Reader.Text(text.EditorMonths)}, {Value: string(calendar.Yearly), Text: e.Reader.Text(text.EditorYears)},
	}
	return app.Div().Class("repeat-custom").Body(
		e.entry(fieldInterval, "number", text.EditorInterval, r.Interval, func(v string) { r.Interval = v }),
		e.selection("meeting-unit", text.EditorUnit, units, r.Freq, func(v string) { r.Freq = v }),
		app.Div().Class("repeat-which").Body(e.which(start)),
	)
}

// which are the days of a week, or which day of a month.
func (e *Editor) which(start time.Time) app.UI {
	r := &e.form.Repeat
	switch calendar.Freq(r.Freq) {
	case calendar.Weekly:
		return e.weekdays()
	case calendar.Daily:
		return nil
	}
	var choices []ui.Choice
	candidates := []int{0}
	if n := nthOf(start); n <= 4 {
		candidates = append(candidates, n)
	}
	if isLast(start) {
		candidates = append(candidates, -1)
	}
	for _, n := range candidates {
		option := Repeat{Kind: custom, Freq: r.Freq, Interval: "1", Nth: n}
		rule := option.dates(start)
		choices = append(choices, ui.Choice{Value: strconv.Itoa(n), Text: e.describe(Repeat{Kind: kept, Rule: rule.String()}, start)})
	}
	return e.selection("meeting-nth", text.EditorNth, choices, strconv.Itoa(r.Nth), func(v string) { r.Nth, _ = strconv.Atoi(v) })
}

// weekdays are toggles, from the first day of the reader's week on.
func (e *Editor) weekdays() app.UI {
	sunday := time.Date(2000, 1, 2, 12, 0, 0, 0, time.UTC)
	first := int(browser.FirstWeekday(e.Reader.Locale))
	return app.FieldSet().Class("weekdays").Body(
		app.Legend().Text(e.Reader.Text(text.EditorWeekdays)),
		app.Range(make([]struct{}, 7)).Slice(func(n int) app.UI {
			day := (first + n) % 7
			at := sunday.AddDate(0, 0, day)
			return app.Button().Type("button").Class("weekday").Aria("pressed", e.form.Repeat.Days&(1<<day) != 0).
				Aria("label", e.Reader.Weekday(time.Weekday(day))).Text(e.Reader.ShortWeekday(at, "UTC")).
				OnClick(func(app.Context, app.Event) {
					e.change(fieldRepeat, func() { e.form.Repeat.Days ^= 1 << day })
				}, day)
		}),
	)
}

// end are the controls for when a recurrence ends.
func (e *Editor) end() app.UI {
	r := &e.form.Repeat
	choices := []ui.Choice{
		{Value: endNever, Text: e.Reader.Text(text.EditorEndNever)}, {Value: endOn, Text: e.Reader.Text(text.EditorEndOn)},
		{Value: endAfter, Text: e.Reader.Text(text.EditorEndAfter)},
	}
	return app.Div().Class("repeat-end").Body(
		e.selection("meeting-ends", text.EditorEnds, choices, r.End, e.setEnding),
		app.Div().Hidden(r.End != endOn).Body(
			e.entry(fieldUntil, "date", text.EditorUntil, r.Until, func(v string) { r.Until = v }),
		),
		app.Div().Hidden(r.End != endAfter).Body(
			e.entry(fieldCount, "number", text.EditorCount, r.Count, func(v string) { r.Count = v }),
		),
	)
}

// setEnding chooses how a recurrence ends, at a usual number of dates at first.
func (e *Editor) setEnding(end string) {
	r := &e.form.Repeat
	r.End = end
	start, _ := e.form.Start.wall()
	freq := r.dates(start).Freq
	if r.Count == "" {
		r.Count = strconv.Itoa(defaults[freq])
	}
	if r.Until == "" {
		r.Until = lastOf(start, freq).Format(dateLayout)
	}
}

// lastOf is the date at which the usual number of dates is over.
func lastOf(start time.Time, freq calendar.Freq) time.Time {
	n := defaults[freq]
	switch freq {
	case calendar.Daily:
		return start.AddDate(0, 0, n)
	case calendar.Weekly:
		return start.AddDate(0, 0, 7*n)
	case calendar.Monthly:
		return start.AddDate(0, n, 0)
	}
	return start.AddDate(n, 0, 0)
}
