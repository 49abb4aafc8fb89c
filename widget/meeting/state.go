package meeting

import (
	"time"

	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/ui"
)

// State says that an occurrence runs or is over, and in which tone; "" before it begins.
func State(r *browser.Reader, start, end, now time.Time) (words, tone string) {
	switch {
	case !end.After(now):
		return r.Text(text.PlannerEnded), "muted"
	case !start.After(now):
		return r.Text(text.PlannerRunning), ui.Success
	}
	return "", ""
}
