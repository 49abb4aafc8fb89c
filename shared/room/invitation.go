package room

import (
	"cmp"
	"sort"
	"strings"

	"parley/shared/event"
)

// Invitation is a meeting that the user is invited to and whose metadata the
// homeserver does not show to invitees.
type Invitation struct {
	RoomID string
	Type   string // as that of a Meeting
	Name   string
	Sender string // who invited
	Reason string // plain text
}

// Invitations returns the invitations by name, of all that the filter asks for its
// Type, Organiser (who invited), Search and Parent: those of a room that the parent
// names as its child, and those that no known room but a space names.
func (m *Model) Invitations(f Filter) []Invitation {
	var all []Invitation
	search := strings.TrimSpace(fold(f.Search))
	for _, r := range m.invited {
		i, ok := r.invitation()
		if ok && isAsked(f.Type, i.Type) && isAsked(f.Organiser, i.Sender) &&
			(search == "" || holds(fold(i.Name+"\n"+i.Reason), search)) && m.belongs(r.ID, f.Parent) {
			all = append(all, i)
		}
	}
	sort.Slice(all, func(i, j int) bool {
		return cmp.Or(strings.Compare(all[i].Name, all[j].Name), strings.Compare(all[i].RoomID, all[j].RoomID)) < 0
	})
	return all
}

// belongs reports whether a room may be below a parent.
func (m *Model) belongs(id, parent string) bool {
	named := false
	for _, r := range m.naming[id] {
		if r.ID == parent {
			return true
		}
		named = named || r.Type() != event.RoomTypeSpace
	}
	return parent == "" || !named
}

func (r *Room) invitation() (Invitation, bool) {
	_, visible := r.State(event.TypeMetadata, "")
	if visible || r.Closed() || !r.IsMeeting() || r.Name() == "" {
		return Invitation{}, false
	}
	e, _ := r.State(event.TypeMember, r.model.user)
	return Invitation{RoomID: r.ID, Type: r.Type(), Name: r.Name(), Sender: e.Sender, Reason: r.Member(r.model.user).Reason}, true
}
