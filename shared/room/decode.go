package room

import (
	"bytes"
	"encoding/json"
	"strings"

	"parley/shared/event"
	"parley/shared/fault"
)

// metadata is the content of a metadata event, or why it cannot be read.
type metadata struct {
	event.Metadata
	broken *fault.Fault
}

// decode reads the content of a state event into one of the types of package event,
// *levels or *metadata. A field of a wrong type is empty. Unlike encoding/json it does not take
// "MEMBERSHIP" for "membership": to a homeserver they are different things.
func decode(typ string, content []byte) any {
	switch typ {
	case event.TypeCreate:
		return decodeCreate(content)
	case event.TypeName:
		return &event.Name{Name: field(content, "name")}
	case event.TypeTopic:
		return &event.Topic{Topic: field(content, "topic")}
	case event.TypeMember:
		return decodeMember(content)
	case event.TypePowerLevels:
		return decodeLevels(content)
	case event.TypeSpaceParent, event.TypeSpaceChild:
		return decodeLink(content)
	case event.TypeMetadata:
		data, err := event.DecodeMetadata(content)
		return &metadata{data, fault.Of(err)}
	}
	return content
}

func decodeCreate(content []byte) *event.Create {
	c := &event.Create{}
	each(content, func(key string, value []byte) {
		switch key {
		case "type":
			c.Type = text(value)
		case "room_version":
			c.RoomVersion = text(value)
		case "additional_creators":
			c.AdditionalCreators = texts(value)
		}
	})
	return c
}

func decodeMember(content []byte) *event.Member {
	m := &event.Member{}
	each(content, func(key string, value []byte) {
		switch key {
		case "membership":
			m.Membership = text(value)
		case "displayname":
			m.DisplayName = text(value)
		case "avatar_url":
			m.AvatarURL = text(value)
		case "reason":
			m.Reason = text(value)
		}
	})
	return m
}

func decodeLink(content []byte) *event.SpaceLink {
	l := &event.SpaceLink{}
	each(content, func(key string, value []byte) {
		if key == "via" {
			l.Via = texts(value)
		}
	})
	return l
}

// field returns one field of a JSON object; "" when it is none or no string.
func field(object []byte, name string) (found string) {
	each(object, func(key string, value []byte) {
		if key == name {
			found = text(value)
		}
	})
	return found
}

// text returns a JSON string; "" for any other value.
func text(value []byte) (s string) {
	if len(value) < 2 || value[0] != '"' {
		return ""
	}
	if bytes.IndexByte(value, '\\') < 0 {
		return strings.ToValidUTF8(string(value[1:len(value)-1]), "\uFFFD")
	}
	_ = json.Unmarshal(value, &s)
	return s
}

// texts returns a JSON array of strings; nil for any other value.
func texts(value []byte) (list []string) {
	if json.Unmarshal(value, &list) != nil {
		return nil
	}
	return list
}

// each calls f with the fields of a JSON object, in their order. It calls f for none
// of another value, and stops at what is no JSON.
func each(object []byte, f func(key string, value []byte)) {
	i := blank(object, 0)
	if i == len(object) || object[i] != '{' {
		return
	}
	for {
		i = blank(object, i+1)
		end := skip(object, i)
		colon := blank(object, end)
		if colon >= len(object) || object[i] != '"' || object[colon] != ':' {
			return
		}
		key := object[i:end]
		i = blank(object, colon+1)
		if end = skip(object, i); end == i {
			return
		}
		f(text(key), object[i:end])
		if i = blank(object, end); i == len(object) || object[i] != ',' {
			return
		}
	}
}

// blank returns where the blanks from i on end.
func blank(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\t' || b[i] == '\n' || b[i] == '\r') {
		i++
	}
	return i
}

// skip returns where the JSON value that begins at i ends; i when there is none.
func skip(b []byte, i int) int {
	depth, begin := 0, i
	for ; i < len(b); i++ {
		switch b[i] {
		case '"':
			if i = quoted(b, i); i < 0 {
				return begin
			}
			if depth == 0 {
				return i + 1
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
			if depth < 0 {
				return i
			}
		case ',', ':', ' ', '\t', '\n', '\r':
			if depth == 0 {
				return i
			}
		}
	}
	if depth > 0 {
		return begin
	}
	return i
}

// quoted returns where the string that begins at i has its last quotation mark; -1
// when it has none.
func quoted(b []byte, i int) int {
	for i++; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return -1
}
