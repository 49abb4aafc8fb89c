package event

import (
	"encoding/json"

	"parley/shared/fault"
	"parley/shared/wire"
)

// Kinds of messages; MessageFile is another.
const (
	MessageText   = "m.text"
	MessageNotice = "m.notice" // of a bot: other bots do not answer it
)

// FormatHTML is the format of FormattedBody: the subset of HTML that the Matrix
// specification names.
const FormatHTML = "org.matrix.custom.html"

// RelReplace is the relation of an edit to the message that it replaces.
const RelReplace = "m.replace"

// Message is the content of an m.room.message with text, or with a file. Body is plain
// text. Request is what the bot sent it for, so that it is not sent again.
type Message struct {
	MsgType       string           `json:"msgtype"`
	Body          string           `json:"body"`
	Format        string           `json:"format,omitempty"`
	FormattedBody string           `json:"formatted_body,omitempty"`
	Filename      string           `json:"filename,omitempty"`
	URL           string           `json:"url,omitempty"`  // mxc, of a file
	File          *SealedFile      `json:"file,omitempty"` // in its place where it is encrypted
	Info          *FileInfo        `json:"info,omitempty"`
	Notes         *Asset           `json:"net.nordeck.meetings.meeting_notes,omitempty"` // of a PDF of the notes
	Mentions      *Mentions        `json:"m.mentions,omitempty"`
	RelatesTo     *MessageRelation `json:"m.relates_to,omitempty"`
	Request       string           `json:"net.nordeck.meetings.request,omitempty"`
}

// KeyRequest is the key of what a message was sent for.
const KeyRequest = "net.nordeck.meetings.request"

// SealedFile is an encrypted file and what it takes to read it (Matrix specification,
// Sending encrypted attachments: EncryptedFile).
type SealedFile struct {
	URL     string            `json:"url"` // mxc
	Key     FileKey           `json:"key"`
	IV      string            `json:"iv"`
	Hashes  map[string]string `json:"hashes"`
	Version string            `json:"v"`
}

// FileKey is a JSON Web Key.
type FileKey struct {
	Type        string   `json:"kty"`
	Operations  []string `json:"key_ops"`
	Algorithm   string   `json:"alg"`
	Key         string   `json:"k"`
	Extractable bool     `json:"ext"`
}

// Mentions are the people that a message is meant for (Matrix specification, user and
// room mentions). An empty one says that there are none.
type Mentions struct {
	UserIDs []string `json:"user_ids,omitempty"`
	Room    bool     `json:"room,omitempty"` // everybody in the room
}

// MessageRelation says what a message replies to, or, with a RelType, belongs to in
// another way, as an edit does.
type MessageRelation struct {
	RelType string   `json:"rel_type,omitempty"`
	EventID string   `json:"event_id,omitempty"`
	ReplyTo *ReplyTo `json:"m.in_reply_to,omitempty"`
}

// ReplyTo names the event that is replied to.
type ReplyTo struct {
	EventID string `json:"event_id"`
}

// Rich returns a message of plain text and HTML that mentions nobody.
func Rich(kind, plain, html string) Message {
	return Message{MsgType: kind, Body: plain, Format: FormatHTML, FormattedBody: html, Mentions: &Mentions{}}
}

// Attachment returns a message with a file of size bytes at an mxc address.
func Attachment(name, url, mimeType string, size int) Message {
	return Message{
		MsgType: MessageFile, Body: name, Filename: name, URL: url, Info: &FileInfo{MIMEType: mimeType, Size: int64(size)},
		Mentions: &Mentions{},
	}
}

// Address returns the mxc address of the file that a message shows.
func (m Message) Address() string {
	if m.File != nil {
		return m.File.URL
	}
	return m.URL
}

// InReplyTo returns the message as a reply to an event.
func (m Message) InReplyTo(eventID string) Message {
	m.RelatesTo = &MessageRelation{ReplyTo: &ReplyTo{eventID}}
	return m
}

// DecodeMessage reads the content of m.room.message, as far as it is text. As in all
// decoders of standard events, what could be read comes back beside an error, too.
func DecodeMessage(content json.RawMessage) (Message, error) {
	var faults fault.List
	o := wire.Open(content, &faults)
	m := Message{
		MsgType: o.Text("msgtype"), Body: o.Text("body"), Format: o.Text("format"), FormattedBody: o.Text("formatted_body"),
		Request: o.Text(KeyRequest),
	}
	if relation := o.Object("m.relates_to"); relation != nil {
		m.RelatesTo = &MessageRelation{RelType: relation.Text("rel_type"), EventID: relation.Text("event_id")}
		if reply := relation.Object("m.in_reply_to"); reply != nil {
			m.RelatesTo.ReplyTo = &ReplyTo{reply.Text("event_id")}
		}
	}
	return m, faults.Err()
}
