package fault

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestAnd(t *testing.T) {
	unread := List{New(Malformed, "data.a"), New(Malformed, "data.b[3].c")}
	more := List{
		New(Required, "data.a"), New(Required, "data.a.x"), New(TooMany, "data.b"), New(Required, "data.b[3]"),
		New(Required, "data.ab"), New(Required, "data.b[30]"), New(Required, "data.b[3].d"),
	}
	assert.Equal(t, append(unread[:2:2], more[4:]...), unread.And(more), "only what says something new")
	assert.Equal(t, more, List(nil).And(more))
	assert.Equal(t, List{New(TooLarge, "")}, List{New(TooLarge, "")}.And(more), "nothing could be read")
}

func TestOf(t *testing.T) {
	cause := errors.New("cause")
	first := &Fault{Code: BadDate, Field: "data.end_time", Cause: cause}
	err := List{first, New(Required, "x")}.Err()
	assert.Same(t, first, Of(err))
	assert.ErrorIs(t, err, cause)
	assert.EqualError(t, err, "bad_date at data.end_time: cause; required at x")
	assert.Equal(t, &Fault{Code: Internal, Cause: cause}, Of(cause))
	assert.Nil(t, Of(nil))
	assert.NoError(t, List(nil).Err())
}
