package meeting

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"parley/shared/room"
	"parley/widget/browser"
	"parley/widget/store"
)

func TestHistorySaysWhatWasDone(t *testing.T) {
	h := &History{Reader: browser.NewReader("en", "", "UTC")}
	for want, c := range map[string]store.Past{
		"Created":                   {Change: room.Change{What: []room.Aspect{room.AspectCreated}}},
		"Changed: Title, Time":      {Change: room.Change{What: []room.Aspect{room.AspectTitle, room.AspectTimes}}},
		"Invited: Bob, Carol":       {Change: room.Change{What: []room.Aspect{room.AspectInvited}}, Names: []string{"Bob", "Carol"}},
		"Removed: 1, 2, 3, 4, 5, …": {Change: room.Change{What: []room.Aspect{room.AspectRemoved}}, Names: []string{"1", "2", "3", "4", "5", "6"}},
		"Breakout sessions set up":  {Change: room.Change{What: []room.Aspect{room.AspectBreakouts}}},
	} {
		assert.Equal(t, want, h.what(c))
	}
}
