package talk

import (
	"time"

	"parley/shared/text"
)

// Deletion is that a room will be deleted by itself.
type Deletion struct {
	Locale string // BCP 47, of the room
	Zone   string // IANA, of the room
	At     time.Time
}

// Text warns of that, as plain text and as HTML.
func (d Deletion) Text() (plain, rich string) {
	lang, when := text.Choose(d.Locale), FormatsFor(d.Locale).ZonedDates(d.At, d.At, d.Zone)
	head, rest := text.Get(lang, text.RoomEnds, "when", when), text.Get(lang, text.RoomEndsAll)
	return head + "\n" + rest, strong(head) + "<br>" + escape(rest)
}
