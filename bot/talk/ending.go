package talk

import "parley/shared/text"

// Ending is that somebody has closed a meeting's room.
type Ending struct {
	Locale    string // BCP 47, of the room
	Name      string // of who has closed it
	Session   bool   // it is a breakout session
	Cancelled bool   // something was still to come
}

// Text returns that as plain text and as HTML.
func (e Ending) Text() (plain, rich string) {
	plain = text.Get(text.Choose(e.Locale), e.key(), "name", oneLine(e.Name))
	return plain, escape(plain)
}

func (e Ending) key() text.Key {
	switch {
	case e.Session && e.Cancelled:
		return text.SessionCancelled
	case e.Session:
		return text.SessionClosed
	case e.Cancelled:
		return text.MeetingCancelled
	}
	return text.MeetingClosed
}
