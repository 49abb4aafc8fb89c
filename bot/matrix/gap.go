package matrix

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"

	"parley/shared/event"
)

// pageTries is how often a page is asked for. One room that the homeserver cannot
// read must not stop the stream of all others.
const pageTries = 3

// maxPages is how many pages of one room are read. Pages may be empty: a homeserver may
// look for wanted events a piece at a time.
const maxPages = 1000

var errManyPages = errors.New("more pages than are read")

// How rooms with a gap are asked for again: so many in one request, for so many
// events of each.
const (
	wideRooms = 20
	wideLimit = 1000
)

// syncAnswer is the answer of /sync, as far as the bot reads it.
type syncAnswer struct {
	keyNews
	NextBatch string `json:"next_batch"`
	Rooms     struct {
		Join   map[string]joinedRoom `json:"join"`
		Invite map[string]invitation `json:"invite"`
		Leave  map[string]struct{}   `json:"leave"`
	} `json:"rooms"`
}

// readPresent reads the position, the invitations and the keys of an answer, and passes over
// all else.
func (a *syncAnswer) readPresent(d *json.Decoder) error {
	a.Rooms.Invite = map[string]invitation{}
	return eachMember(d, func(name string) error {
		switch name {
		case "next_batch":
			return d.Decode(&a.NextBatch)
		case "to_device":
			return d.Decode(&a.ToDevice)
		case "device_lists":
			return d.Decode(&a.Devices)
		case "device_one_time_keys_count":
			return d.Decode(&a.Left)
		case "device_unused_fallback_key_types":
			return d.Decode(&a.Unused)
		case "rooms":
			return eachMember(d, func(kind string) error {
				return eachMember(d, func(room string) error {
					if kind != "invite" {
						return skip(d)
					}
					var i invitation
					err := d.Decode(&i)
					a.Rooms.Invite[room] = i
					return err
				})
			})
		}
		return skip(d)
	})
}

type joinedRoom struct {
	Timeline timeline `json:"timeline"`
}

type timeline struct {
	Events    []raw  `json:"events"`
	Limited   bool   `json:"limited"`
	PrevBatch string `json:"prev_batch"`
}

// invitation is a room that the bot is invited to, with its stripped state.
type invitation struct {
	State struct {
		Events []raw `json:"events"`
	} `json:"invite_state"`
}

// invited returns the bot's invitations by room: each is its own member event, nil where
// the homeserver does not show that.
func (a syncAnswer) invited(bot string) map[string]raw {
	rooms := make(map[string]raw, len(a.Rooms.Invite))
	for room, invitation := range a.Rooms.Invite {
		rooms[room] = nil
		for _, bytes := range invitation.State.Events {
			var e event.Event
			if json.Unmarshal(bytes, &e) == nil && e.Has(event.TypeMember, bot) {
				rooms[room] = bytes
			}
		}
	}
	return rooms
}

// limited returns the rooms with a gap.
func (a syncAnswer) limited() []string {
	var rooms []string
	for room, joined := range a.Rooms.Join {
		if joined.Timeline.Limited {
			rooms = append(rooms, room)
		}
	}
	return rooms
}

// widen asks again for the rooms with a gap, for many more events, and puts them
// into the answer. /sync has every event, in the stream's order; the pages of
// /messages are in the order of the room's graph, and Dendrite was seen to leave
// out events between two pages that several people had sent at the same time. So
// pages are only for what is beyond this.
func (s *Stream) widen(ctx context.Context, answer syncAnswer) error {
	for rooms := range slices.Chunk(answer.limited(), wideRooms) {
		filter := filterOf(s.Types, wideLimit)
		filter["room"].(object)["rooms"] = rooms
		text, err := json.Marshal(filter)
		if err != nil {
			return err
		}
		wider, err := s.ask(ctx, string(text), 0)
		if errors.Is(err, ErrTooLarge) {
			continue
		}
		if err != nil {
			return err
		}
		for _, room := range rooms {
			if more, ok := wider.Rooms.Join[room]; ok && len(more.Timeline.Events) > len(answer.Rooms.Join[room].Timeline.Events) {
				answer.Rooms.Join[room] = more
			}
		}
	}
	return nil
}

