package cockpit

import (
	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/event"
	"parley/shared/room"
	"parley/widget/attend"
)

// attendance is who comes to the occurrence that is running or comes next.
func (c *Cockpit) attendance(m *room.Meeting) app.UI {
	o, ok := m.Upcoming(c.view.Now, c.Store.Zones())
	if !ok || m.Membership != event.MembershipJoin {
		return nil
	}
	return &attend.Part{Store: c.Store, Reader: c.Reader, RoomID: m.RoomID, Occurrence: o}
}
