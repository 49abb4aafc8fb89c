package meeting

import (
	"bytes"
	"context"
	"encoding/json"
	"time"

	"parley/bot/matrix"
	"parley/bot/store"
	"parley/shared/calendar"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
	"parley/shared/room"
)

// update changes title, description and calendar of a meeting. It writes what differs
// from the room as it is, so that a repetition goes on where another try ended.
func (b *Bot) update(ctx context.Context, item *store.Item, e event.Event, data command.Update, texts command.Context) error {
	target, err := b.target(ctx, data.TargetRoomID, e.Sender)
	if err != nil {
		return err
	}
	if d := target.MayUpdate(e.Sender); d != nil {
		return denied(d, fieldTarget)
	}
	if target.Closed() {
		return fault.New(fault.NotFound, fieldTarget)
	}
	begun, err := b.store.Step(ctx, item.EventID, store.StepBegun)
	if err != nil {
		return err
	}
	if begun == "" {
		if seen, _ := target.State(event.TypeMetadata, ""); data.BaseEventID != "" && data.BaseEventID != seen.EventID {
			return fault.New(fault.Conflict, "data.base_event_id")
		}
	}
	states, err := updated(target.Room, data, e.Sender, b.settings.DeletionOffset, b.zones)
	if err != nil || begun == "" && len(states) == 0 {
		return err
	}
	// From here on the metadata event is another one than the sender saw.
	if begun == "" {
		if begun, err = b.announcement(target.Room, states, texts); err != nil {
			return err
		}
		if err := b.store.SaveStep(ctx, item.EventID, store.StepBegun, begun); err != nil {
			return err
		}
	}
	if err := b.write(ctx, data.TargetRoomID, states); err != nil {
		return err
	}
	return b.announce(ctx, item, data.TargetRoomID, begun)
}

// updated returns the state events that differ after an update.
func updated(target *room.Room, data command.Update, sender string, offset *time.Duration, zones calendar.Zones) ([]matrix.State, error) {
	var states []matrix.State
	if data.Calendar != nil || data.ExternalData != nil {
		current, _ := target.State(event.TypeMetadata, "")
		metadata, differs, err := updatedMetadata(current.Content, data, sender, keeping(target.Settings(), offset), zones)
		if err != nil {
			return nil, err
		}
		if differs {
			states = append(states, matrix.State{Type: event.TypeMetadata, Content: metadata})
		}
	}
	if data.Title != nil && *data.Title != target.Name() {
		states = append(states, matrix.State{Type: event.TypeName, Content: event.Name{Name: *data.Title}})
	}
	if data.Description != nil && *data.Description != target.Topic() {
		states = append(states, matrix.State{Type: event.TypeTopic, Content: event.Topic{Topic: *data.Description}})
	}
	return states, nil
}

// updatedMetadata returns the metadata after an update and whether they differ from
// those of before. Metadata that cannot be read are mended by a new calendar.
func updatedMetadata(content json.RawMessage, data command.Update, sender string, offset *time.Duration, zones calendar.Zones) (m event.Metadata, differs bool, err error) {
	before, unread := event.DecodeMetadata(content)
	if unread != nil && data.Calendar == nil {
		return m, false, &fault.Fault{Code: fault.Required, Field: "data.calendar", Cause: unread}
	}
	m = before
	if m.Creator == "" {
		m.Creator = sender
	}
	if data.ExternalData != nil {
		m.ExternalData = data.ExternalData
	}
	if data.Calendar != nil {
		m.Calendar = named(data, before.Calendar)
		if m.ForceDeletionAt, err = deletionAfter(before, m.Calendar, offset, zones); err != nil {
			return m, false, err
		}
	}
	old, err := json.Marshal(before)
	if err != nil {
		return m, false, err
	}
	written, err := json.Marshal(m)
	return m, unread != nil || !bytes.Equal(old, written), err
}

// named gives an entry that stands for start_time and end_time the uid of the meeting's
// first entry.
func named(data command.Update, before []calendar.Entry) []calendar.Entry {
	if !data.ByTimes || len(before) == 0 {
		return data.Calendar
	}
	entry := data.Calendar[0]
	entry.UID = before[0].UID
	return []calendar.Entry{entry}
}

// keeping returns the offset of a room that may be deleted, nil for one that is kept.
func keeping(s event.Settings, offset *time.Duration) *time.Duration {
	if s.Keep {
		return nil
	}
	return offset
}

// deletionAfter returns when a room with another calendar is deleted. One that could
// have had a time before and had none is kept for ever, as its creator wanted it.
func deletionAfter(before event.Metadata, entries []calendar.Entry, offset *time.Duration, zones calendar.Zones) (*int64, error) {
	if before.ForceDeletionAt == nil && len(before.Calendar) > 0 {
		if at, err := room.ForceDeletionAt(before.Calendar, offset, zones); at != nil && err == nil {
			return nil, nil
		}
	}
	return room.ForceDeletionAt(entries, offset, zones)
}
