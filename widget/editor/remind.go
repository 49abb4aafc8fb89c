package editor

import (
	"strconv"
	"strings"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/ui"
)

// unreminded stands for no reminders among the values of the field.
const unreminded = "none"

// leads are the reminders that people can choose, in minutes.
var leads = []int64{0, 5, 10, 15, 30, 60, 24 * 60}

// remindersOf are reminders as the value of the field.
func remindersOf(leads []int64) string {
	if len(leads) == 0 {
		return unreminded
	}
	values := make([]string, len(leads))
	for i, lead := range leads {
		values[i] = strconv.FormatInt(lead, 10)
	}
	return strings.Join(values, ",")
}

// leadsOf are the reminders that a value of the field stands for; nil: as they are.
func leadsOf(value string) (leads []int64) {
	if value == "" {
		return nil
	}
	leads = []int64{}
	for _, part := range strings.Split(value, ",") {
		if lead, err := strconv.ParseInt(part, 10, 64); err == nil {
			leads = append(leads, lead)
		}
	}
	return leads
}

// reminder is the field that says when people are reminded of the meeting.
func (e *Editor) reminder() app.UI {
	now := e.detail.Reminders
	if e.Subject.isNew() {
		now = e.Store.Config.Reminders
	}
	current := remindersOf(now)
	values := append(make([]string, 0, len(leads)+3), unreminded)
	for _, lead := range leads {
		values = append(values, strconv.FormatInt(lead, 10))
	}
	value := e.form.Remind
	if value == "" {
		value = current
	}
	for _, own := range []string{current, value} {
		if len(without([]string{own}, values)) > 0 {
			values = append(values, own)
		}
	}
	choices := make([]ui.Choice, len(values))
	for i, v := range values {
		choices[i] = ui.Choice{Value: v, Text: remindersText(e.Reader, leadsOf(v))}
	}
	field := e.selection(fieldRemind, text.EditorRemind, choices, value, func(v string) {
		if e.form.Remind = v; v == current {
			e.form.Remind = ""
		}
	})
	return app.Div().Hidden(e.isSession() || !e.Subject.isNew() && !e.detail.Remind).Body(field)
}

// remindersText says when people are reminded.
func remindersText(r *browser.Reader, leads []int64) string {
	words := make([]string, len(leads))
	for i, lead := range leads {
		words[i] = leadText(r, lead)
	}
	if len(words) == 0 {
		return r.Text(text.RemindNever)
	}
	return strings.Join(words, ", ")
}

func leadText(r *browser.Reader, lead int64) string {
	key, unit := text.RemindBefore, int64(1)
	switch {
	case lead == 0:
		return r.Text(text.RemindAtStart)
	case lead%(24*60) == 0:
		key, unit = text.RemindDaysBefore, 24*60
	case lead%60 == 0:
		key, unit = text.RemindHoursBefore, 60
	}
	return r.Text(key, "count", strconv.FormatInt(lead/unit, 10))
}
