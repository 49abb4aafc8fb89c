package private

import (
	"sync"
	"time"

	"parley/bot/recent"
)

// Limit bounds what each person can make the bot say or do: a flood of wrong commands is
// no flood of messages. It forgets when the process ends, and whom it hears of no more.
// It is safe for concurrent use; the people start empty.
type Limit struct {
	Count int           // of messages
	Span  time.Duration // in any time as long as this
	Same  time.Duration // how long the same is not said again

	mu     sync.Mutex
	people recent.Map[string, *heard]
}

// heard is what one person was told of late.
type heard struct {
	said   []said // in the order of time
	held   int    // messages that were not sent since the last one that was
	barred time.Time
}

type said struct {
	at            time.Time
	what, because string
	held          int
}

// Admit reports whether something may be said to a person because of an event. What the
// same event has caused before is admitted again. held is how much was held back since
// the last message that was not.
func (l *Limit) Admit(user, what, eventID string, now time.Time) (ok bool, held int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	h := l.of(user)
	for len(h.said) > 0 && now.Sub(h.said[0].at) > l.Span {
		h.said = h.said[1:]
	}
	ok = len(h.said) < l.Count && !now.Before(h.barred)
	for _, s := range h.said {
		if s.because == eventID {
			return true, s.held
		}
		ok = ok && (s.what != what || now.Sub(s.at) >= l.Same)
	}
	if !ok {
		h.held++
		return false, 0
	}
	held, h.held = h.held, 0
	h.said = append(h.said, said{now, what, eventID, held})
	return true, held
}

// Bar admits nothing to a person for a while: they cannot be reached.
func (l *Limit) Bar(user string, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.of(user).barred = now.Add(l.Span)
}

func (l *Limit) of(user string) *heard {
	h, known := l.people.Get(user)
	if !known {
		h = &heard{}
		l.people.Put(user, h)
	}
	return h
}
