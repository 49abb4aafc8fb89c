package command

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCost(t *testing.T) {
	people := make([]Participant, 25)
	for want, data := range map[int]Data{
		1: Close{}, 3: Create{Participants: people}, 101: Participants{UserIDs: make([]string, MaxParticipants)},
		7: Breakouts{Groups: []Group{{Participants: people}, {Participants: people}}},
	} {
		assert.Equal(t, want, Cost(data))
	}
	for _, data := range []Data{nil, Breakouts{}, Create{Participants: people[:9]}, Participants{UserIDs: make([]string, 9)}, Update{}} {
		assert.Equal(t, 1, Cost(data))
	}
}
