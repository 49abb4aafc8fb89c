package meeting

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"slices"

	"parley/bot/matrix"
	"parley/bot/store"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
)

// handleWidgets adds widgets of the operator's to a meeting or removes them. Widgets of
// others are left alone.
func (b *Bot) handleWidgets(ctx context.Context, item *store.Item, e event.Event, data command.Widgets) error {
	if _, f := b.blueprint.choose(data.WidgetIDs); f != nil {
		return f
	}
	target, err := b.target(ctx, data.TargetRoomID, e.Sender)
	if err != nil {
		return err
	}
	if d := target.MayHandleWidgets(e.Sender); d != nil {
		return denied(d, fieldTarget)
	}
	if target.Closed() {
		return fault.New(fault.NotFound, fieldTarget)
	}
	begun, err := b.store.Step(ctx, item.EventID, store.StepBegun)
	if err != nil {
		return err
	}
	states := b.withWidgets(target, data, begun != "")
	if len(states) > 0 {
		err = b.store.SaveStep(ctx, item.EventID, store.StepBegun, item.Request)
	}
	return errors.Join(err, b.write(ctx, target.ID, states))
}

// withWidgets returns what has to be written so that a room has the widgets that it had
// before, with or without some. The layout follows when the set changes, or an earlier
// attempt has changed it: it comes last, since clients ignore places of widgets that are
// not there.
func (b *Bot) withWidgets(t *target, data command.Widgets, changes bool) []matrix.State {
	had := b.configured(t.state)
	wanted := slices.DeleteFunc(slices.Clone(b.blueprint.widgets), func(w stateTemplate) bool {
		named := slices.Contains(data.WidgetIDs, w.stateKey)
		return named && !data.Add || !named && !slices.Contains(had, w.stateKey)
	})
	var states []matrix.State
	for _, id := range had {
		if !slices.ContainsFunc(wanted, func(w stateTemplate) bool { return w.stateKey == id }) {
			states = append(states, matrix.State{Type: event.TypeWidget, StateKey: id, Content: struct{}{}})
		}
	}
	states = append(states, b.rendered(t, wanted, b.variablesOf(t))...)
	changes = changes || len(states) > 0
	if changes && data.Add && !slices.ContainsFunc(t.state, isCockpit) {
		key := b.keyOf(t)
		states = append(states, widgetState(screenID(event.WidgetTypeCockpit, key), event.WidgetTypeCockpit, b.settings.Cockpit))
	}
	if layout := b.layoutWith(t, wanted); changes && layout != nil {
		states = append(states, matrix.State{Type: event.TypeLayout, Content: layout})
	}
	return states
}

// configured returns the operator's widgets that a room has.
func (b *Bot) configured(state []event.Event) (ids []string) {
	for _, id := range widgetsIn(state) {
		if b.blueprint.widget(id) != nil {
			ids = append(ids, id)
		}
	}
	return ids
}

// rendered returns the widgets that a room does not have in the form that they have for
// its values. One whose address holds a value that only the existing system knows, which
// created the room, stays as it is.
func (b *Bot) rendered(t *target, widgets []stateTemplate, v variables) []matrix.State {
	var states []matrix.State
	for _, w := range widgets {
		now := contentOf(t.state, event.TypeWidget, w.stateKey)
		there := slices.Contains(widgetsIn(t.state), w.stateKey)
		if there && !b.made(t) && uses(w.content, "uuid") {
			continue
		}
		if state := w.render(v); !there || !sameWidget(now, state.Content) {
			states = append(states, state)
		}
	}
	return states
}

// layoutWith returns the layout for other widgets: the configured one; where there is
// none, the present one without those that are gone; nil when it stays.
func (b *Bot) layoutWith(t *target, wanted []stateTemplate) any {
	now := contentOf(t.state, event.TypeLayout, "")
	if l := b.blueprint.layoutOf(wanted); l != nil {
		if sameJSON(now, l) {
			return nil
		}
		return l
	}
	l, err := event.DecodeLayout(now)
	if err != nil || now == nil {
		return nil
	}
	before := len(l.Widgets)
	for _, w := range b.blueprint.widgets {
		if !slices.ContainsFunc(wanted, func(has stateTemplate) bool { return has.stateKey == w.stateKey }) {
			delete(l.Widgets, w.stateKey)
		}
	}
	if len(l.Widgets) == before {
		return nil
	}
	return l
}

// variablesOf are the values of a room that exists.
func (b *Bot) variablesOf(t *target) variables {
	return variables{title: t.Name(), uuid: uuidOf(b.keyOf(t)), roomID: t.ID}
}

// made reports whether this bot, not the existing system's, has created a room.
func (b *Bot) made(t *target) bool {
	create, _ := t.State(event.TypeCreate, "")
	content, _ := t.Create()
	return create.Sender == b.matrix.UserID() && isKey(content.Request)
}

// keyOf is the key of a room; of one that the existing system has created, one that is
// always the same.
func (b *Bot) keyOf(t *target) string {
	if content, _ := t.Create(); b.made(t) {
		return content.Request
	}
	return b.store.RequestOf(t.ID)
}

// write writes state events, one after another.
func (b *Bot) write(ctx context.Context, id string, states []matrix.State) error {
	for _, state := range states {
		if err := b.matrix.SetState(ctx, id, state); err != nil {
			return botForbidden(err)
		}
	}
	return nil
}

func isCockpit(e event.Event) bool {
	if e.Type != event.TypeWidget {
		return false
	}
	w, err := event.DecodeWidget(e.Content)
	return err == nil && w.Type == event.WidgetTypeCockpit && w.URL != ""
}

// contentOf returns the content of a state event, nil when there is none.
func contentOf(state []event.Event, typ, key string) json.RawMessage {
	for _, e := range state {
		if e.Has(typ, key) {
			return e.Content
		}
	}
	return nil
}

// sameJSON reports whether a content is what would be written.
func sameJSON(content json.RawMessage, written any) bool {
	exact, err := json.Marshal(written)
	return err == nil && reflect.DeepEqual(decoded(content), decoded(exact))
}

// sameWidget is sameJSON for a widget, whoever wrote it: what clients and the existing
// system add or leave out beside the widget itself is no reason to load it anew.
func sameWidget(content json.RawMessage, written any) bool {
	now, _ := decoded(content).(map[string]any)
	exact, err := json.Marshal(written)
	then, _ := decoded(exact).(map[string]any)
	for _, key := range []string{"id", pictureField, "creatorUserId"} {
		delete(now, key)
		delete(then, key)
	}
	return err == nil && reflect.DeepEqual(now, then)
}

func decoded(content json.RawMessage) (value any) {
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	_ = decoder.Decode(&value) // what is none equals nothing that is written
	return value
}
