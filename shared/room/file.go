package room

import (
	"strings"
	"time"
	"unicode"

	"parley/shared/calendar"
	"parley/shared/calendar/ical"
)

// File is the meeting for other calendars, with the name of its organiser and the address
// of its room. err tells what of the calendar cannot be read, which is in the file as it
// is.
func (m *Meeting) File(organiser, address string, stamp time.Time, zones calendar.Zones) (file ical.Feed, err error) {
	entries, err := calendar.Normalize(m.Calendar, zones)
	return m.file(entries, organiser, address, stamp), err
}

// FileOf is File for one occurrence only. Of a series, it names the one that it is, so
// that a calendar which has the series, or gets it later, shows that one once.
func (m *Meeting) FileOf(o calendar.Occurrence, organiser, address string, stamp time.Time) ical.Feed {
	return m.file([]calendar.Entry{single(o)}, organiser, address, stamp)
}

func (m *Meeting) file(entries []calendar.Entry, organiser, address string, stamp time.Time) ical.Feed {
	return ical.Feed{Stamp: stamp.UTC(), Meetings: []ical.Meeting{{
		RoomID: m.RoomID, Title: m.Title, Description: m.Description, Location: address, URL: address,
		Organizer: &ical.Person{Address: ical.UserAddress(m.Creator), Name: organiser}, Entries: entries,
	}}}
}

func single(o calendar.Occurrence) calendar.Entry {
	e := *o.Entry
	if !e.IsSeries() {
		return e
	}
	zone, there := e.DTStart.TZID, o.Start.Location()
	return calendar.Entry{
		UID: o.UID, DTStart: calendar.At(o.Start, zone, there), DTEnd: calendar.At(o.End, zone, there), RecurrenceID: o.RecurrenceID,
	}
}

const maxFileName = 60 // characters

// FileName is the title as the name of a file that no system takes amiss.
func (m *Meeting) FileName() string {
	name := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == ' ' || r == '-' {
			return r
		}
		return -1
	}, m.Title)
	runes := []rune(strings.TrimSpace(name))
	if name = strings.TrimSpace(string(runes[:min(len(runes), maxFileName)])); name == "" {
		name = "meeting"
	}
	return name + ".ics"
}
