package meeting

import (
	"strconv"
	"time"

	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/ui"
)

// soon is how long before its start it is said when something begins.
const soon = 12 * time.Hour

// Countdown is State in minutes: how long it is until an occurrence ends, or until it
// begins if that is soon.
func Countdown(r *browser.Reader, start, end, now time.Time) (words, tone string) {
	switch {
	case start.After(now.Add(soon)):
		return "", ""
	case start.After(now):
		return r.Text(text.BreakoutBegins, "time", length(r, start.Sub(now))), ui.Info
	case end.After(now):
		return r.Text(text.BreakoutEnds, "time", length(r, end.Sub(now))), ui.Success
	}
	return State(r, start, end, now)
}

// length says how long something takes, in minutes begun.
func length(r *browser.Reader, d time.Duration) string {
	minutes := int((d + time.Minute - 1) / time.Minute)
	if minutes < 60 {
		return r.Text(text.BreakoutMinutes, "count", strconv.Itoa(minutes))
	}
	return r.Text(text.BreakoutHours, "hours", strconv.Itoa(minutes/60), "minutes", strconv.Itoa(minutes%60))
}

// Roughly says how long something is, in days where these are many hours.
func Roughly(r *browser.Reader, d time.Duration) string {
	const day = 24 * time.Hour
	if d < day-4*time.Hour {
		return length(r, d.Round(time.Minute))
	}
	return r.Text(text.Days, "count", strconv.Itoa(int((d+day/2)/day)))
}
