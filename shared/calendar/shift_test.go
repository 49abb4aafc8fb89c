package calendar

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestShiftMovesLocalTime(t *testing.T) {
	at := func(zone, value string) DateTime { return DateTime{TZID: zone, Value: value} }
	session := Entry{UID: "s", DTStart: at("Europe/Berlin", "20400324T103000"), DTEnd: at("Europe/Berlin", "20400324T110000")}
	weekly := session
	weekly.UID, weekly.RRule = "w", "FREQ=WEEKLY"
	moved, err := Shift([]Entry{session, weekly}, 24*time.Hour+30*time.Minute)
	require.NoError(t, err)
	assert.Equal(t, at("Europe/Berlin", "20400325T110000"), moved[0].DTStart, "over the change to summer time")
	assert.Equal(t, at("Europe/Berlin", "20400325T113000"), moved[0].DTEnd)
	assert.Equal(t, weekly, moved[1])
	assert.Equal(t, "20400324T103000", session.DTStart.Value, "the original stays")

	broken := session
	broken.DTEnd.Value = "x"
	_, err = Shift([]Entry{broken}, time.Hour)
	assert.Error(t, err)
}

func TestMovedBy(t *testing.T) {
	zones := ZoneFunc(time.LoadLocation)
	at := func(uid, zone, value string) Entry {
		return Entry{UID: uid, DTStart: DateTime{zone, value}, DTEnd: DateTime{zone, value}}
	}
	for _, c := range []struct {
		before, after []Entry
		want          time.Duration
	}{
		{[]Entry{at("a", "Europe/Berlin", "20400324T100000")}, []Entry{at("a", "Europe/Berlin", "20400325T100000")}, 24 * time.Hour},
		{[]Entry{at("a", "Europe/Berlin", "20400324T100000")}, []Entry{at("a", "UTC", "20400324T100000")}, time.Hour},
		{[]Entry{at("a", "Europe/Berlin", "20400324T100000")}, []Entry{at("b", "Europe/Berlin", "20400325T100000")}, 0},
		{[]Entry{at("a", "Europe/Berlin", "20400324T100000")}, []Entry{at("a", "Europe/Berlin", "20400324T093000")}, -30 * time.Minute},
		{[]Entry{at("a", "Europe/Berlin", "x")}, []Entry{at("a", "Europe/Berlin", "20400324T093000")}, 0},
		{nil, nil, 0},
	} {
		assert.Equal(t, c.want, MovedBy(c.before, c.after, zones))
	}
}
