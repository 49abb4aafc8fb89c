package meeting

import (
	"context"
	"encoding/json"

	"parley/bot/matrix"
	"parley/bot/store"
	"parley/shared/event"
	"parley/shared/room"
)

const (
	joinTries     = 10 // when the homeserver fails on an invitation
	plannerHeight = 65 // percent of the room's height: the rest is for the chat
)

// accept joins a room that the bot is invited to. A room that is gone, or does
// not want the bot any more, is left alone.
func (b *Bot) accept(ctx context.Context, item *store.Item) error {
	err := b.matrix.Join(ctx, item.RoomID)
	b.facts.forget(item.RoomID)
	if matrix.Retryable(err) && item.Attempt < joinTries {
		return err
	}
	if err != nil {
		b.log.Warn().Err(err).Str("room_id", item.RoomID).Msg("an invitation cannot be accepted")
		return nil
	}
	return b.install(ctx, item.RoomID)
}

// install adds the planner to a room that is no meeting, once the bot may.
func (b *Bot) install(ctx context.Context, roomID string) error {
	state, err := b.matrix.FullState(ctx, roomID)
	if matrix.Retryable(err) {
		return err
	}
	if err != nil {
		b.log.Info().Err(err).Str("room_id", roomID).Msg("the state of a room cannot be read")
		return nil
	}
	for _, s := range plannerStates(state, b.matrix.UserID(), b.store.RequestOf(roomID), b.settings.Planner) {
		if err := b.matrix.SetState(ctx, roomID, s); err != nil {
			if matrix.Retryable(err) {
				return err
			}
			b.log.Warn().Err(err).Str("room_id", roomID).Msg("the planner cannot be installed")
			return nil
		}
	}
	return nil
}

// plannerStates returns what to write so that a room has a planner; nothing
// when it has one, is a room of another kind, or the bot lacks the power. The
// layout comes first: until the widget is there, the next attempt begins anew.
func plannerStates(state []event.Event, bot, key string, planner Screen) []matrix.State {
	var create event.Event
	var levels json.RawMessage
	layout := map[string]any{}
	for _, e := range state {
		switch {
		case e.Has(event.TypeCreate, ""):
			create = e
		case e.Has(event.TypePowerLevels, ""):
			levels = e.Content
		case e.Has(event.TypeLayout, ""):
			_ = json.Unmarshal(e.Content, &layout) // one that cannot be read is replaced
		case e.Type == event.TypeWidget && isPlanner(e.Content):
			return nil
		}
	}
	if content, err := event.DecodeCreate(create.Content); err != nil || content.Type != "" {
		return nil
	}
	if !room.NewPowers(create, levels).MayInstall(bot) {
		return nil
	}
	id := "meetingwidget-" + key
	return []matrix.State{
		{Type: event.TypeLayout, Content: withPlanner(layout, id)},
		widgetState(id, event.WidgetTypePlanner, planner),
	}
}

// LacksPower reports that the bot can do nothing in a room that is no meeting: it may
// not install the planner there, or not link meetings.
func LacksPower(state []event.Event, id, bot string) bool {
	r := enter(room.NewModel(bot, bot), state, id)
	if r == nil || r.Type() != "" {
		return false
	}
	p := r.Powers()
	return !p.MayInstall(bot) || !p.MayLink(bot)
}

func isPlanner(content json.RawMessage) bool {
	w, err := event.DecodeWidget(content)
	return err == nil && w.Type == event.WidgetTypePlanner && w.URL != ""
}

// withPlanner puts a widget at the end of a layout's top row and keeps all else.
func withPlanner(layout map[string]any, id string) map[string]any {
	widgets, ok := layout["widgets"].(map[string]any)
	if !ok {
		widgets = map[string]any{}
	}
	index := 0
	for _, value := range widgets {
		if place, ok := value.(map[string]any); ok && place["container"] == "top" {
			index++
		}
	}
	widgets[id] = event.Placement{Container: "top", Index: index, Width: 100, Height: plannerHeight}
	if layout == nil {
		layout = map[string]any{}
	}
	layout["widgets"] = widgets
	return layout
}

// othersIn returns who is in a room or invited, except for one user.
func othersIn(state []event.Event, except string) []string {
	var users []string
	for _, e := range state {
		if e.Type != event.TypeMember || *e.StateKey == except {
			continue
		}
		m, _ := event.DecodeMember(e.Content) // the membership counts, whatever else cannot be read
		if present(m.Membership) {
			users = append(users, *e.StateKey)
		}
	}
	return users
}
