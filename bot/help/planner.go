package help

import (
	"encoding/json"
	"strings"

	"parley/bot/matrix"
	"parley/bot/meeting"
	"parley/shared/event"
	"parley/shared/room"
)

const plannerHeight = 65 // percent of the room's height: the rest is for the chat

// plannerStates returns what to write so that a room has a planner; nothing
// when it has one, is a room of another kind, or the bot lacks the power. The
// layout comes first: until the widget is there, the next attempt begins anew.
func plannerStates(state []event.Event, bot, key string, planner meeting.Screen) []matrix.State {
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
		case e.Type == event.TypeWidget && isPlanner(e.Content, planner.URL):
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
		planner.State(id, event.WidgetTypePlanner),
	}
}

// isPlanner reports whether a widget is the planner: the bot's, or one that somebody has
// added by hand, which has its address and no type of its own.
func isPlanner(content json.RawMessage, address string) bool {
	w, err := event.DecodeWidget(content)
	return err == nil && w.URL != "" && (w.Type == event.WidgetTypePlanner || place(w.URL) == place(address))
}

// place is an address without what follows its path.
func place(address string) string {
	if i := strings.IndexAny(address, "?#"); i >= 0 {
		return address[:i]
	}
	return address
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

// LacksPower reports that the bot can do nothing in a room that is no meeting: it may
// not install the planner there, or not link meetings.
func LacksPower(state []event.Event, id, bot string) bool {
	v := viewOf(state, id, bot, bot)
	return v.isOrdinary() && !(v.Powers().MayInstall(bot) && v.Powers().MayLink(bot))
}
