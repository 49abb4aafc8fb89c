package meeting

import (
	"context"
	"strconv"

	"parley/bot/matrix"
	"parley/shared/event"
	"parley/shared/room"
)

func aliasOf(request string) string { return "parley-" + request }

// uuidOf forms a UUID of version 8 (RFC 9562 §5.8) from a request.
func uuidOf(request string) string {
	return request[:8] + "-" + request[8:12] + "-8" + request[13:16] + "-8" + request[17:20] + "-" + request[20:]
}

// roomRequest returns what createRoom is asked for.
func (c *creation) roomRequest(ctx context.Context) (matrix.Room, error) {
	version, err := c.facts.roomVersion(ctx)
	if err != nil {
		return matrix.Room{}, err
	}
	state, err := c.initialState(ctx)
	return matrix.Room{
		Name: c.command.Title, Topic: c.command.Description, Version: version,
		Preset: "private_chat", Visibility: "private", AliasName: aliasOf(c.item.Request),
		CreationContent: event.Create{Type: event.RoomTypeMeeting, Request: c.item.Request},
		PowerLevels:     room.PowerLevels(version, c.matrix.UserID(), c.creator, c.command, c.blueprint.powerLevels),
		InitialState:    state,
	}, err
}

func (c *creation) initialState(ctx context.Context) ([]matrix.State, error) {
	metadata, err := c.metadata()
	if err != nil {
		return nil, err
	}
	state := c.rendered(c.blueprint.state, false)
	state = append(state,
		matrix.State{Type: event.TypeMetadata, Content: metadata},
		matrix.State{Type: event.TypeSpaceParent, StateKey: c.parent, Content: event.SpaceLink{Via: []string{c.matrix.ServerName()}}},
		c.screen(event.WidgetTypeCockpit, c.settings.Cockpit))
	if c.settings.Breakouts.URL != "" {
		state = append(state, c.screen(event.WidgetTypeBreakouts, c.settings.Breakouts))
	}
	state = append(state, c.rendered(c.widgets, false)...)
	if l := c.blueprint.layoutOf(c.widgets); l != nil {
		state = append(state, matrix.State{Type: event.TypeLayout, Content: l})
	}
	encryption, err := c.encryption(ctx)
	if encryption != nil {
		state = append(state, matrix.State{Type: event.TypeEncryption, Content: encryption})
	}
	return state, err
}

// encryption returns the configured one, else that of the parent, else nil.
func (c *creation) encryption(ctx context.Context) (any, error) {
	if c.blueprint.encryption != nil {
		return c.blueprint.encryption, nil
	}
	content, err := c.facts.encryptionOf(ctx, c.parent)
	if content == nil || err != nil {
		return nil, err
	}
	return content, nil
}

func (c *creation) metadata() (event.Metadata, error) {
	m := event.Metadata{Creator: c.creator, Calendar: c.command.Calendar, ExternalData: c.command.ExternalData}
	if keep := c.command.EnableAutoDeletion; keep != nil && !*keep {
		return m, nil
	}
	var err error
	m.ForceDeletionAt, err = room.ForceDeletionAt(m.Calendar, c.settings.DeletionOffset, c.zones)
	return m, err
}

// screen returns one of Parley's own widgets; its id is the same in every
// attempt.
func (c *creation) screen(typ string, s Screen) matrix.State {
	return widgetState(typ+"-"+c.item.Request, typ, s)
}

func widgetState(id, typ string, s Screen) matrix.State {
	wait := true
	return matrix.State{Type: event.TypeWidget, StateKey: id, Content: event.Widget{
		ID: id, Type: typ, Name: s.Name, URL: s.URL, WaitForIframeLoad: &wait,
	}}
}

// rendered returns the configured events that need the room's id (late), or
// those that do not.
func (c *creation) rendered(templates []stateTemplate, late bool) []matrix.State {
	v := variables{title: c.command.Title, uuid: uuidOf(c.item.Request), roomID: c.room}
	var states []matrix.State
	for _, t := range templates {
		if needsRoom(t.content) == late {
			states = append(states, matrix.State{Type: t.typ, StateKey: t.stateKey, Content: render(t.content, v)})
		}
	}
	return states
}

// writeLate writes the configured events that createRoom could not take.
func (c *creation) writeLate(ctx context.Context) error {
	for _, state := range append(c.rendered(c.blueprint.state, true), c.rendered(c.widgets, true)...) {
		if err := c.matrix.SetState(ctx, c.room, state); err != nil {
			return err
		}
	}
	v := variables{title: c.command.Title, uuid: uuidOf(c.item.Request), roomID: c.room}
	for i, message := range c.blueprint.messages {
		transaction := c.item.Request + ".message." + strconv.Itoa(i)
		if err := c.matrix.Send(ctx, c.room, message.typ, transaction, render(message.content, v)); err != nil {
			return err
		}
	}
	return nil
}

// madeBy reports whether a room was created by the bot for a request.
func madeBy(state []event.Event, bot, request string) bool {
	for _, e := range state {
		if e.Has(event.TypeCreate, "") {
			content, _ := event.DecodeCreate(e.Content)
			return e.Sender == bot && content.Request == request
		}
	}
	return false
}

// isComplete reports whether a homeserver has carried createRoom out to the end:
// the name is the last event but the topic.
func isComplete(state []event.Event) bool {
	for _, e := range state {
		if e.Has(event.TypeName, "") {
			return true
		}
	}
	return false
}
