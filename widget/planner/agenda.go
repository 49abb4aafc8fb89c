package planner

import (
	"strings"
	"time"

	"parley/shared/calendar"
	"parley/shared/event"
	"parley/shared/room"
	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/meeting"
	"parley/widget/store"
)

// day is one day of the list. Days without cards are in it too, so that a new
// meeting on one day leaves all the others alone.
type day struct {
	Title string
	Note  string // such as Today
	Cards []card
}

// card is what the card of an occurrence shows, in words.
type card struct {
	Key         key
	Title       string
	Time        string
	Elsewhere   string // the same time in the zone of the meeting, if its clocks differ
	Recurrence  string // how it recurs; empty for a single event
	Description string
	State       string // such as Running; may be empty
	Tone        string // of State
	Invited     bool
}

// agenda words the first limit occurrences of the view, day by day, and reports
// whether there are more.
func agenda(v *store.View, r *browser.Reader, zones calendar.Zones, limit int) (days []day, more bool) {
	items := v.Items
	if more = len(items) > limit; more {
		items = items[:limit]
	}
	for from := v.From; from.Before(v.To); {
		to := room.NextDay(from)
		d := day{}
		for len(items) > 0 && items[0].Start.Before(to) {
			d.Cards = append(d.Cards, describe(items[0], v.Now, r, zones))
			items = items[1:]
		}
		if len(d.Cards) > 0 {
			d.Title, d.Note = r.DayFrom(from, v.Now), note(from, v.Now, r)
		}
		days = append(days, d)
		from = to
	}
	return days, more
}

// note names the days that have a name.
func note(day, now time.Time, r *browser.Reader) string {
	switch {
	case sameDay(day, now):
		return r.Text(text.Today)
	case sameDay(day, room.NextDay(now)):
		return r.Text(text.Tomorrow)
	}
	return ""
}

func sameDay(a, b time.Time) bool { return a.YearDay() == b.YearDay() && a.Year() == b.Year() }

func describe(i *room.Item, now time.Time, r *browser.Reader, zones calendar.Zones) card {
	zone := i.Entry.DTStart.TZID
	c := card{
		Key:         keyOf(i),
		Title:       i.Meeting.Title,
		Time:        r.Times(i.Start, i.End, r.Zone),
		Elsewhere:   r.Elsewhere(i.Start.In(now.Location()), i.End, zone, i.Start.Location()),
		Recurrence:  r.Recurrence(i.Meeting.Calendar, i.UID, zones),
		Description: strings.TrimSpace(i.Meeting.Description),
		Invited:     i.Meeting.Membership == event.MembershipInvite,
	}
	if c.Recurrence != "" && i.Entry.RecurrenceID != nil {
		c.Recurrence = r.Text(text.MovedDate, "rule", c.Recurrence)
	}
	c.State, c.Tone = meeting.State(r, i.Start, i.End, now)
	return c
}
