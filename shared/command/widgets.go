package command

import (
	"encoding/json"

	"parley/shared/calendar"
	"parley/shared/fault"
)

// Widgets is the data of meeting.widgets.handle.
type Widgets struct {
	TargetRoomID string   `json:"target_room_id"` // the meeting or breakout session
	Add          bool     `json:"add"`            // false: the widgets are removed
	WidgetIDs    []string `json:"widget_ids"`     // of those that the operator has configured
}

// DecodeWidgets reads and validates the content of a meeting.widgets.handle event.
func DecodeWidgets(content json.RawMessage, zones calendar.Zones) (Widgets, Context, error) {
	w, ctx, faults := decode(content, zones, func(in input) Widgets {
		return Widgets{TargetRoomID: in.Text("target_room_id"), Add: in.flag("add"), WidgetIDs: in.widgets()}
	})
	w.WidgetIDs = once(w.WidgetIDs, itself)
	return w, ctx, faults.Err()
}

// Validate implements Data.
func (w Widgets) Validate(calendar.Zones) fault.List {
	var is check
	is.room(w.TargetRoomID)
	if len(w.WidgetIDs) == 0 {
		is.add(fault.Required, "data.widget_ids")
	}
	is.widgets(w.WidgetIDs)
	return is.List
}
