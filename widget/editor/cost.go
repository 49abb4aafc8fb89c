package editor

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/calendar"
	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/ui"
)

// cost is what an edit of a series means for dates that were moved or cancelled on their own.
type cost struct {
	dropped int // they go back to the series
	stays   int // the series moves without them
}

func costOf(before []calendar.Entry, edited calendar.Edited) cost {
	c := cost{dropped: len(edited.Dropped)}
	for i := range edited.Entries {
		if e := &edited.Entries[i]; e.IsOverride() && stays(before, e) {
			c.stays++
		}
	}
	return c
}

// stays reports that an override is where it was, but belongs to an occurrence that was
// elsewhere.
func stays(before []calendar.Entry, e *calendar.Entry) bool {
	found := false
	for i := range before {
		if was := &before[i]; was.IsOverride() && was.DTStart == e.DTStart {
			if *was.RecurrenceID == *e.RecurrenceID {
				return false
			}
			found = true
		}
	}
	return found
}

// notes say so.
func (c cost) notes(r *browser.Reader) (notes []app.UI) {
	for _, n := range []struct {
		count int
		key   text.Key
	}{{c.dropped, text.EditorDropped}, {c.stays, text.EditorStays}} {
		if n.count > 0 {
			notes = append(notes, ui.Banner{Tone: ui.Warning, Text: r.Text(n.key, "count", strconv.Itoa(n.count))}.UI())
		}
	}
	return notes
}
