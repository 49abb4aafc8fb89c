package hosttest

import (
	"time"

	"parley/shared/calendar"
	"parley/shared/event"
)

// The people and the room of tests.
const (
	Alice    = "@alice:example.org"
	Bob      = "@bob:example.org"
	Bot      = "@parley:example.org"
	Calendar = "!calendar:example.org"
)

// NewCalendar returns a client that shows Alice a calendar room with the bot, in
// which she may do everything.
func NewCalendar() *Client {
	c := &Client{Silent: map[string]bool{}, Failing: map[string]string{}}
	c.PutBy(Alice, Calendar, event.TypeCreate, "", event.Create{RoomVersion: "10"})
	c.Put(Calendar, event.TypeMember, Alice, event.Member{Membership: event.MembershipJoin, DisplayName: "Alice"})
	c.Put(Calendar, event.TypeMember, Bot, event.Member{Membership: event.MembershipJoin, DisplayName: "Parley"})
	c.Put(Calendar, event.TypePowerLevels, "", map[string]any{"users": map[string]int{Alice: 100, Bot: 50}})
	return c
}

// Meeting puts a room of a meeting below the calendar room, in which Alice has the
// given membership, and returns its state.
func (c *Client) Meeting(id, title, membership string, start time.Time, length time.Duration) []event.Event {
	zone := start.Location().String()
	entry := calendar.Entry{
		UID:     id,
		DTStart: calendar.At(start, zone, start.Location()),
		DTEnd:   calendar.At(start.Add(length), zone, start.Location()),
	}
	return []event.Event{
		c.PutBy(Bot, id, event.TypeCreate, "", event.Create{Type: event.RoomTypeMeeting, RoomVersion: "10"}),
		c.PutBy(Bot, id, event.TypeMember, Alice, event.Member{Membership: membership}),
		c.PutBy(Bot, id, event.TypeName, "", event.Name{Name: title}),
		c.PutBy(Bot, id, event.TypeTopic, "", event.Topic{Topic: "About " + title}),
		c.PutBy(Bot, id, event.TypeSpaceParent, Calendar, event.SpaceLink{Via: []string{"example.org"}}),
		c.PutBy(Bot, id, event.TypeMetadata, "", event.Metadata{Creator: Bob, Calendar: []calendar.Entry{entry}}),
	}
}
