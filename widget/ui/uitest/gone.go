// Package uitest is for tests of screens.
package uitest

import (
	"context"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Gone is the context of a control that was drawn no more as soon as it was pressed: what
// is begun with it is never heard of.
type Gone struct{ app.Context }

// Async implements app.Context.
func (Gone) Async(f func()) { go f() }

// Dispatch implements app.Context.
func (Gone) Dispatch(func(app.Context)) {}

// Defer implements app.Context.
func (Gone) Defer(func(app.Context)) {}

// Done implements context.Context.
func (Gone) Done() <-chan struct{} {
	done := make(chan struct{})
	close(done)
	return done
}

// Err implements context.Context.
func (Gone) Err() error { return context.Canceled }

// Value implements context.Context.
func (Gone) Value(any) any { return nil }
