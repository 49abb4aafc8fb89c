package planner

import (
	"slices"
	"time"

	"parley/shared/room"
)

// stretch is [from, to) of something that is laid out: minutes of a day, or days of a week.
type stretch struct{ from, to int }

func (s stretch) meets(other stretch) bool { return s.from < other.to && other.from < s.to }

// place is where a stretch is drawn: in which of how many lanes side by side.
type place struct{ lane, lanes int }

// placeAll gives each stretch, in the order of their beginnings, the first lane that is
// free. Those that touch each other, or the same others, share the width.
func placeAll(stretches []stretch) []place {
	places := make([]place, len(stretches))
	var ends []int // of the lanes of the group
	begin := 0     // of the group
	share := func(end int) {
		for i := begin; i < end; i++ {
			places[i].lanes = len(ends)
		}
	}
	for i, s := range stretches {
		if len(ends) > 0 && slices.Max(ends) <= s.from {
			share(i)
			begin, ends = i, nil
		}
		lane := slices.IndexFunc(ends, func(end int) bool { return end <= s.from })
		if lane < 0 {
			lane, ends = len(ends), append(ends, 0)
		}
		ends[lane] = s.to
		places[i].lane = lane
	}
	share(len(stretches))
	return places
}

const (
	minutesOfDay = 24 * 60
	shortest     = 25 // minutes that a block is drawn with at least
)

// minutesOn is the part of an occurrence that is on a day, as clocks show it: days on
// which they change have the same height.
func minutesOn(i *room.Item, day time.Time) stretch {
	next := room.NextDay(day)
	s := stretch{0, minutesOfDay}
	if i.Start.After(day) {
		s.from = minuteOf(i.Start.In(day.Location()))
	}
	if i.End.Before(next) {
		s.to = minuteOf(i.End.In(day.Location()))
	}
	s.from = min(s.from, minutesOfDay-shortest)
	s.to = max(s.to, s.from+shortest)
	return s
}

func minuteOf(t time.Time) int { return t.Hour()*60 + t.Minute() }

// isLong reports that an occurrence is drawn as a bar over days.
func isLong(i *room.Item) bool { return i.End.Sub(i.Start) >= 24*time.Hour }

// daysOf is which of the days an occurrence touches, by their indexes. days holds where
// each begins, and where the last ends.
func daysOf(i *room.Item, days []time.Time) stretch {
	s := stretch{0, len(days) - 1}
	for n := range len(days) - 1 {
		if !i.Start.Before(days[n+1]) {
			s.from = n + 1
		}
		if n > 0 && !i.End.After(days[n]) {
			s.to = min(s.to, n)
		}
	}
	s.to = max(s.to, s.from+1)
	return s
}

// daysBetween returns where each day begins in [from, to), and to.
func daysBetween(from, to time.Time) (days []time.Time) {
	for ; from.Before(to); from = room.NextDay(from) {
		days = append(days, from)
	}
	return append(days, to)
}
