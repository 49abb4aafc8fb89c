package editor

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/event"
	"parley/widget/browser"
	"parley/widget/host"
	"parley/widget/host/hosttest"
	"parley/widget/store"
)

// Whoever deletes a meeting is told what becomes of its notes.
func TestRemoverTellsOfNotes(t *testing.T) {
	const saved, lost = "posted in the room as a PDF", "If you need them"
	for _, v := range []struct {
		status   string
		last     bool
		says     string
		saysNone []string
	}{
		{"", true, "The room is closed", []string{saved, lost}},
		{event.NotesInitialized, true, saved, []string{lost}},
		{event.NotesInitialized, false, lost, []string{saved}},
	} {
		synctest.Test(t, func(t *testing.T) {
			c := hosttest.NewCalendar()
			c.Meeting("!m:x", "Kick-off", event.MembershipJoin, time.Now(), time.Hour)
			c.Put("!m:x", event.TypePowerLevels, "", map[string]any{"users": map[string]int{hosttest.Alice: 100}})
			if v.status != "" {
				c.PutBy(hosttest.Bot, "!m:x", event.TypeNotes, "", event.Notes{Status: v.status})
			}
			s, err := store.New(c, host.Params{
				WidgetID: hosttest.WidgetID, ParentOrigin: hosttest.Origin, RoomID: hosttest.Calendar, UserID: hosttest.Alice,
			}, store.Config{
				BotUserID: hosttest.Bot, APIBaseURL: "https://bot.example/v1", Notes: &store.Keeping{Level: 50, Last: v.last},
			}, store.Environment{Now: time.Now, Zone: "UTC", Fetch: browser.Fetch})
			require.NoError(t, err)
			go s.Run(t.Context())
			time.Sleep(time.Second)
			synctest.Wait()
			s.Examine(t.Context(), "!m:x")
			d := &Remover{Store: s, Reader: browser.NewReader("en", "", "UTC"), Subject: Subject{RoomID: "!m:x"}}
			app.NewClientTester(d).Consume()
			html := app.HTMLString(d)
			assert.Contains(t, html, v.says)
			for _, none := range v.saysNone {
				assert.NotContains(t, html, none)
			}
		})
	}
}
