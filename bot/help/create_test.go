package help

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"parley/bot/store"
	"parley/shared/event"
)

// Times without a zone are those of the room, of the asker, or of the operator.
func TestZoneOfAPlan(t *testing.T) {
	zone := func(d *Desk, q *question, written string) string {
		zone, err := d.zoneOf(t.Context(), q, written)
		require.NoError(t, err)
		return zone
	}
	d, q := calendarOf(t, &rooms{})
	d.settings.Timezone = "Asia/Tokyo"
	assert.Equal(t, "Europe/Berlin", zone(d, q, ""), "that of the asker's newest meeting")
	require.NoError(t, d.store.SavePerson(t.Context(), "@a:x", store.Person{Timezone: "Europe/Paris"}))
	assert.Equal(t, "Europe/Paris", zone(d, q, ""), "that of what the asker planned last")
	assert.Equal(t, "Europe/Rome", zone(d, q, "Europe/Rome"))
	q.about = seen("!r", append(q.about.state, state(event.TypeSettings, "", `{"timezone":"Europe/Madrid"}`))...)
	assert.Equal(t, "Europe/Madrid", zone(d, q, ""), "that of the room")

	d, q = calendarOf(t, &rooms{})
	q.about = seen("!r")
	assert.Equal(t, "UTC", zone(d, q, ""))
	d.settings.Timezone = "Asia/Tokyo"
	assert.Equal(t, "Asia/Tokyo", zone(d, q, ""), "that of the operator")
}
