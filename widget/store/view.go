package store

import (
	"time"

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
	Phase       Phase
	Language    string          // BCP 47
	Now         time.Time       // in the reader's zone
	From, To    time.Time       // what Items covers: days in the reader's zone
	Items       []room.Item     // sorted by start
	Broken      []*room.Meeting // meetings that cannot be placed in time
	Invitations []room.Invitation
	MayCreate   bool
	Commands    []Command // in the order of sending
	Problems    []Problem // the gravest first

	Here    *room.Meeting // the meeting that the widget's room is; nil when it is none
	Parents []string      // rooms that the widget's room says it belongs to
}

// laterWeeks is by how much ShowLater extends the view.
const laterWeeks = 4

// window returns the days that the view covers: today to the end of next week, and
// the weeks asked for.
func window(now time.Time, first time.Weekday, later int) (from, to time.Time) {
	year, month, day := now.Date()
	from = time.Date(year, month, day, 0, 0, 0, 0, now.Location())
	intoWeek := (int(now.Weekday()) - int(first) + 7) % 7
	return from, from.AddDate(0, 0, 14-intoWeek+7*laterWeeks*later)
}

func (s *Store) snapshot() *View {
	v := &View{
		Phase: s.phase, Language: s.language, Now: s.now(), From: s.index.from, To: s.index.to,
		MayCreate: s.mayCreate(), Problems: s.sortedProblems(),
	}
	if s.phase == Ready {
		v.Items, v.Broken, v.Invitations = s.index.items, s.index.broken, s.index.invitations
		if here := s.model.Room(s.Params.RoomID); here != nil {
			v.Here, v.Parents = here.Meeting(), here.Parents()
		}
	}
	for _, c := range s.commands {
		v.Commands = append(v.Commands, *c)
	}
	return v
}

// now is the time in the reader's zone.
func (s *Store) now() time.Time {
	loc, err := s.zones.Location(s.env.Zone)
	if err != nil {
		loc = time.Local // an offset at least
	}
	return s.env.Now().In(loc)
}
