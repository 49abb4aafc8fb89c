package help

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"sync"
	"time"

	"parley/bot/chat"
	"parley/bot/talk"
	"parley/shared/calendar"
	"parley/shared/event"
	"parley/shared/room"
)

// Limits of one answer.
const (
	maxRead    = 100 // rooms below a calendar, the newest
	maxListed  = 10
	readAtOnce = 4
)

// listed is a meeting in which the asker takes part, with its next occurrence.
type listed struct {
	*room.Meeting
	room *room.Room
	when calendar.Occurrence
}

// upcoming returns the meetings of the room that a question is about which run or will
// take place, in their order, if the asker is in them or invited. more says that there
// are others that were not looked at.
func (d *Desk) upcoming(ctx context.Context, q *question) (all []listed, more bool, err error) {
	if q.about == nil {
		return nil, false, nil
	}
	below := children(q.about)
	more = len(below) > maxRead
	m, err := d.read(ctx, q, below[:min(len(below), maxRead)])
	if err != nil {
		return nil, false, err
	}
	meetings := m.Meetings(room.Filter{Parent: q.about.ID})
	if own := m.Room(q.about.ID).Meeting(); own != nil {
		meetings = append(meetings, own)
	}
	now := time.Now()
	for _, meeting := range meetings {
		if o, open := meeting.Upcoming(now, d.meetings.Zones()); open {
			all = append(all, listed{meeting, m.Room(meeting.RoomID), o})
		}
	}
	slices.SortFunc(all, func(a, b listed) int {
		return cmp.Or(a.when.Start.Compare(b.when.Start), cmp.Compare(a.RoomID, b.RoomID))
	})
	return all, more, nil
}

// children returns the rooms that a room says are below it, the newest link first.
func children(v *view) []string {
	var links []event.Event
	for _, e := range v.state {
		if e.Type != event.TypeSpaceChild {
			continue
		}
		if link, err := event.DecodeSpaceLink(e.Content); err == nil && len(link.Via) > 0 {
			links = append(links, e)
		}
	}
	slices.SortFunc(links, func(a, b event.Event) int {
		return cmp.Or(cmp.Compare(b.OriginServerTS, a.OriginServerTS), cmp.Compare(*a.StateKey, *b.StateKey))
	})
	ids := make([]string, len(links))
	for i, e := range links {
		ids[i] = *e.StateKey
	}
	return ids
}

// read makes the model of a room and those below it, as the asker sees them. Rooms that
// the bot cannot look into, or has left, are left out.
func (d *Desk) read(ctx context.Context, q *question, ids []string) (*room.Model, error) {
	views, errs := make([]*view, len(ids)), make([]error, len(ids))
	slots := make(chan struct{}, readAtOnce)
	var reading sync.WaitGroup
	for i, id := range ids {
		slots <- struct{}{}
		reading.Go(func() {
			views[i], errs[i] = d.look(ctx, id, q.event.Sender)
			<-slots
		})
	}
	reading.Wait()
	m := room.NewModel(q.event.Sender, d.matrix.UserID())
	m.Apply(q.about.state...)
	for _, v := range views {
		if v.botIsIn() {
			m.Apply(v.state...)
		}
	}
	return m, errors.Join(errs...)
}

func (d *Desk) list(ctx context.Context, q *question) (event.Message, bool, error) {
	all, more, err := d.upcoming(ctx, q)
	if err != nil {
		return event.Message{}, false, err
	}
	shown := all[:min(len(all), maxListed)]
	meetings := make([]talk.Meeting, len(shown))
	for i, l := range shown {
		meetings[i] = d.described(l)
	}
	return talk.Upcoming(q.locale, meetings, more || len(all) > maxListed), hides(q.here, shown...), nil
}

func (d *Desk) detail(ctx context.Context, q *question) (event.Message, bool, error) {
	l, otherwise, err := d.numbered(ctx, q)
	if l == nil {
		return otherwise, false, err
	}
	return d.described(*l).Message(q.locale), hides(q.here, *l), nil
}

// numbered returns the meeting of a number in the list, the first without a number; nil
// when there is none, with what to say then.
func (d *Desk) numbered(ctx context.Context, q *question) (*listed, event.Message, error) {
	number := 1
	if q.Rest != "" && q.Verb != chat.Next {
		n, err := strconv.Atoi(q.Rest)
		if err != nil || n < 1 {
			return nil, talk.NoSuchNumber(q.locale, q.Rest), nil
		}
		number = n
	}
	all, _, err := d.upcoming(ctx, q)
	switch {
	case err != nil:
		return nil, event.Message{}, err
	case len(all) == 0:
		return nil, talk.Upcoming(q.locale, nil, false), nil
	case number > len(all):
		return nil, talk.NoSuchNumber(q.locale, q.Rest), nil
	}
	return &all[number-1], event.Message{}, nil
}

// described is a meeting as people are told about it.
func (d *Desk) described(l listed) talk.Meeting {
	m := talk.Meeting{
		Title: l.Title, Description: l.Description, Calendar: l.Calendar, When: l.when,
		Organiser: l.room.NameOf(l.Creator),
		Link:      d.link(l.RoomID), Zones: d.meetings.Zones(),
	}
	if l.Membership != event.MembershipJoin {
		return m // who is invited sees no members
	}
	for _, p := range l.room.Participants() {
		m.People = append(m.People, p.Name)
	}
	return m
}

func (d *Desk) link(id string) string {
	return talk.Link(d.settings.LinkShare, id, d.matrix.ServerName())
}

// hides reports whether somebody in a room is in one of the meetings neither joined nor
// invited.
func hides(here *view, meetings ...listed) bool {
	for _, l := range meetings {
		for _, p := range here.Participants() {
			switch l.room.Membership(p.UserID) {
			case event.MembershipJoin, event.MembershipInvite:
			default:
				return true
			}
		}
	}
	return false
}
