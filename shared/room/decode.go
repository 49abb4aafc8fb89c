package room

import (
	"parley/shared/event"
	"parley/shared/fault"
)

// metadata is the content of a metadata event, or why it cannot be read.
type metadata struct {
	event.Metadata
	broken *fault.Fault
}

// decode reads the content of a state event into a pointer to one of the types of
// package event, *levels or *metadata. A field of a wrong type is empty.
func decode(typ string, content []byte) any {
	switch typ {
	case event.TypeCreate:
		return readable(event.DecodeCreate(content))
	case event.TypeName:
		return readable(event.DecodeName(content))
	case event.TypeTopic:
		return readable(event.DecodeTopic(content))
	case event.TypeMember:
		return readable(event.DecodeMember(content))
	case event.TypePowerLevels:
		return decodeLevels(content)
	case event.TypeSpaceParent, event.TypeSpaceChild:
		return readable(event.DecodeSpaceLink(content))
	case event.TypeSettings:
		return readable(event.DecodeSettings(content))
	case event.TypeNotes:
		return readable(event.DecodeNotes(content))
	case event.TypeWidget:
		return readable(event.DecodeWidget(content))
	case event.TypeRSVP:
		answer, err := event.DecodeRSVP(content)
		if err != nil {
			answer = event.RSVP{} // as the bot reads it
		}
		return &answer
	case event.TypeMetadata:
		data, err := event.DecodeMetadata(content)
		return &metadata{data, fault.Of(err)}
	}
	return content
}

// readable returns what could be read.
func readable[T any](content T, _ error) *T { return &content }
