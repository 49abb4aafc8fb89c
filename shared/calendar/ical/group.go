package ical

import (
	"hash/fnv"
	"strconv"

	"parley/shared/calendar"
)

// group is the events of one UID: a single event or a series, and its overrides.
type group struct {
	master    *draft
	overrides []*draft
}

// meetings makes meetings of all events.
func (r *reader) meetings() {
	var groups []*group
	byUID := map[string]*group{}
	for i, d := range r.events {
		if d.uid == "" {
			d.uid = "event-" + strconv.Itoa(i+1)
			r.lost(d.about(Missing, "UID", d.uid))
		}
		if d.unreadable {
			continue
		}
		g := byUID[d.uid]
		if g == nil {
			g = &group{}
			byUID[d.uid] = g
			groups = append(groups, g)
		}
		switch {
		case d.replaces != nil:
			g.overrides = append(g.overrides, d)
		case g.master == nil:
			g.master = d
		default:
			r.lost(d.about(Duplicate, "", ""))
		}
	}
	for _, g := range groups {
		r.meeting(g)
	}
}

func (d *draft) about(code Code, property, detail string) Problem {
	return Problem{Code: code, Component: "VEVENT", UID: shorten(d.uid), Property: property, Line: d.line, Detail: shorten(detail)}
}

// meeting makes one meeting of a group, and one of each override without a series.
func (r *reader) meeting(g *group) {
	var series *calendar.Entry
	var m Meeting
	if g.master != nil {
		e, ok := r.entry(g.master, r.uid(g.master, g.master.uid))
		if ok {
			m = g.master.meeting
			m.Entries = []calendar.Entry{e}
		}
		if ok && e.IsSeries() {
			series = &m.Entries[0]
		}
	}
	place := len(r.feed.Meetings)
	if m.Entries != nil {
		r.feed.Meetings = append(r.feed.Meetings, m)
	}
	replaced := map[calendar.DateTime]bool{}
	for _, d := range g.overrides {
		if series == nil {
			r.orphan(d, replaced)
		} else {
			r.override(&m, g.master, d, replaced)
			series = &m.Entries[0]
		}
	}
	if m.Entries != nil {
		r.feed.Meetings[place] = m
	}
}

// override adds one to a series: a cancelled one is an excluded date.
func (r *reader) override(m *Meeting, master, d *draft, replaced map[calendar.DateTime]bool) {
	series := &m.Entries[0]
	id := r.identity(d, &master.start)
	switch {
	case replaced[id]:
		r.lost(d.about(Duplicate, "", ""))
		return
	case d.meeting.Cancelled && len(series.ExDate) < calendar.MaxExDates:
		series.ExDate = append(series.ExDate, id)
		return
	case d.meeting.Cancelled || len(m.Entries) == calendar.MaxEntries:
		r.lost(d.about(TooMany, "", ""))
		return
	}
	e, ok := r.entry(d, series.UID)
	e.RecurrenceID = &id
	if ok && r.valid(d, &e, series) {
		replaced[id] = true
		m.Entries = append(m.Entries, e)
		r.ownText(m, d)
	}
}

// identity is the RECURRENCE-ID of an override; a date alone is the occurrence of
// that day.
func (r *reader) identity(d *draft, start *stamp) calendar.DateTime {
	return r.date(onDay(*d.replaces, start), start)
}

// onDay gives a date the time of day of a series.
func onDay(s stamp, start *stamp) stamp {
	if s.form == allDay && start.form != allDay {
		s.wall = s.wall.Add(clock(start.wall))
	}
	return s
}

// ownText tells which texts of an override are other than those of its series.
func (r *reader) ownText(m *Meeting, d *draft) {
	own := &d.meeting
	for _, p := range []struct{ name, own, series string }{
		{"SUMMARY", own.Title, m.Title}, {"DESCRIPTION", own.Description, m.Description},
		{"LOCATION", own.Location, m.Location}, {"URL", own.URL, m.URL},
	} {
		if p.own != p.series && p.own != "" {
			r.lost(d.about(OwnText, p.name, p.own))
		}
	}
}

// orphan makes an event of its own of an override whose series is not there.
func (r *reader) orphan(d *draft, replaced map[calendar.DateTime]bool) {
	id := r.identity(d, &d.start)
	if replaced[id] {
		r.lost(d.about(Duplicate, "", ""))
		return
	}
	replaced[id] = true
	r.lost(d.about(Orphan, "RECURRENCE-ID", ""))
	d.rule, d.excluded = "", nil
	if e, ok := r.entry(d, r.uid(d, d.uid+"-"+id.Value)); ok {
		m := d.meeting
		m.Entries = []calendar.Entry{e}
		r.feed.Meetings = append(r.feed.Meetings, m)
	}
}

// uid shortens a UID that is too long, always in the same way.
func (r *reader) uid(d *draft, uid string) string {
	if len(uid) <= calendar.MaxUID {
		return uid
	}
	hash := fnv.New64a()
	hash.Write([]byte(uid))
	short := clean(uid[:100]) + "-" + strconv.FormatUint(hash.Sum64(), 16)
	r.lost(d.about(TooLong, "UID", short))
	return short
}
