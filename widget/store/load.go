package store

import (
	"context"
	"sync"
	"time"

	"parley/shared/event"
	"parley/shared/room"
	"parley/widget/host"
)

// load connects and reads what the list needs, all at once, then the rest.
func (s *Store) load(ctx context.Context) {
	s.zones.loading([]string{s.env.Zone}) // while the client thinks
	if err := s.client.Connect(ctx); err != nil {
		s.enter(Failed)
		return
	}
	s.enter(Loading)
	s.checkCapabilities()
	if !s.read(ctx, append(s.ofThisRoom(), ofMeetings(s.Params.UserID, nil)...)) {
		s.enter(Failed)
		return
	}
	s.zones.await(ctx, s.env.Zone)
	s.change(func() { s.agenda.Filter(s.filter()) }) // what the room is is known now
	s.enter(Ready)
	s.read(ctx, []host.Query{{Type: event.TypeSpaceChild}})
	s.checkBot()
}

// Retry reads again after the client did not answer.
func (s *Store) Retry() {
	s.enter(Connecting)
	go s.load(s.ctx)
}

func (s *Store) enter(p Phase) { s.change(func() { s.phase = p }) }

// ofMeetings selects the state that makes a meeting, of all rooms when rooms is nil.
func ofMeetings(user string, rooms []string) []host.Query {
	queries := []host.Query{{Type: event.TypeMember, StateKey: &user, Rooms: rooms}, {Type: event.TypeSpaceParent, Rooms: rooms}}
	for _, typ := range []string{event.TypeCreate, event.TypeName, event.TypeTopic, event.TypeMetadata, event.TypeTombstone} {
		queries = append(queries, host.Query{Type: typ, StateKey: new(string), Rooms: rooms})
	}
	return queries
}

// ofThisRoom selects who may do what in the widget's room, whether the bot is there
// and messages are encrypted, and how the organiser is called whose meetings are shown. Other rooms' power levels
// are large and read when they are needed.
func (s *Store) ofThisRoom() []host.Query {
	here := []string{s.Params.RoomID}
	queries := []host.Query{
		{Type: event.TypePowerLevels, StateKey: new(string), Rooms: here},
		{Type: event.TypeMember, StateKey: &s.Config.BotUserID, Rooms: here},
		{Type: event.TypeEncryption, StateKey: new(string), Rooms: here},
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if organiser := s.choice.Organiser; organiser != "" {
		queries = append(queries, host.Query{Type: event.TypeMember, StateKey: &organiser, Rooms: here})
	}
	return queries
}

// read makes the queries side by side, as far as the person has allowed them, and
// reports whether the client answered all of them.
func (s *Store) read(ctx context.Context, queries []host.Query) bool {
	var all sync.WaitGroup
	answered := make(chan bool, len(queries))
	for _, q := range queries {
		if !s.client.Approved(host.CanReceiveState(q.Type)) {
			continue
		}
		all.Go(func() { answered <- s.client.ReadState(ctx, q, s.apply) == nil })
	}
	all.Wait()
	close(answered)
	for ok := range answered {
		if !ok {
			return false
		}
	}
	return true
}

// apply takes events that were asked for.
func (s *Store) apply(events []event.Event) {
	s.change(func() { s.agenda.Touch(s.model.Apply(events...)...) })
}

// settling is how long a room that we come into may take to be complete.
const settling = 300 * time.Millisecond

// completeSoon reads a room that the person was invited to or has joined, in case
// the client does not pass on the state that was there before.
func (s *Store) completeSoon(id string) {
	time.AfterFunc(settling, func() {
		s.mu.Lock()
		complete := s.model.Room(id).Meeting() != nil
		s.mu.Unlock()
		if !complete {
			s.read(s.ctx, ofMeetings(s.Params.UserID, []string{id}))
		}
	})
}

// joinOwn accepts the bot's invitation to a meeting that the person has asked for, as its
// metadata say, unless they are somebody else's words.
func (s *Store) joinOwn(m *room.Meeting) {
	if m == nil || m.Membership != event.MembershipInvite || m.Inviter != s.Config.BotUserID || m.Creator != s.Params.UserID {
		return
	}
	if words, _ := s.model.Room(m.RoomID).State(event.TypeMetadata, ""); words.Sender == s.Config.BotUserID {
		s.join(m.RoomID)
	}
}

// join accepts an invitation, once: somebody who leaves again is left alone.
func (s *Store) join(id string) {
	if !s.joined[id] && s.MayReply() {
		s.reply(id, true)
	}
}
