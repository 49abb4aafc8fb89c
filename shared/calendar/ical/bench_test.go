package ical

import (
	"strconv"
	"testing"
	"time"

	"parley/shared/calendar"
)

// manyMeetings is a feed of 10,000 meetings, half of them series, in nine time zones.
func manyMeetings() Feed {
	f := Feed{Name: "All", Refresh: time.Hour, Stamp: stamp0}
	for i := range 10_000 {
		tzid := roundTripZones[i%len(roundTripZones)]
		e := entry(strconv.Itoa(i), tzid, "20401001T100000", "20401001T110000", "")
		if i%2 == 0 {
			e.RRule = "FREQ=WEEKLY;BYDAY=MO"
			e.ExDate = []calendar.DateTime{{TZID: tzid, Value: "20401008T100000"}}
		}
		f.Meetings = append(f.Meetings, Meeting{RoomID: "!room:example.org", Title: "Meeting " + strconv.Itoa(i), Description: "What it is about, in a line or two that are\nfolded and escaped; sometimes.",
			URL: "https://example.org/#/room/!room:example.org", Organizer: &Person{Address: UserAddress("@alice:example.org"), Name: "Alice"},
			Attendees: []Person{{Address: UserAddress("@bob:example.org"), Name: "Bob", Status: Accepted}}, Entries: []calendar.Entry{e}})
	}
	return f
}

func BenchmarkWrite(b *testing.B) {
	f := manyMeetings()
	b.ReportAllocs()
	for b.Loop() {
		out, _ := Write(f, zones)
		b.SetBytes(int64(len(out)))
	}
}

func BenchmarkRead(b *testing.B) {
	out, _ := Write(manyMeetings(), zones)
	b.SetBytes(int64(len(out)))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Read(out, "UTC", zones); err != nil {
			b.Fatal(err)
		}
	}
}
