package meeting

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/event"
)

func TestTheCourseOfABreakoutSession(t *testing.T) {
	t.Parallel()
	c := newClockwork(t, event.RoomTypeBreakout, strings.Replace(daily, `,"rrule":"FREQ=DAILY;COUNT=3"`, "", 1))
	c.belowParent()
	c.tell(event.TypeCreate, event.TypeMetadata)
	c.until(nine.Add(-time.Second))
	assert.Empty(t, c.said, "a session has no reminders")
	c.until(nine.Add(30 * time.Minute))
	assert.Equal(t, []string{"▶️ Review has begun"}, c.heads())

	c.state[event.TypeMetadata] = strings.Replace(c.state[event.TypeMetadata], "T100000", "T101000", 1) // extended
	c.tell(event.TypeMetadata)
	c.until(nine.Add(64 * time.Minute))
	assert.Equal(t, []string{"▶️ Review has begun"}, c.heads())
	c.until(nine.Add(2 * time.Hour))
	assert.Equal(t, []string{"▶️ Review has begun", "⏳ Review ends in 5 minutes", "⏳ Review ends in 1 minute", "🏁 Review is over"}, c.heads())
	assert.Equal(t, "🏁 Review is over\nBack to “Planning”: https://matrix.to/#/!parent?via=x", c.said[3].Body)
	ready, err := c.store.NextReady(t.Context(), "", c.at)
	require.NoError(t, err)
	assert.Zero(t, ready)
}

// belowParent puts the room below the meeting !parent, by both their words.
func (c *clockwork) belowParent() {
	c.state[event.TypeSpaceParent+" !parent"] = `{"via":["x"]}`
	c.parent = []event.Event{
		state(event.TypeCreate, "", `{"type":"`+event.RoomTypeMeeting+`"}`), state(event.TypeName, "", `{"name":"Planning"}`),
		state(event.TypeSpaceChild, "!r", `{"via":["x"]}`), state(event.TypeMember, me, `{"membership":"join"}`),
	}
	c.parent[0].Sender = "@a:x"
}

func TestASessionDoesNotLeadToRoomsThatAreNotAboveIt(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(parent []event.Event){
		"does not name it":     func(parent []event.Event) { parent[2] = state(event.TypeSpaceChild, "!other", `{"via":["x"]}`) },
		"has unlinked it":      func(parent []event.Event) { parent[2].Content = []byte(`{}`) },
		"is somebody else's":   func(parent []event.Event) { parent[0].Sender = "@mallory:x" },
		"the bot is not there": func(parent []event.Event) { parent[3].Content = []byte(`{"membership":"leave"}`) },
	} {
		c := newClockwork(t, event.RoomTypeBreakout, strings.Replace(daily, `,"rrule":"FREQ=DAILY;COUNT=3"`, "", 1))
		c.settings.CloseBreakouts = true
		c.belowParent()
		change(c.parent)
		c.tell(event.TypeCreate, event.TypeMetadata)
		c.until(nine.Add(2 * time.Hour))
		require.Len(t, c.said, 4, name)
		assert.Equal(t, "🏁 Review is over", c.said[3].Body, name)
		assert.Equal(t, []string{`{"body":"🏁 Review is over"}`}, c.wrote, name)
	}
}

func TestASessionThatEndedWithoutTheBotIsEndedLater(t *testing.T) {
	t.Parallel()
	c := newClockwork(t, event.RoomTypeBreakout, strings.Replace(daily, `,"rrule":"FREQ=DAILY;COUNT=3"`, "", 1))
	c.tell(event.TypeCreate, event.TypeMetadata)
	c.at = nine.Add(72 * time.Hour)
	c.work()
	assert.Equal(t, []string{"🏁 Review is over"}, c.heads())
}

func TestASessionClosesItselfWhateverHappens(t *testing.T) {
	t.Parallel()
	c := newClockwork(t, event.RoomTypeBreakout, strings.Replace(daily, `,"rrule":"FREQ=DAILY;COUNT=3"`, "", 1))
	c.settings.CloseBreakouts = true
	c.belowParent()
	c.tell(event.TypeCreate, event.TypeMetadata)
	c.stays = 3
	c.until(nine.Add(2 * time.Hour))
	assert.Equal(t, "🏁 Review is over", c.heads()[3])
	assert.Equal(t, []string{`{"body":"🏁 Review is over","replacement_room":"!parent"}`}, c.wrote)
	assert.Zero(t, c.stays)
	assert.Equal(t, "rooms/!r/forget", c.asked[len(c.asked)-1])
}

func TestASessionWithMoreToComeStaysOpen(t *testing.T) {
	t.Parallel()
	c := newClockwork(t, event.RoomTypeBreakout, daily)
	c.settings.CloseBreakouts = true
	c.tell(event.TypeCreate, event.TypeMetadata)
	c.until(nine.Add(2 * time.Hour))
	assert.Len(t, c.heads(), 4)
	assert.Empty(t, c.wrote)
}
