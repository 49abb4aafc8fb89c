package event

// Kinds of messages.
const (
	MessageText   = "m.text"
	MessageNotice = "m.notice" // of a bot: other bots do not answer it
)

// FormatHTML is the format of FormattedBody: the subset of HTML that the Matrix
// specification names.
const FormatHTML = "org.matrix.custom.html"

// Message is the content of an m.room.message with text. Body is plain text.
type Message struct {
	MsgType       string    `json:"msgtype"`
	Body          string    `json:"body"`
	Format        string    `json:"format,omitempty"`
	FormattedBody string    `json:"formatted_body,omitempty"`
	Mentions      *Mentions `json:"m.mentions,omitempty"`
}

// Mentions are the people that a message is meant for (Matrix specification, user and
// room mentions). An empty one says that there are none.
type Mentions struct {
	UserIDs []string `json:"user_ids,omitempty"`
	Room    bool     `json:"room,omitempty"` // everybody in the room
}

// Rich returns a message of plain text and HTML that mentions nobody.
func Rich(kind, plain, html string) Message {
	return Message{MsgType: kind, Body: plain, Format: FormatHTML, FormattedBody: html, Mentions: &Mentions{}}
}
