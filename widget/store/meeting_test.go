package store

import (
	"encoding/json"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/calendar"
	"parley/shared/event"
	"parley/widget/host/hosttest"
)

func TestMeetingsOfOpenXchangeAreChangedThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		for id, alice := range map[string]int{"!mine:x": 50, "!other:x": 0} {
			c.Meeting(id, "From groupware", event.MembershipJoin, now.Add(time.Hour), time.Hour)
			c.PutBy(hosttest.Bot, id, event.TypeMetadata, "", event.Metadata{
				Creator:      hosttest.Alice,
				Calendar:     []calendar.Entry{{UID: "u", DTStart: calendar.At(now, "UTC", time.UTC), DTEnd: calendar.At(now.Add(time.Hour), "UTC", time.UTC)}},
				ExternalData: map[string]json.RawMessage{event.Groupware: json.RawMessage(`{"folder": "cal://0/471", "id": "a&b"}`)},
			})
			c.PutBy(hosttest.Bot, id, event.TypePowerLevels, "", map[string]any{"users": map[string]int{hosttest.Alice: alice, hosttest.Bot: 100}})
		}
		s := run(t, c, &server{})
		require.True(t, s.Examine(t.Context(), "!mine:x", "!other:x"))
		assert.True(t, s.Detail("!mine:x").Update, "where nobody says where Open-Xchange is")
		s.Config.Groupware = "https://ox.example.org/#app=calendar&id={{id}}&folder={{folder}}"
		rights := s.Detail("!mine:x").Rights
		assert.Equal(t, "https://ox.example.org/#app=calendar&id=a%26b&folder=cal%3A%2F%2F0%2F471", rights.Elsewhere)
		assert.False(t, rights.Update || rights.Close)
		assert.True(t, rights.Invite)
		assert.Zero(t, s.Detail("!other:x").Elsewhere, "for those who may change it")
	})
}
