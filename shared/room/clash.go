package room

import (
	"time"

	"parley/shared/calendar"
)

// Clash is a meeting at a time at which people are wanted elsewhere.
type Clash struct {
	Meeting *Meeting
	Users   []string // who take part in it, of those who are wanted
}

// Clash finds out whether a meeting takes place at [from, to) with one of the users.
func (r *Room) Clash(from, to time.Time, users []string, zones calendar.Zones) (c Clash, is bool) {
	if c.Meeting = r.Meeting(); c.Meeting == nil {
		return c, false
	}
	for _, user := range users {
		if r.takesPart(user) {
			c.Users = append(c.Users, user)
		}
	}
	if len(c.Users) == 0 {
		return c, false
	}
	found, _ := calendar.Occurrences(c.Meeting.Calendar, from, to, zones)
	return c, len(found) > 0
}

// MeetingIDs returns the rooms that are, or may become, meetings of the user.
func (m *Model) MeetingIDs() (ids []string) {
	for id, r := range m.rooms {
		if r.IsMeeting() {
			ids = append(ids, id)
		}
	}
	return ids
}
