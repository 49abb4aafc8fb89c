package event

import (
	"encoding/json"
	"slices"

	"parley/shared/calendar"
	"parley/shared/fault"
	"parley/shared/wire"
)

// TypeRSVP is the state event by which somebody says whether he comes. The state key
// is his user id: homeservers let nobody else write it.
const TypeRSVP = "net.nordeck.meetings.rsvp"

// Answer is whether somebody comes: the words of iCalendar's PARTSTAT (RFC 5545
// §3.2.12) in lower case. The empty one says that there is no answer.
type Answer string

// Answers.
const (
	Accepted  Answer = "accepted"
	Declined  Answer = "declined"
	Tentative Answer = "tentative"
)

var answers = []string{string(Accepted), string(Declined), string(Tentative)}

// MaxAnswers is how many occurrences may be answered on their own.
const MaxAnswers = 500

// RSVP is the content of net.nordeck.meetings.rsvp. Without anything in it, an answer
// was withdrawn.
type RSVP struct {
	Status      Answer             `json:"status,omitempty"`      // for the whole meeting; absent: not answered, and who has joined comes
	Occurrences []OccurrenceAnswer `json:"occurrences,omitempty"` // differing from Status
}

// OccurrenceAnswer is the answer for one occurrence, which is named as overrides in
// the calendar name theirs.
type OccurrenceAnswer struct {
	UID          string            `json:"uid"`
	RecurrenceID calendar.DateTime `json:"recurrenceId"`
	Status       Answer            `json:"status"`
}

// DecodeRSVP reads and validates the content of an rsvp event. Whether the calendar
// has the occurrences is not judged. An error is a fault.List.
func DecodeRSVP(content json.RawMessage) (RSVP, error) {
	var faults fault.List
	o := wire.Open(content, &faults)
	r := RSVP{Status: Answer(o.OneOf("status", answers...))}
	for _, v := range o.List("occurrences") {
		if len(r.Occurrences) == MaxAnswers {
			v.Fault(fault.TooMany)
			break
		}
		r.Occurrences = append(r.Occurrences, decodeAnswer(v.Object()))
	}
	return r, faults.Err()
}

func decodeAnswer(o *wire.Object) OccurrenceAnswer {
	a := OccurrenceAnswer{UID: o.NeedText("uid"), Status: Answer(o.NeedOneOf("status", answers...))}
	id, ok := o.Need("recurrenceId")
	if !ok {
		return a
	}
	d := id.Object()
	a.RecurrenceID = calendar.DateTime{TZID: d.NeedText("tzid"), Value: d.NeedText("value")}
	if _, err := a.RecurrenceID.Wall(); err != nil && a.RecurrenceID.Value != "" {
		value, _ := d.Get("value")
		value.Fault(fault.BadDate)
	}
	return a
}

// With returns the answers with that for an occurrence changed. One that is no part of a
// series is the whole meeting. Beyond MaxAnswers the answer that was given first is forgotten.
func (r RSVP) With(o calendar.Occurrence, answer Answer) RSVP {
	if o.RecurrenceID == nil {
		return RSVP{Status: answer}
	}
	all := RSVP{Status: r.Status}
	for _, a := range r.Occurrences {
		if a.UID != o.UID || a.RecurrenceID != *o.RecurrenceID {
			all.Occurrences = append(all.Occurrences, a)
		}
	}
	if answer != r.Status {
		all.Occurrences = append(all.Occurrences, OccurrenceAnswer{o.UID, *o.RecurrenceID, answer})
	}
	all.Occurrences = all.Occurrences[max(len(all.Occurrences)-MaxAnswers, 0):]
	return all
}

// Says reports that the answer for an occurrence is known already; see With.
func (r RSVP) Says(o calendar.Occurrence, answer Answer) bool {
	return r.For(o) == answer && (o.RecurrenceID != nil || len(r.Occurrences) == 0)
}

// OfMember returns the answers as they count for somebody who has joined the meeting: joining
// is accepting, until they say something else.
func (r RSVP) OfMember() RSVP {
	if r.Status == "" {
		r.Status = Accepted
	}
	return r
}

// Equal reports that all answers are the same.
func (r RSVP) Equal(other RSVP) bool {
	return r.Status == other.Status && slices.Equal(r.Occurrences, other.Occurrences)
}

// For returns the answer for an occurrence of the meeting.
func (r RSVP) For(o calendar.Occurrence) Answer {
	for _, a := range r.Occurrences {
		if o.RecurrenceID != nil && a.UID == o.UID && a.RecurrenceID == *o.RecurrenceID {
			return a.Status
		}
	}
	return r.Status
}