// complete turns an answer into a batch without gaps.
func (s *Stream) complete(ctx context.Context, answer syncAnswer) (Batch, error) {
	batch := Batch{Position: answer.NextBatch, Invited: answer.invited(s.Client.UserID()), Joined: map[string][]raw{}}
	batch.Left = slices.Sorted(maps.Keys(answer.Rooms.Leave))
	for room, joined := range answer.Rooms.Join {
		events, err := s.fill(ctx, room, joined.Timeline)
		if Retryable(err) && !Failing(err) {
			return batch, err
		}
		if err != nil {
			s.Log.Error().Err(err).Str("room_id", room).Msg("earlier events of a room cannot be read")
		}
		batch.Joined[room] = events
	}
	return batch, nil
}

// fill returns a room's events since the old position or the bot's own join,
// whichever is later, oldest first. What it could read is returned with an error,
// too.
func (s *Stream) fill(ctx context.Context, room string, t timeline) ([]raw, error) {
	events, joined, unseen := s.sinceJoin(t.Events)
	if joined {
		var err error
		if events, err = s.inOrder(ctx, room, t.Events, events); err != nil {
			return events, err
		}
	}
	all, from := t.Events, t.PrevBatch
	for pages := 0; t.Limited && !joined && from != ""; pages++ {
		if pages == maxPages {
			return events, errManyPages
		}
		page, err := s.patientPage(ctx, room, from)
		if err != nil {
			return events, err
		}
		slices.Reverse(page.Chunk)
		var earlier []raw
		earlier, joined, unseen = s.sinceJoin(page.Chunk)
		events, all = slices.Concat(earlier, events), slices.Concat(page.Chunk, all)
		if page.End == from {
			break
		}
		from = page.End
	}
	if !unseen {
		return events, nil
	}
	created, err := s.creation(ctx, room)
	if len(created) > 0 {
		events, _, _ = s.sinceJoin(append(created, all...))
	}
	return events, err
}

// inOrder returns the events of a timeline that came after the bot's own join; after are
// those that it has there. Dendrite puts events between which unwanted ones are left out
// in the order of their senders' clocks, so what somebody said whose clock is slow may
// stand before the join. Pages are in the order of the room's graph.
func (s *Stream) inOrder(ctx context.Context, room string, all, after []raw) ([]raw, error) {
	told := map[string]bool{}
	for _, bytes := range after {
		told[eventOf(bytes).EventID] = true
	}
	known, doubtful := map[string]raw{}, false
	for _, bytes := range all {
		e := eventOf(bytes)
		known[e.EventID] = bytes
		doubtful = doubtful || !told[e.EventID] && e.Type != event.TypeCreate && e.Type != event.TypeMember
	}
	if !doubtful {
		return after, nil
	}
	order, err := s.sinceJoinByGraph(ctx, room)
	if err != nil {
		return after, err
	}
	var events []raw
	for _, id := range order {
		if bytes, ok := known[id]; ok {
			events = append(events, bytes)
			delete(known, id)
		}
	}
	for _, bytes := range after {
		if _, ok := known[eventOf(bytes).EventID]; ok { // pages may leave something out
			events = append(events, bytes)
		}
	}
	return events, nil
}

// sinceJoinByGraph returns the ids of a room's newest events, oldest first, as far as the
// bot's own join; none when that is not found.
func (s *Stream) sinceJoinByGraph(ctx context.Context, room string) ([]string, error) {
	var ids []string
	from := ""
	for range maxPages {
		page, err := s.patientPage(ctx, room, from)
		if err != nil {
			return nil, err
		}
		for _, bytes := range page.Chunk {
			if joined, _ := s.ownJoin(bytes); joined {
				slices.Reverse(ids)
				return ids, nil
			}
			ids = append(ids, eventOf(bytes).EventID)
		}
		if page.End == "" || page.End == from {
			break
		}
		from = page.End
	}
	return nil, nil
}

