package command

import (
	"strings"
	"unicode"
)

// maxID is the longest user or room id in bytes (Matrix specification, appendix
// "Common Identifier Format").
const maxID = 255

// ValidUserID reports whether id has the form @local:server. Historical local
// parts of any visible characters are accepted.
func ValidUserID(id string) bool {
	local, server, ok := strings.Cut(id, ":")
	return ok && len(id) <= maxID && strings.HasPrefix(local, "@") && server != "" && visible(id)
}

// ValidRoomID reports whether id has the form !opaque:server or, from room
// version 12 on, !opaque.
func ValidRoomID(id string) bool {
	return len(id) > 1 && len(id) <= maxID && id[0] == '!' && visible(id)
}

// visible reports that there is no white space, no control character and nothing that
// changes how the others look, such as a mark of direction.
func visible(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) })
}
