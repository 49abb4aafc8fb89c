package meeting

import (
	"sync"

	"parley/bot/store"
)

// progress is what the attempts at one item tell each other. It is not kept: a
// process that starts anew learns it again.
type progress struct {
	oddities int // attempts that failed for no reason of the homeserver's or the store's

	mu      sync.Mutex
	tries   map[string]int  // failed ones per invitee
	settled map[string]bool // per invitee: true when invited, false when given up
}

// progressOf returns the progress of an item that is not done yet.
func (b *Bot) progressOf(item *store.Item) *progress {
	p, _ := b.attempts.LoadOrStore(item.EventID, &progress{tries: map[string]int{}, settled: map[string]bool{}})
	return p.(*progress)
}

// outcome returns what became of an invitee, if that is known.
func (p *progress) outcome(user string) (invited, known bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	invited, known = p.settled[user]
	return invited, known
}

func (p *progress) settle(user string, invited bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.settled[user] = invited
}

// failed counts a failed try of an invitee and returns how many there were.
func (p *progress) failed(user string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tries[user]++
	return p.tries[user]
}

// troubled reports whether any invitation failed so far.
func (p *progress) troubled() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.tries) > 0
}
