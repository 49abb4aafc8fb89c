package meeting

import (
	"errors"
	"sync"
)

// parallel runs all tasks at once and returns their errors.
func parallel(tasks ...func() error) error {
	return each(len(tasks), tasks, func(task func() error) error { return task() })
}

// each calls do for every value, up to limit at once, and returns the errors.
func each[T any](limit int, values []T, do func(T) error) error {
	errs := make([]error, len(values))
	slots := make(chan struct{}, max(limit, 1))
	var running sync.WaitGroup
	for i, value := range values {
		slots <- struct{}{}
		running.Go(func() {
			errs[i] = do(value)
			<-slots
		})
	}
	running.Wait()
	return errors.Join(errs...)
}
