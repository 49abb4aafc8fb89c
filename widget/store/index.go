package store

import (
	"time"

	"parley/widget/browser"
)

// slice is how long work goes on before the browser can paint.
const slice = 20 * time.Millisecond

// update brings the agenda up to date and publishes a new view.
func (s *Store) update() {
	for !s.lookSlice() {
		browser.Breathe()
	}
	s.mu.Lock()
	s.view = s.snapshot()
	called := make([]func(), 0, len(s.subscribers))
	for f := range s.subscribers {
		called = append(called, *f)
	}
	s.mu.Unlock()
	for _, f := range called {
		f()
	}
}

// lookSlice looks at some of the changed rooms; true when none is left. Before all
// meetings are known there is no sense in looking at parts of them.
func (s *Store) lookSlice() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.phase != Ready {
		return true
	}
	s.from, s.to = s.covered()
	s.agenda.Window(s.from, s.to)
	for begun := time.Now(); time.Since(begun) <= slice; {
		meeting, more := s.agenda.Step()
		if !more {
			return true
		}
		s.joinOwn(meeting)
	}
	return false
}

// retryPending looks again at meetings that wait for a time zone.
func (s *Store) retryPending() { s.change(s.agenda.Retry) }
