package talk

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"parley/shared/calendar"
	"parley/shared/text"
)

var zones = calendar.ZoneFunc(time.LoadLocation)

func wall(value string) calendar.DateTime {
	return calendar.DateTime{TZID: "Europe/Berlin", Value: value}
}

func TestRange(t *testing.T) {
	for _, c := range []struct {
		lang       text.Lang
		start, end string
		want       string
	}{
		{text.English, "20261124T100000", "20261124T113000", "Tue, 24 Nov 2026, 10:00–11:30 (Europe/Berlin)"},
		{text.German, "20260301T090000", "20260301T100000", "So., 1. März 2026, 09:00–10:00 (Europe/Berlin)"},
		{text.English, "20261231T220000", "20270101T060000", "Thu, 31 Dec 2026, 22:00 – Fri, 1 Jan 2027, 06:00 (Europe/Berlin)"},
	} {
		got, ok := Range(c.lang, wall(c.start), wall(c.end), zones)
		assert.True(t, ok)
		assert.Equal(t, c.want, got)
	}
	_, ok := Range(text.English, calendar.DateTime{TZID: "Mars/Base", Value: "20261124T100000"}, wall("20261124T113000"), zones)
	assert.False(t, ok)
}

func TestRangeShowsTheEndInTheZoneOfTheStart(t *testing.T) {
	end := calendar.DateTime{TZID: "America/New_York", Value: "20261124T060000"}
	got, _ := Range(text.English, wall("20261124T110000"), end, zones)
	assert.Equal(t, "Tue, 24 Nov 2026, 11:00–12:00 (Europe/Berlin)", got)
}

func TestInvitationIsPlainAndEscaped(t *testing.T) {
	plain, rich := Invitation{
		Locale: "en-GB", Organiser: "Al <b>", Description: "a & b\n<script>", Zones: zones,
		Calendar: []calendar.Entry{{UID: "u", DTStart: wall("20261124T100000"), DTEnd: wall("20261124T113000"), RRule: "FREQ=DAILY"}},
	}.Text()
	assert.Equal(t, "📅 Tue, 24 Nov 2026, 10:00–11:30 (Europe/Berlin)\n🔁 Repeats\ninvited by Al <b>\n\na & b\n<script>", plain)
	assert.Equal(t, "📅 Tue, 24 Nov 2026, 10:00–11:30 (Europe/Berlin)<br>🔁 Repeats<br>invited by Al &lt;b&gt;<hr><i>a &amp; b<br>&lt;script&gt;</i>", rich)
}

func TestInvitationToTheOrganiserInGerman(t *testing.T) {
	plain, _ := Invitation{
		Locale: "de-DE", Zones: zones, Description: strings.Repeat("ä", 2000),
		Calendar: []calendar.Entry{{UID: "u", DTStart: wall("20261124T100000"), DTEnd: wall("20261124T113000")}},
	}.Text()
	first, description, _ := strings.Cut(plain, "\n\n")
	assert.Equal(t, "📅 Di., 24. Nov. 2026, 10:00–11:30 (Europe/Berlin)", first)
	assert.Len(t, []rune(description), maxDescription)
}
