package command

import (
	"encoding/json"
	"strings"
	"time"

	"parley/shared/calendar"
	"parley/shared/event"
	"parley/shared/fault"
)

// Breakouts is the data of breakoutsessions.create. The parent is the room that the
// event is in, which has to be a meeting.
type Breakouts struct {
	Description        string    `json:"description"` // topic of each room, plain text
	StartTime          time.Time `json:"start_time"`
	EndTime            time.Time `json:"end_time"`
	WidgetIDs          []string  `json:"widget_ids,omitzero"`            // absent: those that the operator made the default
	EnableAutoDeletion *bool     `json:"enable_auto_deletion,omitempty"` // false: the rooms are kept for ever
	Groups             []Group   `json:"groups"`                         // one breakout session each
}

// Group is one breakout session.
type Group struct {
	Title        string        `json:"title"`                  // name of the room
	Participants []Participant `json:"participants,omitempty"` // to invite, besides the sender
}

// DecodeBreakouts reads and validates the content of a breakoutsessions.create
// event. Somebody who is named twice in a group is kept once.
func DecodeBreakouts(content json.RawMessage, zones calendar.Zones) (Breakouts, Context, error) {
	b, ctx, faults := decode(content, zones, func(in input) (b Breakouts) {
		b.Description = in.Text("description")
		b.StartTime, b.EndTime = event.ReadTime(in.Object, "start_time"), event.ReadTime(in.Object, "end_time")
		b.WidgetIDs = in.widgets()
		b.EnableAutoDeletion = in.Flag("enable_auto_deletion")
		for _, v := range in.List("groups") {
			var g Group
			if o := v.Object(); o != nil {
				g = Group{strings.TrimSpace(o.Text("title")), participants(o.List("participants"))}
			}
			b.Groups = append(b.Groups, g)
		}
		return b
	})
	for i, g := range b.Groups {
		b.Groups[i].Participants = once(g.Participants, func(p Participant) string { return p.UserID })
	}
	b.WidgetIDs = once(b.WidgetIDs, itself)
	return b, ctx, faults.Err()
}

// Validate implements Data.
func (b Breakouts) Validate(calendar.Zones) fault.List {
	var is check
	is.text(b.Description, "data.description", MaxDescription)
	if !b.EndTime.After(b.StartTime) {
		is.add(fault.EndBeforeStart, "data.end_time")
	}
	is.widgets(b.WidgetIDs)
	is.groups(b.Groups)
	return is.List
}

func (c *check) groups(groups []Group) {
	const field = "data.groups"
	switch {
	case len(groups) == 0:
		c.add(fault.Required, field)
	case len(groups) > MaxGroups:
		c.add(fault.TooMany, field)
	}
	people := 0
	for i, g := range groups {
		c.title(g.Title, index(field, i)+".title")
		c.participants(g.Participants, index(field, i)+".participants")
		people += len(g.Participants)
	}
	if people > MaxParticipants {
		c.add(fault.TooMany, field)
	}
}
