package cockpit

import (
	"time"

	"parley/shared/event"
	"parley/shared/room"
	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/meeting"
)

// stateOf is how it is said how far a meeting has come: of a breakout session in minutes.
func stateOf(m *room.Meeting) func(r *browser.Reader, start, end, now time.Time) (words, tone string) {
	if m.Type == event.RoomTypeBreakout {
		return meeting.Countdown
	}
	return meeting.State
}

// parentLabel says where the way back leads.
func (c *Cockpit) parentLabel() text.Key {
	if c.view.Here.Type == event.RoomTypeBreakout {
		return text.BreakoutBack
	}
	return text.CockpitParent
}
