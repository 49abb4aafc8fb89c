package meeting

import (
	"errors"
	"sync"
	"sync/atomic"

	"parley/bot/engine"
	"parley/bot/matrix"
)

// parallel runs all tasks at once and returns their errors.
func parallel(tasks ...func() error) error {
	return each(len(tasks), tasks, func(task func() error) error { return task() })
}

// each calls do for every value, up to limit at once, and returns the errors,
// a panic among them. Once the homeserver asks to slow down, it begins no more.
func each[T any](limit int, values []T, do func(T) error) error {
	errs := make([]error, len(values))
	slots := make(chan struct{}, max(limit, 1))
	var running sync.WaitGroup
	var limited atomic.Bool
	for i, value := range values {
		slots <- struct{}{}
		if limited.Load() {
			break
		}
		running.Go(func() {
			errs[i] = engine.Safely(func() error { return do(value) })
			if matrix.Limited(errs[i]) {
				limited.Store(true)
			}
			<-slots
		})
	}
	running.Wait()
	return errors.Join(errs...)
}
