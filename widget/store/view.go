package store

import (
	"time"

	"parley/shared/event"
	"parley/shared/room"
)

// Phase is how far the widget has come.
type Phase int

// The phases. After Connecting the person has decided about capabilities, after
// Loading the meetings are known.
const (
	Connecting Phase = iota
	Loading
	Ready
	Failed // the client did not answer; Retry begins again
)

// View is a snapshot of what there is to show. Nobody changes it.
type View struct {
	Phase      Phase
	Language   string        // BCP 47
	Now        time.Time     // in the reader's zone
	Choice                   // what of it the person wants to see
	From, To   time.Time     // what Items covers: days in the reader's zone
	room.Lists               // of the meetings below the widget's room
	MayCreate  bool          // meetings, or breakout sessions where Inside
	Encrypted  bool          // messages in the widget's room are
	Commands   []Command     // in the order of sending
	Problems   []Problem     // the gravest first
	Lacks      []Power       // of the bot: why it is BotPowerless
	Needed     room.Level    // that it needs instead
	ClockOff   time.Duration // by how much the clock is wrong

	Upcoming []*room.Item // of each meeting in Invited the occurrence that runs or comes next
	Failed   []Reply      // that were not taken, until there is another one or they are dismissed

	Inside     bool            // the widget's room is a meeting
	Sessions   []*room.Meeting // its breakout sessions, whenever they take place
	MayMessage bool            // all of them

	Here    *room.Meeting // the meeting that the widget's room is; nil when it is none
	Parents []string      // rooms that the widget's room says it belongs to

	Modal *Handed // what this page, a modal widget, was opened with; nil: nothing yet
}

// laterWeeks is by how much ShowLater extends the view.
const laterWeeks = 4

func (s *Store) snapshot() *View {
	v := &View{
		Phase: s.phase, Language: s.language, Now: s.now(), Choice: s.choice, From: s.from, To: s.to,
		Problems: s.sortedProblems(), ClockOff: s.clockOff, Modal: s.opened,
	}
	v.MayCreate = s.mayCreate() && !s.problems[BotMissing] && !s.problems[BotDeaf]
	v.Lacks, v.Needed = s.lacks, s.needed
	if s.phase == Ready {
		here := s.model.Room(s.Params.RoomID)
		lists := s.agenda.Lists()
		v.Upcoming, v.Here, v.Parents = s.stillToCome(lists.Invited), here.Meeting(), here.Parents()
		v.Encrypted = here.Encrypted()
		if v.Inside = s.inside(); v.Inside {
			v.Sessions, v.MayMessage = s.sessions(s.filter()), s.mayMessage()
		}
		v.Lists, v.Failed = lists, s.failedReplies()
		s.assumeReplies(v)
		s.hideOwn(v)
	}
	for _, c := range s.commands {
		v.Commands = append(v.Commands, *c)
	}
	return v
}

// Sessions returns the breakout sessions of a meeting that the person can see.
func (s *Store) Sessions(id string) []*room.Meeting {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sessions(room.Filter{Type: event.RoomTypeBreakout, Parent: id})
}

// sessions are the breakout sessions below a meeting. A room that somebody else has made is
// none: what is done to all sessions would get stuck there.
func (s *Store) sessions(f room.Filter) (all []*room.Meeting) {
	above := s.model.Room(f.Parent)
	for _, m := range s.model.Meetings(f) {
		if s.model.Room(m.RoomID).IsMadeLike(above) {
			all = append(all, m)
		}
	}
	return all
}

// now is the time in the reader's zone.
func (s *Store) now() time.Time {
	loc, err := s.zones.Location(s.env.Zone)
	if err != nil {
		loc = time.Local // an offset at least
	}
	return s.env.Now().In(loc)
}
