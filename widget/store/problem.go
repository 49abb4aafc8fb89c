package store

import (
	"context"
	"slices"
	"time"

	"parley/shared/command"
	"parley/shared/event"
	"parley/widget/host"
)

// Problem is something that keeps the widget from working fully. The order is that
// of gravity.
type Problem int

// The problems that the widget finds out by itself. Those that begin with Denied
// say what the person or the client has not allowed.
const (
	DeniedRooms   Problem = iota // meetings cannot be listed
	BotMissing                   // the bot is not in the room
	BotSilent                    // the bot does not run or does not reach its homeserver
	DeniedSend                   // meetings cannot be created
	DeniedAnswers                // results of commands are not seen
	BotPowerless                 // the bot may not link meetings to the room
	DeniedSearch                 // only people in the room are found
	DeniedOpen                   // rooms cannot be opened from here
	DeniedJoin                   // own meetings must be joined by hand
)

// needs says which capabilities must be approved lest there be a problem.
var needs = map[Problem][]string{
	DeniedRooms: {
		host.CanSeeRooms, host.CanReceiveState(event.TypeCreate), host.CanReceiveState(event.TypeName),
		host.CanReceiveState(event.TypeMember), host.CanReceiveState(event.TypeSpaceParent), host.CanReceiveState(event.TypeMetadata),
	},
	DeniedSend:    {host.CanSend(command.TypeMeetingCreate)},
	DeniedAnswers: {host.CanReceive(event.TypeReaction)},
	DeniedSearch:  {host.CanSearch},
	DeniedOpen:    {host.CanNavigate},
	DeniedJoin:    {host.CanSendState(event.TypeMember)},
}

// Denied reports that the person or the client has not allowed something.
func (p Problem) Denied() bool { return needs[p] != nil }

func (s *Store) checkCapabilities() {
	s.change(func() {
		for p, capabilities := range needs {
			s.problem(p, !all(capabilities, s.client.Approved))
		}
	})
}

func all(capabilities []string, approved func(string) bool) bool {
	return !slices.ContainsFunc(capabilities, func(c string) bool { return !approved(c) })
}

// problem notes that there is a problem or that it is gone.
func (s *Store) problem(p Problem, is bool) {
	delete(s.problems, p)
	if is {
		s.problems[p] = true
	}
}

func (s *Store) sortedProblems() []Problem {
	s.checkRoom()
	var sorted []Problem
	for p := DeniedRooms; p <= DeniedJoin; p++ {
		if s.problems[p] {
			sorted = append(sorted, p)
		}
	}
	return sorted
}

// checkRoom finds out from the room's state whether the bot can work in it.
func (s *Store) checkRoom() {
	here := s.model.Room(s.Params.RoomID)
	known := s.phase == Ready && here != nil && s.client.Approved(host.CanReceiveState(event.TypeMember))
	missing := known && here.Membership(s.Config.BotUserID) != event.MembershipJoin
	s.problem(BotMissing, missing)
	s.problem(BotPowerless, known && !missing && !here.Powers().MayLink(s.Config.BotUserID))
}

// mayCreate reports whether the person may create meetings here, or breakout sessions
// where here is a meeting, and the client lets us ask for it.
func (s *Store) mayCreate() bool {
	here := s.model.Room(s.Params.RoomID)
	if s.inside() {
		return s.phase == Ready && here.MayCreateBreakouts(s.Params.UserID) == nil &&
			s.client.Approved(host.CanSend(command.TypeBreakoutsCreate))
	}
	return s.phase == Ready && here != nil && here.MayCreate(s.Params.UserID) == nil &&
		s.client.Approved(host.CanSend(command.TypeMeetingCreate))
}

// mayMessage is the same for messages to all breakout sessions.
func (s *Store) mayMessage() bool {
	return s.model.Room(s.Params.RoomID).MayMessageBreakouts(s.Params.UserID) == nil &&
		s.client.Approved(host.CanSend(command.TypeSubMeetingsMessages))
}

const (
	healthPatience = 10 * time.Second
	maxHealthBytes = 64 << 10
)

// checkBot asks the bot's server whether it works.
func (s *Store) checkBot() {
	if s.Config.APIBaseURL == "" {
		return
	}
	ctx, cancel := context.WithTimeout(s.ctx, healthPatience)
	defer cancel()
	status, _, err := s.env.Fetch(ctx, s.Config.APIBaseURL+"/health", maxHealthBytes)
	s.change(func() { s.problem(BotSilent, err != nil || status != statusOK) })
}

// recheckBot asks again while there is reason to.
func (s *Store) recheckBot() {
	s.mu.Lock()
	silent := s.problems[BotSilent]
	s.mu.Unlock()
	if silent {
		go s.checkBot()
	}
}
