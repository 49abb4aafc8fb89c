package host

import (
	"parley/shared/command"
	"parley/shared/event"
)

// Capabilities of the Widget API that stand for themselves.
const (
	CanNavigate = "org.matrix.msc2931.navigate"
	CanSearch   = "org.matrix.msc3973.user_directory_search"
	CanSeeRooms = "org.matrix.msc2762.timeline:*"

	needsClient = "io.element.requires_client"
)

const (
	receiveState = "org.matrix.msc2762.receive.state_event:"
	sendState    = "org.matrix.msc2762.send.state_event:"
	receiveEvent = "org.matrix.msc2762.receive.event:"
	sendEvent    = "org.matrix.msc2762.send.event:"
)

// CanReceiveState is the capability to read state events of a type.
func CanReceiveState(typ string) string { return receiveState + typ }

// CanSendState is the capability to send state events of a type.
func CanSendState(typ string) string { return sendState + typ }

// CanReceive is the capability to read room events of a type.
func CanReceive(typ string) string { return receiveEvent + typ }

// CanSend is the capability to send room events of a type.
func CanSend(typ string) string { return sendEvent + typ }

// stateTypes is the state that meetings are made of, and what people say to them.
var stateTypes = []string{
	event.TypePowerLevels, event.TypeCreate, event.TypeTombstone, event.TypeMember,
	event.TypeName, event.TypeTopic, event.TypeSpaceParent, event.TypeSpaceChild,
	event.TypeMetadata, event.TypeWidget, event.TypeRSVP, event.TypeSettings, event.TypeNotes, event.TypeEncryption,
}

// commandTypes are the commands that people may be asked to allow. The list is
// that of the existing system, so that its approvals go on being valid: each new
// capability would make every client ask again.
var commandTypes = []string{
	command.TypeBreakoutsCreate, command.TypeMeetingClose, command.TypeMeetingCreate, command.TypeMeetingUpdate,
	command.TypeWidgetsHandle, command.TypeParticipantsHandle, command.TypeMessagePermissions, command.TypeSubMeetingsMessages,
}

// Capabilities is all that the widget asks for, at once.
var Capabilities = capabilities()

func capabilities() []string {
	all := []string{CanNavigate, CanSearch, CanSeeRooms, needsClient}
	for _, typ := range stateTypes {
		all = append(all, CanReceiveState(typ))
	}
	all = append(all, CanSendState(event.TypeMember), CanSendState(event.TypeRSVP), CanReceive(event.TypeReaction))
	for _, typ := range commandTypes {
		all = append(all, CanSend(typ), CanReceive(typ))
	}
	return all
}
