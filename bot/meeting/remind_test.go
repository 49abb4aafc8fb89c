package meeting

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/event"
	"parley/shared/fault"
)

func TestEveryOccurrenceHasItsReminder(t *testing.T) {
	t.Parallel()
	c := newClockwork(t, event.RoomTypeMeeting, daily)
	c.state[event.TypeRSVP+" @b:x"] = `{"status":"accepted","occurrences":[{"uid":"u","recurrenceId":{"tzid":"Europe/Berlin","value":"20400103T090000"},"status":"declined"}]}`
	c.tell(event.TypeCreate, event.TypeMetadata)
	assert.Empty(t, c.asked, "the events tell all")
	c.until(nine.Add(-10*time.Minute - 1))
	assert.Empty(t, c.said)
	c.until(nine.Add(-10 * time.Minute))
	require.Len(t, c.said, 1)
	assert.Equal(t, "⏰ Review begins in 10 minutes\n📅 Mon, January 2, 2040, 9:00\u2009–\u200910:00\u202fAM GMT+1", c.said[0].Body)
	assert.Equal(t, event.MessageText, c.said[0].MsgType, "nobody is notified of a notice")
	assert.Equal(t, &event.Mentions{UserIDs: []string{"@a:x", "@b:x"}}, c.said[0].Mentions)
	c.until(nine.Add(5 * 24 * time.Hour))
	require.Len(t, c.said, 3)
	assert.Equal(t, []string{"@a:x"}, c.said[1].Mentions.UserIDs, "who does not come")
	assert.Contains(t, c.said[2].Body, "Wed, January 4, 2040")
}

func TestARoomHasItsOwnRemindersLanguageAndZone(t *testing.T) {
	t.Parallel()
	c := newClockwork(t, event.RoomTypeMeeting, daily)
	c.state[event.TypeSettings] = `{"locale":"de","timezone":"America/New_York","reminders":[60,0]}`
	c.tell(event.TypeMetadata)
	assert.Contains(t, c.asked, "rooms/!r/state", "what the events do not tell")
	c.until(nine)
	require.Equal(t, []string{"⏰ Review beginnt in 1 Stunde", "▶️ Review hat begonnen"}, c.heads())
	assert.Contains(t, c.said[0].Body, "📅 Mo., 2. Januar 2040, 03:00–04:00 Uhr ")
	c.state[event.TypeSettings] = `{"reminders":[]}`
	c.tell(event.TypeSettings)
	c.until(nine.Add(48 * time.Hour))
	assert.Len(t, c.said, 2, "switched off")
}

// What is said is true when it is said, whatever was known when the timer was set.
func TestNothingIsSaidThatIsNotSoAnyMore(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(c *clockwork){
		"moved": func(c *clockwork) {
			c.state[event.TypeMetadata] = strings.ReplaceAll(c.state[event.TypeMetadata], "T090000", "T091500")
		},
		"deleted": func(c *clockwork) {
			c.state[event.TypeMetadata] = strings.Replace(c.state[event.TypeMetadata], `"rrule"`, `"exdate":[{"tzid":"Europe/Berlin","value":"20400102T090000"}],"rrule"`, 1)
		},
		"closed":       func(c *clockwork) { c.state[event.TypeTombstone] = `{"body":"x"}` },
		"the bot left": func(c *clockwork) { c.state[event.TypeMember+" "+me] = `{"membership":"leave"}` },
		"switched off": func(c *clockwork) { c.state[event.TypeSettings] = `{"reminders":[]}` },
		"other lead":   func(c *clockwork) { c.state[event.TypeSettings] = `{"reminders":[5]}` },
		"broken":       func(c *clockwork) { c.state[event.TypeMetadata] = `7` },
		"has begun":    func(c *clockwork) { c.at = nine },
		"is over":      func(c *clockwork) { c.at = nine.Add(2 * time.Hour) },
	} {
		c := newClockwork(t, event.RoomTypeMeeting, daily)
		c.tell(event.TypeCreate, event.TypeMetadata)
		if change(c); c.at.Before(nine) {
			c.until(nine.Add(-6 * time.Minute))
		}
		c.work()
		assert.Empty(t, c.said, name)
	}
}

