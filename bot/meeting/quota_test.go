package meeting

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/fault"
)

func TestQuotaOfOnePerson(t *testing.T) {
	q, now := newQuota(3, 60), time.Now()
	for range 3 {
		require.NoError(t, q.take("@a:x", now))
	}
	var tooFast *TooFast
	for range 2 {
		require.ErrorAs(t, q.take("@a:x", now), &tooFast, "a refusal costs nothing")
		assert.Equal(t, time.Second, tooFast.Wait)
		assert.Equal(t, fault.RateLimited, fault.Of(tooFast).Code)
	}
	assert.NoError(t, q.take("@b:x", now), "somebody else")
	assert.NoError(t, q.take("@a:x", now.Add(time.Second)))
	assert.Error(t, q.take("@a:x", now.Add(time.Second)))
}

func TestMemoryOfQuotasIsBounded(t *testing.T) {
	q, now := newQuota(1, 1), time.Now()
	require.NoError(t, q.take("@a:x", now))
	for i := range 3 * quotaLimit {
		require.NoError(t, q.take(strconv.Itoa(i), now))
		if i%(quotaLimit/2) == 0 {
			assert.Error(t, q.take("@a:x", now), "who goes on is not forgotten")
		}
	}
	assert.LessOrEqual(t, len(q.now)+len(q.old), 2*quotaLimit)
}
