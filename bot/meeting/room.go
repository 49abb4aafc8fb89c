package meeting

import (
	"context"
	"crypto/sha256"
	hexadecimal "encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"parley/bot/matrix"
	"parley/bot/store"
	"parley/shared/event"
	"parley/shared/room"
)

// A room's key is in all that has to be found again or to be its own: the create event,
// the widgets. It is the request of the command that made the room; where
// that makes several, followed by a dot and a number.

func keyOfMany(item *store.Item, n int) string { return item.Request + "." + strconv.Itoa(n) }

// ofKey returns the request and the step that has the room on record.
func ofKey(key string) (request, step string) {
	request, n, several := strings.Cut(key, ".")
	if several {
		return request, store.StepRoom + "." + n
	}
	return request, store.StepRoom
}

// isKey reports whether a text has the form of a key: a create event may be anybody's.
func isKey(key string) bool {
	request, _ := ofKey(key)
	bytes, err := hexadecimal.DecodeString(request)
	return err == nil && len(bytes) == requestSize && len(key) <= maxKey
}

const (
	requestSize = 16 // bytes
	maxKey      = 40
)

// uuidOf forms a UUID of version 8 (RFC 9562 §5.8) from a key.
func uuidOf(key string) string {
	hex, n, several := strings.Cut(key, ".")
	if several {
		sum := sha256.Sum256([]byte(hex + n))
		hex = hexadecimal.EncodeToString(sum[:16])
	}
	return hex[:8] + "-" + hex[8:12] + "-8" + hex[13:16] + "-8" + hex[17:20] + "-" + hex[20:32]
}

// roomRequest returns what createRoom is asked for.
func (c *creation) roomRequest(ctx context.Context) (matrix.Room, error) {
	version, err := c.matrix.RoomVersion(ctx)
	if err != nil {
		return matrix.Room{}, err
	}
	state, err := c.initialState(ctx)
	return matrix.Room{
		Name: c.command.Title, Topic: c.command.Description, Version: version,
		Preset: "private_chat", Visibility: "private",
		CreationContent: event.Create{Type: c.typ, Request: c.key},
		PowerLevels:     room.PowerLevels(version, c.matrix.UserID(), c.creator, c.levels, c.command, c.blueprint.powerLevels),
		InitialState:    state,
	}, err
}

func (c *creation) initialState(ctx context.Context) ([]matrix.State, error) {
	metadata, err := c.metadata()
	if err != nil {
		return nil, err
	}
	state := c.withAccess(c.rendered(c.blueprint.state, false))
	state = append(state,
		matrix.State{Type: event.TypeMetadata, Content: metadata},
		matrix.State{Type: event.TypeSettings, Content: c.kept()},
		c.screen(event.WidgetTypeCockpit, c.settings.Cockpit))
	if c.parent != "" {
		via := event.SpaceLink{Via: []string{c.matrix.ServerName()}}
		state = append(state, matrix.State{Type: event.TypeSpaceParent, StateKey: c.parent, Content: via})
	}
	if c.typ == event.RoomTypeMeeting && c.settings.Breakouts.URL != "" {
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

// withAccess adds the join rule: that of the command, else the configured one. A
// restricted room lets in who is in the parent; without a parent, who is invited.
func (c *creation) withAccess(state []matrix.State) []matrix.State {
	i := slices.IndexFunc(state, func(s matrix.State) bool { return s.Type == event.TypeJoinRules && s.StateKey == "" })
	var rules event.JoinRules
	switch {
	case c.command.JoinRule != "":
		rules.JoinRule = c.command.JoinRule
	case i < 0:
		return state
	default:
		configured, err := json.Marshal(state[i].Content)
		if rules, _ = event.DecodeJoinRules(configured); err != nil || !rules.IsRestricted() || len(rules.Allow) > 0 {
			return state
		}
	}
	if rules.IsRestricted() && c.parent == "" {
		rules.JoinRule = event.JoinInvite
	}
	if rules.IsRestricted() {
		rules.Allow = []event.Permit{{Type: event.AllowMembership, RoomID: c.parent}}
	}
	if i >= 0 {
		state = slices.Delete(state, i, i+1)
	}
	return append(state, matrix.State{Type: event.TypeJoinRules, Content: rules})
}

// encryption returns the configured one, else that of the parent, else the usual one
// where the command asks for it, else nil.
func (c *creation) encryption(ctx context.Context) (any, error) {
	if c.blueprint.encryption != nil {
		return c.blueprint.encryption, nil
	}
	if c.parent != "" {
		switch content, err := c.facts.encryptionOf(ctx, c.parent); {
		case err != nil:
			return nil, err
		case content != nil:
			return content, nil
		}
	}
	if c.command.Encrypted {
		return event.Encryption{Algorithm: event.Megolm}, nil
	}
	return nil, nil
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

// kept is what is remembered of the meeting beside its metadata.
func (c *creation) kept() event.Settings {
	s := event.Settings{Locale: c.context.Locale, Timezone: c.context.Timezone, Reminders: c.command.Reminders}
	s.Keep = c.command.EnableAutoDeletion != nil && !*c.command.EnableAutoDeletion
	return s
}

// screen returns one of Parley's own widgets; its id is the same in every
// attempt.
func (c *creation) screen(typ string, s Screen) matrix.State {
	return widgetState(screenID(typ, c.key), typ, s)
}

// screenID is the id of one of Parley's own widgets in a room: its type and 32 hex
// digits, as the existing system's are.
func screenID(typ, key string) string {
	request, _ := ofKey(key)
	return typ + "-" + request
}

// State returns the state event that makes the screen a widget.
func (s Screen) State(id, typ string) matrix.State { return widgetState(id, typ, s) }

func widgetState(id, typ string, s Screen) matrix.State {
	wait := true
	return matrix.State{Type: event.TypeWidget, StateKey: id, Content: event.Widget{
		ID: id, Type: typ, Name: s.Name, URL: s.URL, WaitForIframeLoad: &wait,
	}}
}

// rendered returns the configured events that need the room's id (late), or
// those that do not.
func (c *creation) rendered(templates []stateTemplate, late bool) []matrix.State {
	var states []matrix.State
	for _, t := range templates {
		if needsRoom(t.content) == late {
			states = append(states, t.render(c.variables()))
		}
	}
	return states
}

func (t stateTemplate) render(v variables) matrix.State {
	return matrix.State{Type: t.typ, StateKey: t.stateKey, Content: render(t.content, v)}
}

func (c *creation) variables() variables {
	return variables{title: c.command.Title, uuid: uuidOf(c.key), roomID: c.room}
}

// writeLate writes the configured events that createRoom could not take.
func (c *creation) writeLate(ctx context.Context) error {
	for _, state := range append(c.rendered(c.blueprint.state, true), c.rendered(c.widgets, true)...) {
		if err := c.matrix.SetState(ctx, c.room, state); err != nil {
			return err
		}
	}
	for i, message := range c.blueprint.messages {
		transaction := c.key + ".message." + strconv.Itoa(i)
		if err := c.matrix.Send(ctx, c.room, message.typ, transaction, render(message.content, c.variables())); err != nil {
			return err
		}
	}
	return nil
}
