package store

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/room"
	"parley/widget/host"
)

// Problem is something that keeps the widget from working fully. The order is that
// of gravity.
type Problem int

// The problems that the widget finds out by itself. Those that begin with Denied
// say what the person or the client has not allowed.
const (
	Offline         Problem = iota // the browser has no network
	DeniedRooms                    // meetings cannot be listed
	BotMissing                     // the bot is not in the room
	BotSilent                      // the bot does not run or does not reach its homeserver
	BotDeaf                        // the room is encrypted, and the bot does not read what is
	DeniedSend                     // meetings cannot be created
	DeniedChange                   // meetings cannot be changed or deleted, at least not in all respects
	DeniedBreakouts                // breakout sessions cannot be set up or be told something
	DeniedAnswers                  // results of commands are not seen
	BotPowerless                   // the bot may not do all that it is asked for in the room
	ClockWrong                     // the clock of the computer is not that of the bot
	DeniedParts                    // something of meetings is not seen
	DeniedReply                    // the person cannot say whether they come
	DeniedSearch                   // only people in the room are found
	DeniedOpen                     // rooms cannot be opened from here
	DeniedJoin                     // own meetings must be joined by hand

	problems // how many there are
)

// needs says which capabilities must be approved lest there be a problem.
var needs = map[Problem][]string{
	DeniedRooms: {
		host.CanSeeRooms, host.CanReceiveState(event.TypeCreate), host.CanReceiveState(event.TypeName),
		host.CanReceiveState(event.TypeMember), host.CanReceiveState(event.TypeSpaceParent), host.CanReceiveState(event.TypeMetadata),
	},
	DeniedSend: {host.CanSend(command.TypeMeetingCreate), host.CanReceiveState(event.TypePowerLevels)},
	DeniedChange: {
		host.CanSend(command.TypeMeetingUpdate), host.CanSend(command.TypeMeetingClose), host.CanSend(command.TypeParticipantsHandle),
		host.CanSend(command.TypeMessagePermissions), host.CanSend(command.TypeWidgetsHandle), host.CanReceiveState(event.TypeWidget),
		host.CanReceiveState(event.TypePowerLevels),
	},
	DeniedBreakouts: {
		host.CanSend(command.TypeBreakoutsCreate), host.CanSend(command.TypeSubMeetingsMessages), host.CanReceiveState(event.TypePowerLevels),
	},
	DeniedAnswers: {host.CanReceive(event.TypeReaction)},
	DeniedParts: {
		host.CanReceiveState(event.TypeTopic), host.CanReceiveState(event.TypeTombstone), host.CanReceiveState(event.TypeSpaceChild),
		host.CanReceiveState(event.TypeSettings), host.CanReceiveState(event.TypeNotes), host.CanReceiveState(event.TypeEncryption),
	},
	DeniedReply:  {host.CanReceiveState(event.TypeRSVP), host.CanSendState(event.TypeRSVP)},
	DeniedSearch: {host.CanSearch},
	DeniedOpen:   {host.CanNavigate},
	DeniedJoin:   {host.CanSendState(event.TypeMember)},
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
	elsewhere := DeniedBreakouts
	if s.inside() {
		elsewhere = DeniedSend
	}
	var sorted []Problem
	for p := Problem(0); p < problems; p++ {
		if s.problems[p] && p != elsewhere {
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
	s.problem(BotDeaf, here.Encrypted() && !s.Config.Encrypts)
	s.lacks, s.needed = nil, 0
	if known && !missing && s.client.Approved(host.CanReceiveState(event.TypePowerLevels)) {
		s.checkPowers(here)
	}
	s.problem(BotPowerless, len(s.lacks) > 0)
}

// Power is something that the bot must be allowed to do in a room.
type Power int

// The powers. A calendar room needs the first two alone.
const (
	ToLink    Power = iota // meetings to the room, or breakout sessions
	ToInstall              // the planner, and other widgets
	ToChange               // title, description and calendar
	ToInvite
	ToRemove
	ToRegulate // who may write messages
)

// checkPowers finds out what of that the bot may not do, and which level it needs.
func (s *Store) checkPowers(here *room.Room) {
	bot, powers := s.Config.BotUserID, here.Powers()
	check := func(p Power, d *room.Denied) {
		if d != nil {
			s.lacks, s.needed = append(s.lacks, p), max(s.needed, d.Need)
		}
	}
	check(ToLink, powers.LacksState(bot, event.TypeSpaceChild))
	check(ToInstall, powers.LacksState(bot, event.TypeWidget, event.TypeLayout))
	if s.inside() {
		check(ToChange, here.MayUpdate(bot))
		check(ToInvite, here.MayInvite(bot))
		check(ToRemove, powers.LacksKick(bot))
		check(ToRegulate, here.MayChangeMessagePermissions(bot))
	}
}

// Connected takes note that the browser has a network again, or has lost it.
func (s *Store) Connected(is bool) {
	back := false
	s.change(func() {
		back = is && s.problems[Offline]
		s.problem(Offline, !is)
	})
	if back {
		s.retryPending()
		s.recheckBot()
	}
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
	asked := s.env.Now()
	body, works := s.Config.Health(s.ctx, s.env.Fetch)
	s.change(func() {
		s.problem(BotSilent, !works)
		s.checkClock(body, asked, s.env.Now())
	})
}

// Health asks the bot's server whether the bot works, and returns what it says.
func (c Config) Health(ctx context.Context, fetch Fetch) (body []byte, works bool) {
	ctx, cancel := context.WithTimeout(ctx, healthPatience)
	defer cancel()
	status, body, err := fetch(ctx, c.APIBaseURL+"/health", maxHealthBytes)
	return body, err == nil && status == statusOK
}

// maxClock is by how much the clock of a computer may be wrong unnoticed.
const maxClock = 5 * time.Minute

// checkClock compares the clock with that of the bot, whose answer was made at some time
// between two of ours.
func (s *Store) checkClock(health []byte, from, to time.Time) {
	var theirs struct {
		Time int64 `json:"time"` // milliseconds
	}
	if json.Unmarshal(health, &theirs) != nil || theirs.Time == 0 {
		return // an error, or an older bot
	}
	s.clockOff = from.Add(to.Sub(from) / 2).Sub(time.UnixMilli(theirs.Time)).Abs()
	s.problem(ClockWrong, s.clockOff > maxClock)
}

// recheckBot asks again while there is reason to.
func (s *Store) recheckBot() {
	s.mu.Lock()
	doubtful := s.problems[BotSilent] || s.problems[ClockWrong]
	s.mu.Unlock()
	if doubtful {
		go s.checkBot()
	}
}
