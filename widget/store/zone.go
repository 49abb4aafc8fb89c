package store

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"
)

var (
	errZoneUnknown = errors.New("store: no such time zone")
	errZoneLoading = errors.New("store: time zone not here yet")
)

// Zones fetches the time zones that are asked for, each once, from the server that
// the widget comes from. It implements calendar.Zones; a zone that is still being
// fetched is an error.
type Zones struct {
	base   string // address of the folder with the files, with a slash at the end
	fetch  Fetch
	loaded func() // called after each zone

	mu     sync.Mutex
	zones  map[string]*zone
	known  map[string]bool // to the browser: there always is a place for them
	others int             // in zones
}

type zone struct {
	loc  *time.Location
	err  error
	done chan struct{} // closed when loc or err is final
}

// Limits, because the names come from the network.
const (
	maxOthers    = 300 // IANA has fewer names that browsers do not list
	maxZoneName  = 64
	maxZoneBytes = 64 << 10
	zonePatience = 10 * time.Second

	statusOK = 200 // of HTTP; net/http would double the size of the program
)

func newZones(basePath string, fetch Fetch, names []string, loaded func()) *Zones {
	z := &Zones{base: basePath + "tz/", fetch: fetch, loaded: loaded, zones: map[string]*zone{"UTC": {loc: time.UTC}}, known: map[string]bool{}}
	for _, name := range names {
		z.known[name] = true
	}
	return z
}

// Location returns the zone or starts fetching it.
func (z *Zones) Location(name string) (*time.Location, error) {
	z.mu.Lock()
	defer z.mu.Unlock()
	known, ok := z.zones[name]
	switch {
	case ok:
		return known.loc, known.err
	case !isZoneName(name) || !z.known[name] && z.others >= maxOthers:
		return nil, errZoneUnknown
	case !z.known[name]:
		z.others++
	}
	fetched := &zone{err: errZoneLoading, done: make(chan struct{})}
	z.zones[name] = fetched
	go z.load(name, fetched)
	return nil, errZoneLoading
}

// loading reports whether one of the zones is still being fetched.
func (z *Zones) loading(names []string) bool {
	pending := false
	for _, name := range names {
		if _, err := z.Location(name); errors.Is(err, errZoneLoading) {
			pending = true
		}
	}
	return pending
}

// Await fetches one zone and waits until it is there or cannot be had.
func (z *Zones) Await(ctx context.Context, name string) {
	z.loading([]string{name})
	z.await(ctx, name)
}

// await waits until a zone that was asked for is there or cannot be had.
func (z *Zones) await(ctx context.Context, name string) {
	z.mu.Lock()
	wanted, ok := z.zones[name]
	z.mu.Unlock()
	if !ok || wanted.done == nil {
		return
	}
	select {
	case <-wanted.done:
	case <-ctx.Done():
	}
}

// load fetches one zone. What the server does not have is unknown for good; a
// request that failed is made again when the zone is asked for again.
func (z *Zones) load(name string, fetched *zone) {
	ctx, cancel := context.WithTimeout(context.Background(), zonePatience)
	defer cancel()
	status, file, err := z.fetch(ctx, z.base+name, maxZoneBytes)
	var loc *time.Location
	if err == nil && status == statusOK {
		loc, err = time.LoadLocationFromTZData(name, file)
	}
	z.mu.Lock()
	switch {
	case loc != nil:
		fetched.loc, fetched.err = loc, nil
	case err == nil:
		fetched.err = errZoneUnknown
	default:
		delete(z.zones, name)
		if !z.known[name] {
			z.others--
		}
	}
	close(fetched.done)
	z.mu.Unlock()
	if err == nil {
		z.loaded()
	}
}

// isZoneName reports whether name can be a name of the IANA database; it becomes
// part of an address.
func isZoneName(name string) bool {
	if name == "" || len(name) > maxZoneName {
		return false
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == "" || strings.Trim(part, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-") != "" {
			return false
		}
	}
	return true
}