func TestAReminderThatIsLateIsGivenOnce(t *testing.T) {
	t.Parallel()
	c := newClockwork(t, event.RoomTypeMeeting, daily)
	c.settings.Reminders = []int64{60, 10}
	c.tell(event.TypeCreate, event.TypeMetadata)
	c.at = nine.Add(-4 * time.Minute) // the bot was down
	c.work()
	assert.Equal(t, []string{"⏰ Review begins in 4 minutes"}, c.heads())
	c.until(nine.Add(25 * time.Hour))
	assert.Equal(t, []string{"⏰ Review begins in 4 minutes", "⏰ Review begins in 1 hour", "⏰ Review begins in 10 minutes"}, c.heads())
}

// A message that arrived is not sent again by a bot that does not know it did.
func TestAMessageIsSentOnceHoweverOftenItIsTried(t *testing.T) {
	t.Parallel()
	c := newClockwork(t, event.RoomTypeMeeting, daily)
	c.tell(event.TypeCreate, event.TypeMetadata)
	answers := []int{503, -1, 0}
	c.lose = func() int {
		status := answers[0]
		answers = answers[1:]
		return status
	}
	c.until(nine.Add(-9 * time.Minute))
	assert.Len(t, c.said, 1)
	assert.Equal(t, []int{0}, answers, "the third try looks before it sends")
}

func TestARoomThatTakesNoMessageIsLeftAlone(t *testing.T) {
	t.Parallel()
	c := newClockwork(t, event.RoomTypeMeeting, daily)
	c.tell(event.TypeCreate, event.TypeMetadata)
	c.lose = func() int { return http.StatusForbidden }
	c.until(nine.Add(-9 * time.Minute))
	assert.Empty(t, c.said)
	c.lose = func() int { return 0 }
	c.until(nine.Add(24 * time.Hour))
	assert.Len(t, c.said, 1, "the next time is the next try")
}

func TestClocksThatAreSetBackRepeatAndForgetNothing(t *testing.T) {
	t.Parallel()
	c := newClockwork(t, event.RoomTypeMeeting, daily)
	c.tell(event.TypeCreate, event.TypeMetadata)
	c.at = nine.Add(-10 * time.Minute)
	item := c.claim()
	require.Equal(t, typeReminder, item.Type)
	c.at = c.at.Add(-time.Hour) // before it is worked on
	require.NoError(t, c.Handle(t.Context(), item))
	_, err := c.store.Finish(t.Context(), "me", item, c.at, c.at.Add(time.Minute))
	require.NoError(t, err)
	c.until(nine.Add(24 * time.Hour))
	assert.Equal(t, []string{"⏰ Review begins in 70 minutes", "⏰ Review begins in 10 minutes"}, c.heads())
}

func TestManyPeopleAreMentionedAsOne(t *testing.T) {
	t.Parallel()
	c := newClockwork(t, event.RoomTypeMeeting, daily)
	for n := range maxMentions {
		c.state[event.TypeMember+" @"+strings.Repeat("x", n+1)+":x"] = `{"membership":"join"}`
	}
	c.tell(event.TypeCreate, event.TypeMetadata)
	c.until(nine)
	require.Len(t, c.said, 1)
	assert.Equal(t, &event.Mentions{Room: true}, c.said[0].Mentions)
}

// An installation that is older than its store's timers, or whose store was lost.
func TestRemindersOfOneMeeting(t *testing.T) {
	t.Parallel()
	c := newClockwork(t, event.RoomTypeMeeting, daily)
	c.state[event.TypePowerLevels] = `{"users":{"@a:x":100,"` + me + `":101}}`
	c.state[event.TypeSettings] = `{"locale":"de","keep":true,"reminders":[3]}`
	require.NoError(t, c.SetReminders(t.Context(), "!r", "@a:x", []int64{}))
	require.NoError(t, c.SetReminders(t.Context(), "!r", "@a:x", nil))
	assert.Equal(t, fault.Forbidden, fault.Of(c.SetReminders(t.Context(), "!r", "@b:x", nil)).Code)
	c.state[event.TypePowerLevels] = `{"users":{"@a:x":100,"@b:x":60,"` + me + `":101},"events":{"` + event.TypeSettings + `":61}}`
	assert.Equal(t, fault.Forbidden, fault.Of(c.SetReminders(t.Context(), "!r", "@b:x", nil)).Code, "enough for all but the settings")
	assert.Equal(t, fault.NotFound, fault.Of(c.SetReminders(t.Context(), "!r", "@invited:x", nil)).Code)
	assert.Equal(t, []string{`{"locale":"de","keep":true,"reminders":[]}`, `{"locale":"de","keep":true}`}, c.wrote)
}
