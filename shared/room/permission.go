package room

import (
	"parley/shared/command"
	"parley/shared/event"
)

// MayCreate reports whether a user may create meetings below the room: joined,
// and allowed to send the command there.
func (r *Room) MayCreate(user string) bool {
	return r.Membership(user) == event.MembershipJoin && r.Powers().MaySend(user, command.TypeMeetingCreate)
}

// MayInstall reports whether a user may add widgets to the room and arrange them.
func (p Powers) MayInstall(user string) bool {
	return p.MaySetState(user, event.TypeWidget) && p.MaySetState(user, event.TypeLayout)
}

// MayLink reports whether a user may link meetings as children of the room.
func (p Powers) MayLink(user string) bool { return p.MaySetState(user, event.TypeSpaceChild) }
