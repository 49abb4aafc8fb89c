// Package store keeps what the widget knows: the rooms, which become meetings in
// shared/room, the commands that are under way, and what is wrong. Screens read it
// as a View, a snapshot that never changes, and are told when there is a new one.
//
// Nothing in here touches the page, so it runs natively in tests against a client
// that answers from memory.
package store

import (
	"context"
	"sync"
	"time"

	"parley/shared/event"
	"parley/shared/room"
	"parley/widget/host"
)

// Config is what the server writes into the page.
type Config struct {
	BotUserID  string `json:"botUserId"`
	APIBaseURL string `json:"apiBaseUrl"` // without a slash at the end
	Version    string `json:"version"`
	BasePath   string `json:"basePath"`  // begins and ends with a slash
	LinkShare  string `json:"linkShare"` // the beginning of links to rooms; "" for those of the client
	DialIn     bool   `json:"dialIn"`    // the API knows how people take part by telephone
	Groupware  string `json:"groupware"` // template of addresses in Open-Xchange; "" for none

	Notes     *Keeping `json:"notes"`     // nil: meetings have no notes
	Modals    bool     `json:"modals"`    // forms are shown in dialogs of the client, where it has such
	Guests    bool     `json:"guests"`    // people without an account can come by a link to a room
	Encrypts  bool     `json:"encrypts"`  // the bot reads and writes what is encrypted
	Reminders []int64  `json:"reminders"` // minutes before a meeting at which people are reminded, unless it has its own
}

// Environment is what the store needs of the browser.
type Environment struct {
	Now          func() time.Time
	Zone         string       // of the reader, an IANA name
	Zones        []string     // IANA names that the browser knows
	FirstWeekday time.Weekday // of the reader's weeks
	Fetch        Fetch
	FetchAs      FetchAs
	Theme        func(name string) // the client has changed its theme
}

// Fetch requests an address and returns the HTTP status and at most limit bytes of
// the body.
type Fetch func(ctx context.Context, address string, limit int) (status int, body []byte, err error)

// FetchAs is Fetch for somebody: it sends a value of the header Authorization and, unless
// that is nil, JSON by POST.
type FetchAs func(ctx context.Context, address, authorization string, data []byte, limit int) (status int, body []byte, err error)

// Store is safe for use by many goroutines.
type Store struct {
	Params host.Params
	Config Config

	env    Environment
	client *host.Client
	zones  *Zones
	people sync.Once     // who takes part in meetings is read once
	proof  proof         // who the person is
	wake   chan struct{} // has room for one: there is something to work on
	ctx    context.Context

	mu          sync.Mutex
	phase       Phase
	model       *room.Model
	agenda      *room.Agenda
	language    string
	choice      Choice
	from, to    time.Time // what the view covers
	later       int       // how often the person asked for later meetings
	lastID      int
	commands    []*Command
	lanes       map[string]chan struct{} // by meeting: closed when its last order is over
	ours        map[string]bool          // by event that says when a meeting takes place: it was changed by an order
	joined      map[string]bool          // rooms that were joined for the person
	replies     map[string]Reply         // by room id
	answers     map[string]*answering    // by room id
	upcoming    upcoming
	problems    map[Problem]bool
	lacks       []Power    // that the bot does not have
	needed      room.Level // that it needs for them
	clockOff    time.Duration
	closed      func(Handed) // see OpenModal
	opened      *Handed
	pressed     func(submit bool)
	view        *View
	subscribers map[*func()]struct{}
}

// New makes the store of a widget whose client is behind port. It fails with
// host.ErrOutside when there is none.
func New(port host.Port, params host.Params, config Config, env Environment) (*Store, error) {
	s := &Store{
		Params: params, Config: config, env: env,
		wake:        make(chan struct{}, 1),
		model:       room.NewModel(params.UserID, config.BotUserID),
		language:    params.Language,
		lanes:       map[string]chan struct{}{},
		ours:        map[string]bool{},
		joined:      map[string]bool{},
		replies:     map[string]Reply{},
		answers:     map[string]*answering{},
		problems:    map[Problem]bool{},
		choice:      Choice{Span: room.SpanList},
		view:        &View{Language: params.Language, Choice: Choice{Span: room.SpanList}},
		subscribers: map[*func()]struct{}{},
	}
	s.zones = newZones(config.BasePath, env.Fetch, append(env.Zones, env.Zone), s.retryPending)
	s.agenda = room.NewAgenda(s.model, s.filter(), s.zones)
	s.agenda.Waits = s.zones.loading
	var err error
	s.client, err = host.New(port, params, host.Handler{
		Events:       s.learn,
		Theme:        env.Theme,
		Language:     s.speak,
		Capabilities: s.checkCapabilities,
		Closed:       s.learnClosed,
		Opened:       s.learnOpened,
		Button:       s.learnButton,
	})
	return s, err
}

// Run connects, reads, and keeps the view current until ctx ends.
func (s *Store) Run(ctx context.Context) {
	s.ctx = ctx
	go s.load(ctx)
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-time.After(toMinute(s.env.Now())):
			s.retryPending()
			s.recheckBot()
		}
		s.update()
		select { // what happens at once is shown at once
		case <-ctx.Done():
		case <-time.After(bunch):
		}
	}
}

// toMinute is how long it is to the next minute, for what is shown in minutes.
func toMinute(now time.Time) time.Duration {
	return now.Truncate(time.Minute).Add(time.Minute).Sub(now)
}

// bunch is how long a view stays at least. A new room comes as many events.
const bunch = 50 * time.Millisecond

// Zones are the time zones that have been fetched; others are fetched when asked for.
func (s *Store) Zones() *Zones { return s.zones }

// Zone is the reader's time zone, an IANA name.
func (s *Store) Zone() string { return s.env.Zone }

// View returns the newest snapshot.
func (s *Store) View() *View {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.view
}

// Subscribe calls f, on any goroutine, after each new view. It must return soon.
func (s *Store) Subscribe(f func()) (cancel func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.subscribers[&f] = struct{}{}
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.subscribers, &f)
	}
}

// change runs f on the store's data and has the view renewed.
func (s *Store) change(f func()) {
	s.mu.Lock()
	f()
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *Store) speak(tag string) { s.change(func() { s.language = tag }) }

// ShowLater extends a list by some weeks.
func (s *Store) ShowLater() { s.change(func() { s.later++ }) }

// learn takes events from the client.
func (s *Store) learn(events []event.Event) {
	s.apply(events)
	for _, e := range events {
		if e.Has(event.TypeMember, s.Params.UserID) {
			s.completeSoon(e.RoomID)
		}
	}
}
