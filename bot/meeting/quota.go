package meeting

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"parley/bot/recent"
	"parley/shared/fault"
)

// quota limits how many commands one person may give; see command.Cost. Whoever gives none
// while many others do is forgotten, and may begin anew.
type quota struct {
	burst     int
	perSecond rate.Limit

	mu     sync.Mutex
	people recent.Map[string, *rate.Limiter]
}

func newQuota(burst, perMinute int) *quota {
	return &quota{burst: burst, perSecond: rate.Limit(perMinute) / 60}
}

// TooFast says that somebody has given too many commands. It unwraps to a fault.
type TooFast struct {
	Wait time.Duration // until the next one is taken
}

// Error implements error.
func (t *TooFast) Error() string { return "too many commands" }

// Unwrap returns the fault to answer with.
func (t *TooFast) Unwrap() error { return fault.New(fault.RateLimited, "") }

// take counts a command, or refuses it with a *TooFast. What a command costs beyond what
// is left is owed: one that costs more than the burst can be given, too.
func (q *quota) take(user string, now time.Time, cost int) error {
	if q.burst == 0 {
		return nil
	}
	l := q.limiter(user)
	reservation := l.ReserveN(now, 1)
	if wait := reservation.DelayFrom(now); wait > 0 {
		reservation.CancelAt(now)
		return &TooFast{Wait: wait}
	}
	q.charge(l, now, cost-1)
	return nil
}

// owe counts what turns out only while a command is carried out.
func (q *quota) owe(user string, now time.Time, cost int) {
	if q.burst > 0 {
		q.charge(q.limiter(user), now, cost)
	}
}

func (q *quota) charge(l *rate.Limiter, now time.Time, cost int) {
	for ; cost > 0; cost -= q.burst {
		l.ReserveN(now, min(cost, q.burst))
	}
}

func (q *quota) limiter(user string) *rate.Limiter {
	q.mu.Lock()
	defer q.mu.Unlock()
	l, known := q.people.Get(user)
	if !known {
		l = rate.NewLimiter(q.perSecond, q.burst)
		q.people.Put(user, l)
	}
	return l
}
