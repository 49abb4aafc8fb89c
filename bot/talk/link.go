package talk

import (
	"net/url"
	"strings"
)

// Link returns the address by which a person opens a room: base is the operator's
// beginning, such as https://matrix.to/#/, via a server that is in the room.
func Link(base, room, via string) string {
	// The sigil stays as it is, as in all links that people know.
	return base + strings.Replace(url.PathEscape(room), "%21", "!", 1) + "?via=" + url.QueryEscape(via)
}
