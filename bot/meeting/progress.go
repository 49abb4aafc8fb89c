package meeting

import (
	"slices"
	"sync"

	"parley/bot/store"
)

// progress is what the attempts at one item tell each other. It is not kept: a
// process that starts anew learns it again.
type progress struct {
	oddities int // attempts that failed for no reason of the homeserver's or the store's

	mu      sync.Mutex
	tries   map[invitee]int  // failed ones
	settled map[invitee]bool // true when invited, false when given up
}

// invitee is somebody to be invited to a room.
type invitee struct{ room, user string }

// progressOf returns the progress of an item that is not done yet.
func (b *Bot) progressOf(item *store.Item) *progress {
	p, _ := b.attempts.LoadOrStore(item.EventID, &progress{tries: map[invitee]int{}, settled: map[invitee]bool{}})
	return p.(*progress)
}

// outcome returns what became of an invitee, if that is known.
func (p *progress) outcome(room, user string) (invited, known bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	invited, known = p.settled[invitee{room, user}]
	return invited, known
}

func (p *progress) settle(room, user string, invited bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.settled[invitee{room, user}] = invited
}

// uninvited returns the ids of the users whose invitation was given up, sorted.
func (p *progress) uninvited() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var users []string
	for who, invited := range p.settled {
		if !invited {
			users = append(users, who.user)
		}
	}
	slices.Sort(users)
	return slices.Compact(users)
}

// failed counts a failed try of an invitee and returns how many there were.
func (p *progress) failed(room, user string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tries[invitee{room, user}]++
	return p.tries[invitee{room, user}]
}

// troubled reports whether any invitation failed so far.
func (p *progress) troubled() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.tries) > 0
}
