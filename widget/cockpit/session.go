package cockpit

import (
	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/event"
	"parley/shared/room"
	"parley/shared/text"
	"parley/widget/ui"
)

// timeLeft is how long a breakout session goes on, or when it begins.
func (c *Cockpit) timeLeft(m *room.Meeting) app.UI {
	o, ok := m.Upcoming(c.view.Now, c.Store.Zones())
	if !ok || m.Type != event.RoomTypeBreakout {
		return app.P().Hidden(true)
	}
	words := c.Reader.Left(o.Start, o.End, c.view.Now)
	return app.P().Class("card-states").Role("timer").Hidden(words == "").Body(ui.Pill(ui.Info, words))
}

// parentLabel says where the way back leads.
func (c *Cockpit) parentLabel() text.Key {
	if c.view.Here.Type == event.RoomTypeBreakout {
		return text.BreakoutBack
	}
	return text.CockpitParent
}
