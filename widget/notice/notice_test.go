package notice

import (
	"testing"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
	"github.com/stretchr/testify/assert"

	"parley/shared/fault"
	"parley/widget/browser"
	"parley/widget/store"
)

func TestEveryProblemHasWords(t *testing.T) {
	for p := store.Offline; p <= store.DeniedJoin; p++ {
		assert.NotEmpty(t, problemTexts[p].title)
		assert.NotEmpty(t, problemTexts[p].hint)
		assert.NotEmpty(t, problemTexts[p].tone)
	}
	for p := store.ToLink; p <= store.ToRegulate; p++ {
		assert.NotEmpty(t, powerTexts[p])
	}
}

func TestWhatABotLacksIsSaidWithTheLineThatMendsIt(t *testing.T) {
	s := &store.Store{Config: store.Config{BotUserID: "@parley:x"}}
	v := &store.View{Problems: []store.Problem{store.BotPowerless, store.ClockWrong}, Lacks: []store.Power{store.ToInvite}, Needed: 50, ClockOff: 25 * time.Hour}
	var said []string
	for _, banner := range Problems(s, browser.NewReader("en", "", "UTC"), v) {
		said = append(said, app.HTMLString(banner))
	}
	assert.Contains(t, said[0], "/op @parley:x 50")
	assert.Contains(t, said[0], "Invite people")
	assert.Contains(t, said[1], "The clock of this computer is wrong by about a day")
}

func TestOrdersAreRepeatedOnlyWhereThatCanHelp(t *testing.T) {
	for _, c := range []struct {
		verb  store.Verb
		state store.State
		code  fault.Code
		want  bool
	}{
		{store.Change, store.Rejected, fault.RateLimited, true},
		{store.Change, store.Rejected, fault.Conflict, false}, // what it was made from is no longer so
		{store.Change, store.Unsent, "", true},
		{store.Change, store.Unsure, "", true},
		{store.Delete, store.Done, "", false},
		{store.Create, store.Unsure, "", false}, // there might be two meetings
	} {
		got := repeatable(store.Command{Order: store.Order{Verb: c.verb}, State: c.state, Fault: fault.New(c.code, "")})
		assert.Equal(t, c.want, got, "%v", c)
	}
}
