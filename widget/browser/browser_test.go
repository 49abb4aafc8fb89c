package browser

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/calendar"
	"parley/shared/text"
)

func TestTheme(t *testing.T) {
	for _, c := range []struct {
		name           string
		dark, contrast bool
		want           string
	}{
		{"light", true, true, Light},
		{"dark", false, false, Dark},
		{"light-high-contrast", true, false, LightHighContrast},
		{"Dark-High-Contrast", false, false, DarkHighContrast},
		{"custom-Deep Dark", false, false, Dark},
		{"", false, false, Light},
		{"", true, false, Dark},
		{"system", true, true, DarkHighContrast},
		{"custom-rose", false, true, LightHighContrast},
	} {
		assert.Equal(t, c.want, Theme(c.name, c.dark, c.contrast), c.name)
	}
}

func TestReaderLanguage(t *testing.T) {
	assert.Equal(t, text.German, NewReader("de-DE", "en-GB", "UTC").Lang)
	assert.Equal(t, text.German, NewReader("", "de-AT", "UTC").Lang)
	assert.Equal(t, text.English, NewReader("fr", "de", "UTC").Lang)
	assert.Equal(t, "en-GB", Locale("en", "en-GB"))
	assert.Equal(t, "en", Locale("en", "de-DE"))
}

func TestElsewhere(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	paris, err := time.LoadLocation("Europe/Paris")
	require.NoError(t, err)
	r := NewReader("en", "", "Europe/Berlin")
	from := time.Date(2026, 7, 1, 10, 0, 0, 0, berlin)
	assert.Equal(t, "08:00/09:00 UTC", r.Elsewhere(from, from.Add(time.Hour), "UTC", time.UTC))
	assert.Empty(t, r.Elsewhere(from, from.Add(time.Hour), "Europe/Paris", paris), "the clocks show the same")
}

func TestRecurrence(t *testing.T) {
	at := calendar.DateTime{TZID: "Europe/Berlin", Value: "20260701T100000"}
	moved := calendar.DateTime{TZID: "Europe/Berlin", Value: "20260702T100000"}
	entries := []calendar.Entry{
		{UID: "single", DTStart: at, DTEnd: moved},
		{UID: "series", DTStart: moved, DTEnd: moved, RecurrenceID: &at},
		{UID: "series", DTStart: at, DTEnd: at, RRule: "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1;BYMONTH=1,3;UNTIL=20261231"},
		{UID: "yearly", DTStart: at, DTEnd: at, RRule: "FREQ=YEARLY"},
	}
	zones := calendar.ZoneFunc(time.LoadLocation)
	r := NewReader("en", "", "UTC")
	assert.Empty(t, r.Recurrence(entries, "single", zones))
	assert.Equal(t, "Monthly on the first Monday/Tuesday, only in January, March, until 2026-12-31", r.Recurrence(entries, "series", zones))
	assert.Equal(t, "Yearly on --07-01", r.Recurrence(entries, "yearly", zones))
	from := time.Date(2026, 7, 1, 10, 0, 0, 0, time.UTC)
	assert.Equal(t, "2026-07-01T12:00/2026-07-01T13:00 Europe/Berlin", r.ZonedDates(from, from.Add(time.Hour), "Europe/Berlin"))
}

func TestWhatTheBrowserDoesNotKeep(t *testing.T) {
	assert.Empty(t, Load("draft"))
	Save("draft", "text")
	assert.Equal(t, "text", Load("draft"))
	Remove("draft")
	assert.Empty(t, Load("draft"))
}
