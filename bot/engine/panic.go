package engine

import (
	"errors"
	"fmt"
	"runtime/debug"
)

// ErrPanic says that work ended in a panic: a fault of the program, which the
// next attempt most likely meets again.
var ErrPanic = errors.New("panic")

// Safely runs do; a panic is returned as ErrPanic, with the stack for the log.
func Safely(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v\n%s", ErrPanic, p, debug.Stack())
		}
	}()
	return do()
}
