package meeting

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"parley/bot/store"
)

// progress is what the attempts at one item tell each other. It is not kept: a
// process that starts anew learns it again.
type progress struct {
	used     atomic.Bool // since the last ForgetAttempts
	oddities int         // attempts that failed for no reason of the homeserver's or the store's

	mu      sync.Mutex
	waits   int              // in vain, for homeservers of invitees
	servers map[string]int   // the same for each of them
	tries   map[invitee]int  // failed ones
	settled map[invitee]bool // true when invited, false when given up
}

// invitee is somebody to be invited to a room.
type invitee struct{ room, user string }

// progressOf returns the progress of an item that is not done yet.
func (b *Bot) progressOf(item *store.Item) *progress {
	p, _ := b.attempts.LoadOrStore(item.EventID, &progress{servers: map[string]int{}, tries: map[invitee]int{}, settled: map[invitee]bool{}})
	p.(*progress).used.Store(true)
	return p.(*progress)
}

// ForgetAttempts forgets the progress of items that have not been tried since it was
// called before: another process has finished them.
func (b *Bot) ForgetAttempts() {
	b.attempts.Range(func(id, p any) bool {
		if !p.(*progress).used.Swap(false) {
			b.attempts.Delete(id)
		}
		return true
	})
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

// waited says that the homeserver of an invitee was waited for in vain.
func (p *progress) waited(user string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waits++
	p.servers[serverOf(user)]++
}

// slow reports whether an invitee's homeserver is not worth waiting for. After too many
// waits, only the bot's own is.
func (p *progress) slow(user, own string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	server := serverOf(user)
	return p.servers[server] >= inviteTries || p.waits >= slowWaits && server != own
}

func serverOf(user string) string {
	_, server, _ := strings.Cut(user, ":")
	return server
}

// troubled reports whether any invitation failed so far.
func (p *progress) troubled() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.tries) > 0
}
