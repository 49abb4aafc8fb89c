package breakout

import (
	"sort"
	"strings"
	"time"

	"parley/shared/calendar"
	"parley/shared/event"
	"parley/shared/room"
	"parley/widget/store"
)

// session is a breakout session with its time: that which runs or comes next, or was last.
type session struct {
	store.Detail
	calendar.Occurrence
	timed bool // it has a time
	over  bool
}

// sessions are those of the view, by their start and then by title, and then invitations.
func (s *Screen) sessions() []session {
	var all []session
	for _, m := range s.view.Sessions {
		one := session{Detail: s.Store.Detail(m.RoomID)}
		if one.Meeting == nil {
			continue // it has just been closed
		}
		for _, broken := range s.view.Broken {
			if broken.RoomID == m.RoomID {
				one.Meeting = broken // says why
			}
		}
		one.settle(s.view.Now, s.Store.Zones())
		all = append(all, one)
	}
	sort.SliceStable(all, func(i, j int) bool { return before(&all[i], &all[j]) })
	for _, i := range s.view.Invitations { // which say no more than their words
		all = append(all, session{Detail: store.Detail{Meeting: &room.Meeting{
			RoomID: i.RoomID, Title: i.Name, Description: i.Reason, Membership: event.MembershipInvite,
		}}})
	}
	return all
}

// settle finds out when the session takes place.
func (s *session) settle(now time.Time, zones calendar.Zones) {
	if s.Meeting.Broken != nil {
		return
	}
	s.Occurrence, s.timed = s.Meeting.Upcoming(now, zones)
	if s.over = !s.timed; s.over {
		s.Occurrence, s.timed = calendar.Last(s.Meeting.Calendar, now, zones)
	}
}

func before(a, b *session) bool {
	if a.over != b.over {
		return b.over
	}
	if !a.Start.Equal(b.Start) {
		return a.Start.Before(b.Start)
	}
	return titledBefore(a.Meeting, b.Meeting)
}

// titledBefore is the order of titles, with Group 2 before Group 10.
func titledBefore(a, b *room.Meeting) bool {
	nameA, numberA := numbered(a.Title)
	nameB, numberB := numbered(b.Title)
	if nameA != nameB {
		return nameA < nameB
	}
	if len(numberA) != len(numberB) {
		return len(numberA) < len(numberB)
	}
	return numberA < numberB
}

// numbered splits a title at the number that it ends with.
func numbered(title string) (name, number string) {
	name = strings.TrimRight(title, "0123456789")
	return name, strings.TrimLeft(title[len(name):], "0")
}
