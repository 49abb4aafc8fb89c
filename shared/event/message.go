package event

import (
	"encoding/json"

	"parley/shared/fault"
	"parley/shared/wire"
)

// Kinds of messages.
const (
	MessageText   = "m.text"
	MessageNotice = "m.notice" // of a bot: other bots do not answer it
)

// FormatHTML is the format of FormattedBody: the subset of HTML that the Matrix
// specification names.
const FormatHTML = "org.matrix.custom.html"

// Message is the content of an m.room.message with text. Body is plain text. Request is
// what the bot sent it for, so that it is not sent again.
type Message struct {
	MsgType       string    `json:"msgtype"`
	Body          string    `json:"body"`
	Format        string    `json:"format,omitempty"`
	FormattedBody string    `json:"formatted_body,omitempty"`
	Mentions      *Mentions `json:"m.mentions,omitempty"`
	Request       string    `json:"net.nordeck.meetings.request,omitempty"`
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

// DecodeMessage reads the content of m.room.message without its mentions. As in all
// decoders of standard events, what could be read comes back beside an error, too.
func DecodeMessage(content json.RawMessage) (Message, error) {
	var faults fault.List
	o := wire.Open(content, &faults)
	return Message{
		MsgType: o.Text("msgtype"), Body: o.Text("body"), Format: o.Text("format"), FormattedBody: o.Text("formatted_body"),
		Request: o.Text("net.nordeck.meetings.request"),
	}, faults.Err()
}
