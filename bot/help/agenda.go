package help

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"parley/bot/chat"
	"parley/bot/matrix"
	"parley/bot/recent"
	"parley/bot/talk"
	"parley/shared/calendar"
	"parley/shared/event"
	"parley/shared/room"
)

// Limits of one answer.
const (
	maxRead    = 100 // rooms below a calendar that are looked at, the newest
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
// take place, in their order, if the asker is in them or invited: wanted of them at
// least, if there are so many. more says that there are others that were not looked at.
func (d *Desk) upcoming(ctx context.Context, q *question, wanted int) (all []listed, more bool, err error) {
	if q.about == nil {
		return nil, false, nil
	}
	below := children(q.about)
	more = len(below) > maxRead
	ids, err := d.planned(ctx, q, below[:min(len(below), maxRead)])
	if err != nil {
		return nil, false, err
	}
	var weight atomic.Int64
	for part := range slices.Chunk(ids, maxListed+1) {
		m, err := d.read(ctx, q, part, &weight)
		if err != nil {
			return nil, false, err
		}
		for _, meeting := range m.Meetings(room.Filter{Parent: q.about.ID}) {
			all = d.add(all, meeting, m.Room(meeting.RoomID))
		}
		if len(all) >= wanted {
			break
		}
	}
	if own := q.about.Meeting(); own != nil {
		all = d.add(all, own, q.about.Room)
	}
	slices.SortFunc(all, func(a, b listed) int {
		return cmp.Or(a.when.Start.Compare(b.when.Start), cmp.Compare(a.RoomID, b.RoomID))
	})
	return all, more, nil
}

// add puts a meeting to others if it runs or will take place.
func (d *Desk) add(all []listed, m *room.Meeting, r *room.Room) []listed {
	if o, open := m.Upcoming(time.Now(), d.meetings.Zones()); open {
		all = append(all, listed{m, r, o})
	}
	return all
}

// planned returns those of rooms that run or will take place and that the asker is in or
// invited to, in their order. That takes two small requests for each, and not its whole
// state, which may be large.
func (d *Desk) planned(ctx context.Context, q *question, ids []string) ([]string, error) {
	starts := map[string]time.Time{}
	var mu sync.Mutex
	err := each(ids, func(_ int, id string) error {
		start, err := d.startFor(ctx, id, q.event.Sender)
		if !start.IsZero() {
			mu.Lock()
			defer mu.Unlock()
			starts[id] = start
		}
		return err
	})
	return slices.SortedFunc(maps.Keys(starts), func(a, b string) int {
		return cmp.Or(starts[a].Compare(starts[b]), cmp.Compare(a, b))
	}), err
}

// startFor returns when a room's meeting begins next, or has begun; zero when it does not
// or is none of a user's.
func (d *Desk) startFor(ctx context.Context, id, user string) (start time.Time, err error) {
	entries, err := d.calendarFor(ctx, id, user)
	o, _ := (&room.Meeting{Calendar: entries}).Upcoming(time.Now(), d.meetings.Zones())
	return o.Start, err
}

// calendarFor returns the calendar of a room's meeting; none when it is none of a user's.
func (d *Desk) calendarFor(ctx context.Context, id, user string) ([]calendar.Entry, error) {
	content, err := d.matrix.StateContent(ctx, id, event.TypeMetadata, "")
	metadata, unread := event.DecodeMetadata(content)
	if err != nil || unread != nil {
		return nil, passing(err)
	}
	member, err := d.matrix.Member(ctx, id, user)
	if err != nil || member.Membership != event.MembershipJoin && member.Membership != event.MembershipInvite {
		return nil, passing(err)
	}
	return metadata.Calendar, nil
}

// passing returns an error that another try may not meet, nil for others.
func passing(err error) error {
	if matrix.Retryable(err) {
		return err
	}
	return nil
}

// each calls do for the values of a list, a few at a time, and returns the errors.
func each(ids []string, do func(i int, id string) error) error {
	errs := make([]error, len(ids))
	slots := make(chan struct{}, readAtOnce)
	var running sync.WaitGroup
	for i, id := range ids {
		slots <- struct{}{}
		running.Go(func() {
			errs[i] = do(i, id)
			<-slots
		})
	}
	running.Wait()
	return errors.Join(errs...)
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
// the bot cannot look into, or has left, are left out, and those that are too large together.
func (d *Desk) read(ctx context.Context, q *question, ids []string, weight *atomic.Int64) (*room.Model, error) {
	views := make([]*view, len(ids))
	err := each(ids, func(i int, id string) (err error) {
		if weight.Load() > d.burden {
			return nil
		}
		if views[i], err = d.lookBy(ctx, d.matrix.SmallState, id, q.event.Sender); views[i] != nil {
			weight.Add(int64(matrix.Weight(views[i].state)))
		}
		return err
	})
	m := room.NewModel(q.event.Sender, d.matrix.UserID())
	m.Apply(q.about.state...)
	for _, v := range views {
		if v.botIsIn() {
			m.Apply(v.state...)
		}
	}
	return m, err
}

func (d *Desk) list(ctx context.Context, q *question) (event.Message, bool, error) {
	all, more, err := d.upcoming(ctx, q, maxListed+1)
	if err != nil {
		return event.Message{}, false, err
	}
	shown := all[:min(len(all), maxListed)]
	meetings := make([]talk.Meeting, len(shown))
	for i, l := range shown {
		meetings[i] = d.described(l)
	}
	d.told.remember(q, shown)
	hidden, in := hides(q.here, shown...), ""
	if hidden || q.about != q.here {
		in = q.about.Name()
	}
	return talk.Upcoming(q.locale, in, meetings, more || len(all) > maxListed), hidden, nil
}

func (d *Desk) detail(ctx context.Context, q *question) (event.Message, bool, error) {
	word := q.Rest
	if q.Verb == chat.Next {
		word = ""
	}
	l, otherwise, err := d.numbered(ctx, q, word)
	if l == nil {
		return otherwise, false, err
	}
	return d.described(*l).Message(q.locale), hides(q.here, *l), nil
}

// told are the lists that people have last seen, whose numbers they mean.
type told struct {
	mu    sync.Mutex
	lists recent.Map[[3]string, []string] // room ids, by room, what it was about, and asker
}

func (t *told) remember(q *question, shown []listed) {
	if q.about == nil {
		return
	}
	ids := make([]string, len(shown))
	for i, l := range shown {
		ids[i] = l.RoomID
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lists.Put(keyOf(q), ids)
}

// meant returns the room of a number in the list that the asker has last seen, "" where
// there was none.
func (t *told) meant(q *question, number int) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if ids, _ := t.lists.Get(keyOf(q)); number <= len(ids) {
		return ids[number-1]
	}
	return ""
}

func keyOf(q *question) [3]string { return [3]string{q.item.RoomID, q.about.ID, q.event.Sender} }

// numbered returns the meeting of a number in the list that the asker has last seen, or of
// now, the first without a number; nil when there is none, with what to say then.
func (d *Desk) numbered(ctx context.Context, q *question, word string) (*listed, event.Message, error) {
	number := 1
	if word != "" {
		n, err := strconv.Atoi(word)
		if err != nil || n < 1 {
			return nil, talk.NoSuchNumber(q.locale, word), nil
		}
		number = n
	}
	wanted, meant := number, ""
	if word != "" && q.about != nil {
		if meant = d.told.meant(q, number); meant != "" {
			wanted = maxRead
		}
	}
	all, _, err := d.upcoming(ctx, q, wanted)
	if meant != "" {
		all = slices.DeleteFunc(all, func(l listed) bool { return l.RoomID != meant })
		number = 1
	}
	switch {
	case err != nil:
		return nil, event.Message{}, err
	case len(all) == 0 && meant == "":
		return nil, talk.Upcoming(q.locale, "", nil, false), nil
	case number > len(all):
		return nil, talk.NoSuchNumber(q.locale, word), nil
	}
	return &all[number-1], event.Message{}, nil
}

// described is a meeting as people are told about it.
func (d *Desk) described(l listed) talk.Meeting {
	m := talk.Meeting{
		Title: l.Title, Description: l.Description, Calendar: l.Calendar, When: l.when, Since: time.Now(),
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
	return room.Address(d.settings.LinkShare, id, d.matrix.ServerName())
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
