package room

import (
	"time"

	"parley/shared/calendar"
)

// ForceDeletionAt returns when a meeting's room may be deleted, in milliseconds since
// 1970: an offset after the end of its last occurrence. It is nil where nothing is
// deleted: without an offset, and for a series without an end.
func ForceDeletionAt(entries []calendar.Entry, offset *time.Duration, zones calendar.Zones) (*int64, error) {
	if offset == nil {
		return nil, nil
	}
	end, finite, err := calendar.End(entries, zones)
	if !finite || err != nil {
		return nil, err
	}
	at := end.Add(*offset).Truncate(time.Millisecond).UnixMilli()
	return &at, nil
}
