package ical

import (
	"strconv"
	"strings"
	"time"

	"parley/shared/calendar"
)

// event writes a VEVENT (RFC 5545 §3.6.1), or nothing when its dates cannot be
// written.
func (w *writer) event(m *Meeting, e *calendar.Entry) {
	uid := e.UID
	if m.RoomID != "" {
		uid = m.RoomID + "-" + e.UID
	}
	start, code := w.moment(e.DTStart)
	if code != "" {
		w.problem(code, uid, "", e.DTStart.TZID)
		return
	}
	end, code := w.moment(e.DTEnd)
	if code != "" {
		w.problem(code, uid, "", e.DTEnd.TZID)
		return
	}
	var replaces moment
	if e.IsOverride() {
		if replaces, code = w.moment(*e.RecurrenceID); code != "" {
			w.problem(code, uid, "", e.RecurrenceID.TZID)
			return
		}
	}
	rule := w.rule(e, uid)
	until := w.last(rule, end.at)
	w.start("BEGIN").plain("VEVENT")
	w.start("UID").text(uid)
	w.instant("DTSTAMP", w.stamp)
	w.date("DTSTART", start, until)
	w.date("DTEND", end, until)
	if e.IsOverride() {
		w.date("RECURRENCE-ID", replaces, replaces.at)
	}
	if rule != nil {
		w.start("RRULE").plain(strings.TrimSuffix(e.RRule, ";"))
		w.excluded(e, uid)
	}
	w.about(m)
	w.start("END").plain("VEVENT")
}

// rule returns the rule that makes an entry a series, nil when it is none.
func (w *writer) rule(e *calendar.Entry, uid string) *calendar.Rule {
	if !e.IsSeries() {
		return nil
	}
	rule, err := calendar.ParseRule(e.RRule)
	if err != nil || !isASCII(e.RRule) {
		w.problem(BadRule, uid, "RRULE", e.RRule)
		return nil
	}
	return rule
}

func (w *writer) excluded(e *calendar.Entry, uid string) {
	for _, d := range e.ExDate {
		m, code := w.moment(d)
		if code != "" {
			w.problem(code, uid, "EXDATE", d.TZID+" "+d.Value)
			continue
		}
		w.date("EXDATE", m, m.at)
	}
}

// horizon is how far the offsets of a series matter whose end is not written in its
// rule. Only zones that change in no yearly rhythm are cut there.
const horizon = 10 // years

// last returns until when the offsets of an entry's zones matter.
func (w *writer) last(rule *calendar.Rule, end time.Time) time.Time {
	if rule == nil {
		return end
	}
	if len(rule.Until) >= 8 {
		until := calendar.DateTime{Value: rule.Until[:8] + "T000000"}
		if day, err := until.Wall(); err == nil {
			return later(end, day.AddDate(0, 0, 2))
		}
	}
	return later(end, w.stamp).AddDate(horizon, 0, 0)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// about writes what all entries of a meeting have in common.
func (w *writer) about(m *Meeting) {
	w.start("SUMMARY").text(m.Title)
	for _, p := range []struct{ name, text string }{{"DESCRIPTION", m.Description}, {"LOCATION", m.Location}} {
		if p.text != "" {
			w.start(p.name).text(p.text)
		}
	}
	if len(m.Categories) > 0 {
		w.start("CATEGORIES").text(m.Categories...)
	}
	if m.URL != "" {
		w.start("URL").uri(m.URL)
	}
	for _, c := range m.Conferences {
		w.conference(c)
	}
	if m.Organizer != nil {
		w.start("ORGANIZER").name(m.Organizer).uri(m.Organizer.Address)
	}
	for i := range m.Attendees {
		p := &m.Attendees[i]
		w.start("ATTENDEE").name(p).token("PARTSTAT", string(partstat(p.Status))).uri(p.Address)
	}
	w.start("SEQUENCE").plain(strconv.Itoa(min(max(m.Sequence, 0), maxEdits)))
	if !m.Updated.IsZero() {
		w.instant("LAST-MODIFIED", m.Updated)
	}
	if m.Cancelled {
		w.start("STATUS").plain("CANCELLED")
	}
}

func (e *encoder) name(p *Person) *encoder {
	if p.Name == "" {
		return e
	}
	return e.quoted("CN", p.Name)
}

func (w *writer) conference(c Conference) {
	w.start("CONFERENCE").token("VALUE", "URI")
	var features []string
	for _, f := range c.Features {
		if isToken(f) {
			features = append(features, f)
		}
	}
	if len(features) > 0 {
		w.token("FEATURE", strings.Join(features, ","))
	}
	if c.Label != "" {
		w.quoted("LABEL", c.Label)
	}
	w.uri(c.URI)
}

// partstat returns the status, NeedsAction for one that is not in the list.
func partstat(s Status) Status {
	switch s {
	case Accepted, Declined, Tentative:
		return s
	}
	return NeedsAction
}
