package meeting

import (
	"slices"

	"parley/shared/event"
	"parley/shared/fault"
)

// tally counts what went wrong in a command that was carried out.
type tally []event.Tally

// and adds to a count.
func (t tally) and(code fault.Code, n int) tally {
	if n == 0 {
		return t
	}
	i := slices.IndexFunc(t, func(w event.Tally) bool { return w.Code == code })
	if i < 0 {
		return append(t, event.Tally{Code: code, Count: n})
	}
	t[i].Count += n
	return t
}
