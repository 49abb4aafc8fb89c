// Package ical writes meetings as iCalendar files and reads such files as
// meetings. It has no clock, no state and no time zone files of its own, and is
// the same in bot and widget.
//
// Nothing is lost silently: what a file cannot say, and what Parley cannot hold,
// is a Problem. Sources: RFC 5545 (iCalendar), RFC 6868 (quotes and line breaks in
// parameters), RFC 7986 (NAME, REFRESH-INTERVAL, CONFERENCE).
package ical

import (
	"strconv"
	"time"

	"parley/shared/calendar"
)

// Feed is an iCalendar file: one meeting, or many.
type Feed struct {
	Name     string        // of the calendar; "" in the file of one meeting
	Refresh  time.Duration // how often a program that subscribed should ask again; 0 in a file that is fetched once
	Stamp    time.Time     // when the file is written
	Meetings []Meeting
}

// Meeting is what a file says about one meeting. All texts are plain text.
type Meeting struct {
	RoomID      string // makes the UIDs of the file unique: RoomID + "-" + uid; "" leaves the uid as it is
	Title       string
	Description string
	Location    string // for programs that show neither URL nor Conferences
	URL         string // the meeting's own address
	Conferences []Conference
	Organizer   *Person
	Attendees   []Person
	Categories  []string
	Sequence    int       // number of edits; 0 to 2^31-1
	Updated     time.Time // of the last edit; zero when not known
	Cancelled   bool
	Entries     []calendar.Entry
}

// Conference is one way to take part (RFC 7986 §5.11).
type Conference struct {
	URI      string
	Label    string
	Features []string // AUDIO, CHAT, FEED, MODERATOR, PHONE, SCREEN, VIDEO or X-names
}

// Person is an organiser or an attendee.
type Person struct {
	Address string // a URI, such as that of UserAddress, or mailto:…
	Name    string
	Status  Status // of an attendee; "" is NeedsAction
}

// Status is an attendee's answer: PARTSTAT of RFC 5545 §3.2.12.
type Status string

// The answers that meetings have.
const (
	NeedsAction Status = "NEEDS-ACTION"
	Accepted    Status = "ACCEPTED"
	Declined    Status = "DECLINED"
	Tentative   Status = "TENTATIVE"
)

// Problem is one thing that a file, or Parley, cannot represent. A problem without
// Property concerns the whole component, which is left out.
type Problem struct {
	Code      Code
	Component string // such as VEVENT; "" for the file
	UID       string // of the event, as in the file
	Property  string // such as RRULE
	Line      int    // where it first is in a file that was read, from 1; 0 when writing
	Count     int    // how often, from 1
	Detail    string // the value at fault, or what was put in its place
}

// Code says what is wrong with a property, and thereby what became of it. Codes are
// stable.
type Code string

// Codes of problems.
const (
	Unsupported     Code = "unsupported"      // Parley has nothing like it: left out
	BadLine         Code = "bad_line"         // not a content line: left out
	BadDate         Code = "bad_date"         // no date, or one that does not exist: left out
	BadRule         Code = "bad_rule"         // a rule that does not parse, or of an hour or faster: only the first occurrence is there
	NoLength        Code = "no_length"        // the end is not after the start: left out
	Missing         Code = "missing"          // a required property is not there
	Duplicate       Code = "duplicate"        // the second of what there may be one of: left out
	TooMany         Code = "too_many"         // more than a meeting can have: left out
	TooLong         Code = "too_long"         // a uid longer than the limit: Detail is in its place
	Orphan          Code = "orphan"           // an override without its series: became an event of its own
	OwnText         Code = "own_text"         // an override has another text than its series: left out
	AllDay          Code = "all_day"          // lasts whole days: became midnight to midnight in zone Detail
	Floating        Code = "floating"         // a time without a zone: taken as one of zone Detail
	MappedZone      Code = "mapped_zone"      // the file's own time zone became Detail, which is the same in that time
	ApproximateZone Code = "approximate_zone" // the file's own time zone became Detail, which has its offset at the start only
	UnknownZone     Code = "unknown_zone"     // a time zone that nobody knows: zone Detail is in its place, or the entry is left out
)

// Error is written for a log.
func (p Problem) Error() string {
	text := string(p.Code) + " at " + p.Component
	if p.Property != "" {
		text += "." + p.Property
	}
	if p.Line > 0 {
		text += " in line " + strconv.Itoa(p.Line)
	}
	return text
}

// utc is the zone whose times are written with a Z.
const utc = "UTC"
