package talk

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"parley/shared/calendar"
)

var zones = calendar.ZoneFunc(time.LoadLocation)

func wall(value string) calendar.DateTime {
	return calendar.DateTime{TZID: "Europe/Berlin", Value: value}
}

func meeting(start, end calendar.DateTime, rule string) []calendar.Entry {
	return []calendar.Entry{{UID: "u", DTStart: start, DTEnd: end, RRule: rule}}
}

// when is the line of an invitation that says when.
func when(tag string, entries []calendar.Entry) string {
	plain, _ := Invitation{Locale: tag, Calendar: entries, Zones: zones}.Text()
	line, _, _ := strings.Cut(plain, "\n")
	return strings.TrimSuffix(strings.TrimPrefix(line, "📅 "), ".")
}

func TestWhen(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ tag, start, end, want string }{
		{"en", "20261124T100000", "20261124T113000", "Tue, November 24, 2026, 10:00\u2009–\u200911:30\u202fAM GMT+1"},
		{"en-GB", "20261124T100000", "20261124T113000", "Tue, 24 November 2026, 10:00–11:30 CET"},
		{"de-DE", "20260301T090000", "20260301T100000", "So., 1. März 2026, 09:00–10:00 Uhr MEZ"},
		{"de-AT", "20260101T090000", "20260101T100000", "Do., 1. Jänner 2026, 09:00–10:00 Uhr MEZ"},
		{"en-GB", "20261231T220000", "20270101T060000", "Thu, 31 December 2026 at 22:00 CET\u2009–\u2009Fri, 1 January 2027 at 06:00 CET"},
	} {
		assert.Equal(t, c.want, when(c.tag, meeting(wall(c.start), wall(c.end), "")))
	}
	assert.Empty(t, when("en", meeting(calendar.DateTime{TZID: "Mars/Base", Value: "20261124T100000"}, wall("20261124T113000"), "")))
}

func TestTheEndIsShownInTheZoneOfTheStart(t *testing.T) {
	t.Parallel()
	end := calendar.DateTime{TZID: "America/New_York", Value: "20261124T060000"}
	assert.Equal(t, "Tue, 24 November 2026, 11:00–12:00 CET", when("en-GB", meeting(wall("20261124T110000"), end, "")))
}

// The start of an entry need not be a date of its rule, and the first date can be
// excluded or moved.
func TestTheFirstOccurrenceIsNamed(t *testing.T) {
	t.Parallel()
	monday := meeting(wall("20261130T100000"), wall("20261130T110000"), "FREQ=WEEKLY;BYDAY=TU;COUNT=3")
	assert.Equal(t, "Tue, 1 December 2026, 10:00–11:00 CET", when("en-GB", monday))
	monday[0].ExDate = []calendar.DateTime{wall("20261201T100000")}
	assert.Equal(t, "Tue, 8 December 2026, 10:00–11:00 CET", when("en-GB", monday))
	id := wall("20261208T100000")
	moved := append(monday, calendar.Entry{UID: "u", DTStart: wall("20261209T150000"), DTEnd: wall("20261209T160000"), RecurrenceID: &id})
	assert.Equal(t, "Wed, 9 December 2026, 15:00–16:00 CET", when("en-GB", moved))
}

func TestInvitationIsPlainAndEscaped(t *testing.T) {
	t.Parallel()
	plain, rich := Invitation{
		Locale: "en-GB", Organiser: "Al <b> {rule}", Description: "a & b\n<script>", Zones: zones,
		Calendar: meeting(wall("20261124T100000"), wall("20261124T113000"), "FREQ=MONTHLY;BYDAY=-1TU;COUNT=5"),
	}.Text()
	assert.Equal(t, "📅 Tue, 24 November 2026, 10:00–11:30 CET.\n🔁 Monthly on the last Tuesday, 5 times.\nInvited by Al <b> {rule}.\n\na & b\n<script>", plain)
	assert.Equal(t, "📅 Tue, 24 November 2026, 10:00–11:30 CET.<br>🔁 Monthly on the last Tuesday, 5 times.<br>Invited by Al &lt;b&gt; {rule}.<hr><i>a &amp; b<br>&lt;script&gt;</i>", rich)
}

func TestInvitationToWhatRepeatsByAnUnknownRule(t *testing.T) {
	t.Parallel()
	plain, rich := Invitation{
		Locale: "de", Zones: zones,
		Calendar: meeting(wall("20261124T100000"), wall("20261124T113000"), "FREQ=HOURLY;<i>"),
	}.Text()
	assert.Equal(t, "📅 Di., 24. November 2026, 10:00–11:30 Uhr MEZ.\n🔁 Wiederholt sich nach einer Regel, die nicht unterstützt wird: FREQ=HOURLY;<i>.", plain)
	assert.NotContains(t, rich, "<i>")
}

func TestInvitationToTheOrganiserInGerman(t *testing.T) {
	t.Parallel()
	plain, _ := Invitation{
		Locale: "de-DE", Zones: zones, Description: strings.Repeat("ä", 2000),
		Calendar: meeting(wall("20261124T100000"), wall("20261124T113000"), ""),
	}.Text()
	first, description, _ := strings.Cut(plain, "\n\n")
	assert.Equal(t, "📅 Di., 24. November 2026, 10:00–11:30 Uhr MEZ.", first)
	assert.Len(t, []rune(description), maxDescription)
}

func TestInvitationWithoutATime(t *testing.T) {
	t.Parallel()
	plain, _ := Invitation{Locale: "en", Zones: zones, Organiser: "Al"}.Text()
	assert.Equal(t, "Invited by Al.", plain)
}

func TestNobodyWritesMoreThanTheirNameIntoAnInvitation(t *testing.T) {
	t.Parallel()
	plain, rich := Invitation{Locale: "en", Zones: zones, Organiser: "Al\u202e\n\n<b>Bo", Description: " a\u2066\nb\u0007 "}.Text()
	assert.Equal(t, "Invited by Al <b>Bo.\n\na\nb", plain)
	assert.Equal(t, "Invited by Al &lt;b&gt;Bo.<hr><i>a<br>b</i>", rich)
	plain, rich = Said("Al\n\u202eBo:", "Hi\u202e\n<b>")
	assert.Equal(t, "Al Bo:: Hi\n<b>", plain)
	assert.Equal(t, "<b>Al Bo::</b> Hi<br>&lt;b&gt;", rich)
}

func TestInvitationToABreakoutSessionNamesItsMeeting(t *testing.T) {
	t.Parallel()
	i := Invitation{Locale: "de", Zones: zones, Meeting: "Q&A\n <1>", Organiser: "Al"}
	plain, rich := i.Text()
	assert.Equal(t, "Gruppenraum von „Q&A <1>“.\nEingeladen von Al.", plain)
	assert.Equal(t, "Gruppenraum von „Q&amp;A &lt;1&gt;“.<br>Eingeladen von Al.", rich)
	i.Locale = "en"
	plain, _ = i.Text()
	assert.Equal(t, "Breakout session of “Q&A <1>”.\nInvited by Al.", plain)
}
