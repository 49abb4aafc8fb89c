package engine

import (
	"errors"
	"math/rand/v2"
	"time"
)

const (
	shortest = 250 * time.Millisecond
	longest  = 10 * time.Second // so that work goes on soon after an outage
	polite   = 5 * time.Minute  // the longest wait that a homeserver may ask for
)

// Pause returns how long to wait before an item is tried again: twice as long
// after each attempt, up to ten seconds, with a jitter of a quarter so that
// lanes do not come back together, and at least what the cause asks for by a
// method RetryAfter() time.Duration.
func Pause(attempt int, cause error) time.Duration {
	pause := longest
	if attempt < 6 {
		pause = shortest << max(attempt-1, 0)
	}
	pause += rand.N(pause/2) - pause/4
	var asked interface{ RetryAfter() time.Duration }
	if errors.As(cause, &asked) {
		pause = max(pause, min(asked.RetryAfter(), polite))
	}
	return pause
}
