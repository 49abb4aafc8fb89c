package event

import (
	"encoding/json"

	"parley/shared/fault"
	"parley/shared/wire"
)

// TypeNotes is the state event, with an empty state key, that says whether a meeting
// has notes; and the field that marks a PDF of them.
const TypeNotes = "net.nordeck.meetings.meeting_notes"

// States of a meeting's notes. Without the event there are none.
const (
	NotesInitializing = "initializing"
	NotesInitialized  = "initialized"
	NotesClosed       = "closed"
)

// Notes is the content of net.nordeck.meetings.meeting_notes. It holds no names and
// no links: everybody in the room can read it.
type Notes struct {
	Status    string `json:"status"`
	Revision  int64  `json:"revision"`   // counts the changes of who may write
	CreatedAt int64  `json:"created_at"` // milliseconds since 1970
}

// DecodeNotes reads and validates the content of a meeting_notes event.
func DecodeNotes(content json.RawMessage) (Notes, error) {
	var faults fault.List
	o := wire.Open(content, &faults)
	return Notes{
		Status:    o.NeedOneOf("status", NotesInitializing, NotesInitialized, NotesClosed),
		Revision:  o.Count("revision", wire.MaxInteger),
		CreatedAt: o.Count("created_at", wire.MaxInteger),
	}, faults.Err()
}

// PDFAsset is the word by which a message says that it is a PDF of the notes.
const PDFAsset = "pdf_asset"

// MessageFile is the msgtype of a file.
const MessageFile = "m.file"

// File is the content of the m.room.message with a PDF of the notes. It has either
// URL or, in an encrypted room, File.
type File struct {
	MsgType  string          `json:"msgtype"`
	Body     string          `json:"body"` // the file name, for clients that show nothing else
	Filename string          `json:"filename"`
	URL      string          `json:"url,omitempty"`  // mxc
	File     json.RawMessage `json:"file,omitempty"` // EncryptedFile of the Matrix specification
	Info     FileInfo        `json:"info"`
	Notes    Asset           `json:"net.nordeck.meetings.meeting_notes"`
}

// FileInfo describes a file.
type FileInfo struct {
	MIMEType string `json:"mimetype"`
	Size     int64  `json:"size"` // bytes
}

// Asset marks a file as a PDF of the notes.
type Asset struct {
	Message  string `json:"message"` // pdf_asset
	Filename string `json:"filename"`
	AssetID  string `json:"asset_id"` // the file's mxc address
}

// DecodeFile reads and validates the content of an m.room.message with a PDF of the
// notes. Any other message is a fault.
func DecodeFile(content json.RawMessage) (File, error) {
	var faults fault.List
	o := wire.Open(content, &faults)
	info := o.Object("info")
	f := File{
		MsgType: o.NeedOneOf("msgtype", MessageFile), Body: o.Text("body"), Filename: o.Text("filename"), URL: o.Text("url"),
		Info: FileInfo{MIMEType: info.Text("mimetype"), Size: info.Count("size", wire.MaxInteger)},
	}
	if file := o.Object("file"); file != nil {
		f.File = file.Canonical()
	}
	if f.URL == "" && f.File == nil && o != nil {
		o.Missing("url")
	}
	if notes, ok := o.Need(TypeNotes); ok {
		asset := notes.Object()
		f.Notes = Asset{asset.NeedOneOf("message", PDFAsset), asset.Text("filename"), asset.NeedText("asset_id")}
	}
	return f, faults.Err()
}
