package notice

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"parley/widget/store"
)

func TestEveryProblemHasWords(t *testing.T) {
	for p := store.DeniedRooms; p <= store.DeniedJoin; p++ {
		assert.NotEmpty(t, problemTexts[p].title)
		assert.NotEmpty(t, problemTexts[p].tone)
	}
}