// eventOf reads an event as far as it can be read; its names are exact.
func eventOf(bytes raw) (e event.Event) {
	_ = json.Unmarshal(bytes, &e)
	return e
}

// patientPage is page, tried again when the homeserver fails on it.
func (s *Stream) patientPage(ctx context.Context, room, from string) (page, error) {
	for try, pause := 1, firstPause; ; try, pause = try+1, 2*pause {
		answer, err := s.page(ctx, room, from)
		if !Failing(err) || try == pageTries {
			return answer, err
		}
		wait(ctx, pause)
	}
}

// Failing reports whether the homeserver answered that it failed (5xx). Where it has just
// answered another request, it is this one that it fails on.
func Failing(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Status >= http.StatusInternalServerError
}

type page struct {
	Chunk []raw  `json:"chunk"`
	End   string `json:"end"`
}

// page reads wanted events backwards, newest first, down to the old position; from is ""
// for the newest.
func (s *Stream) page(ctx context.Context, room, from string) (page, error) {
	filter, err := json.Marshal(object{"types": s.Types, "lazy_load_members": true})
	if err != nil {
		return page{}, err
	}
	query := map[string]string{"dir": "b", "to": s.Position, "limit": "100", "filter": string(filter)}
	if from != "" {
		query["from"] = from
	}
	var answer page
	err = s.Client.call(ctx, request{method: http.MethodGet, path: client("rooms", room, "messages"), query: query}, &answer)
	return answer, err
}

// sinceJoin drops everything up to the bot's own join, if that is among the events. Of a
// room that the bot has created nothing but that join is dropped, and the creation is the
// first: Dendrite tells of the state that came with the creation in any order. unseen says
// that there may be a creation that is not among the events.
func (s *Stream) sinceJoin(events []raw) (after []raw, found, unseen bool) {
	for i := len(events) - 1; i >= 0; i-- {
		joined, before := s.ownJoin(events[i])
		if !joined {
			continue
		}
		after = slices.Clone(events[i+1:])
		made := slices.IndexFunc(events, s.ownCreation)
		if made < 0 {
			return after, true, before == ""
		}
		creation := events[made]
		if before == "" {
			after = slices.DeleteFunc(slices.Concat(events[:i], after), s.ownCreation)
		}
		return slices.Insert(after, 0, creation), true, false
	}
	return events, false, false
}

func (s *Stream) ownCreation(bytes raw) bool {
	e := eventOf(bytes)
	return e.Type == event.TypeCreate && e.Sender == s.Client.UserID()
}

// creation returns the m.room.create of a room, as an empty or a one-item list: none if
// somebody else has created it. A homeserver that is asked between that event and the
// bot's join, which follows at once, tells of the join alone.
func (s *Stream) creation(ctx context.Context, room string) ([]raw, error) {
	var state []raw
	if err := s.Client.get(ctx, client("rooms", room, "state"), &state); err != nil {
		return nil, err
	}
	own := slices.DeleteFunc(state, func(bytes raw) bool { return !s.ownCreation(bytes) })
	return own[:min(len(own), 1)], nil
}

// ownJoin reports whether an event is the bot joining, and not a change of its
// profile while it is in the room; before is its membership until then, "" for none.
func (s *Stream) ownJoin(bytes raw) (joined bool, before string) {
	if member := eventOf(bytes); !member.Has(event.TypeMember, s.Client.UserID()) {
		return false, ""
	}
	var e struct {
		Content  event.Member `json:"content"`
		Unsigned struct {
			PrevContent event.Member `json:"prev_content"`
		} `json:"unsigned"`
	}
	err := json.Unmarshal(bytes, &e)
	var wrongType *json.UnmarshalTypeError
	before = e.Unsigned.PrevContent.Membership
	return (err == nil || errors.As(err, &wrongType)) &&
		e.Content.Membership == event.MembershipJoin && before != event.MembershipJoin, before
}
