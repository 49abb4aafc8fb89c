package matrix

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNoRoomKeepsTheOthersWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var order []string
		visits := map[string]int{}
		list := func(context.Context) ([]string, error) {
			return []string{"!bad", "!gone", "!slow", "!away", "!good"}, nil
		}
		err := Visit(t.Context(), zerolog.Nop(), list, func(_ context.Context, room string) error {
			order = append(order, room)
			visits[room]++
			switch n := visits[room]; {
			case room == "!bad", room == "!slow" && n < 3:
				return &Error{Status: 500}
			case room == "!gone":
				return &Error{Status: 403}
			case room == "!away" && n == 1:
				return &Error{}
			case room == "!away" && n == 2:
				return errors.New("the disk is full")
			}
			return nil
		})
		require.NoError(t, err)
		assert.Equal(t, map[string]int{"!bad": visitTries, "!gone": 1, "!slow": 3, "!away": 3, "!good": 1}, visits)
		assert.Equal(t, []string{"!bad", "!gone", "!slow", "!away"}, order[:4])
	})
}

func TestRoundsBeginWithAListAndEndWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		asked := 0
		err := Visit(ctx, zerolog.Nop(), func(context.Context) ([]string, error) {
			if asked++; asked == 3 {
				cancel()
			}
			return nil, &Error{Status: 503}
		}, nil)
		assert.ErrorIs(t, err, context.Canceled)
		assert.Equal(t, 3, asked)
	})
}
