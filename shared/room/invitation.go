package room

import (
	"cmp"
	"sort"
	"strings"

	"parley/shared/event"
)

// Invitation is a meeting that the user is invited to and of which the homeserver does
// not show invitees when it takes place or where it belongs.
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
		if ok && !r.listed(f.Parent) && isAsked(f.Type, i.Type) && isAsked(f.Organiser, i.Sender) &&
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

// Invited returns the meetings with visible metadata that the user is invited to and
// that the filter asks for, sorted by room id.
func (m *Model) Invited(f Filter) []*Meeting {
	var all []*Meeting
	for _, r := range m.invited {
		if meeting := f.Match(r); meeting != nil {
			all = append(all, meeting)
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].RoomID < all[j].RoomID })
	return all
}

// listed reports that the room is among the meetings of a parent or of another one.
func (r *Room) listed(parent string) bool {
	return r.Meeting() != nil && (parent == "" || len(r.Parents()) > 0)
}

func (r *Room) invitation() (Invitation, bool) {
	if r.Closed() || !r.IsMeeting() || r.Title() == "" {
		return Invitation{}, false
	}
	e, _ := r.State(event.TypeMember, r.model.user)
	return Invitation{RoomID: r.ID, Type: r.Type(), Name: r.Title(), Sender: e.Sender, Reason: r.Member(r.model.user).Reason}, true
}
