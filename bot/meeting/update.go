package meeting

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"slices"
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
func (b *Bot) update(ctx context.Context, item *store.Item, e event.Event, data command.Update, texts command.Context) (tally, error) {
	target, err := b.target(ctx, data.TargetRoomID, e.Sender)
	if err != nil {
		return nil, err
	}
	if d := target.MayUpdate(e.Sender); d != nil {
		return nil, denied(d, fieldTarget)
	}
	if d := target.MayRemind(e.Sender); d != nil && data.Reminders != nil {
		return nil, denied(d, fieldTarget)
	}
	if target.Closed() {
		return nil, fault.New(fault.NotFound, fieldTarget)
	}
	plan, err := b.planUpdate(ctx, item, e.Sender, target, data, texts)
	if err != nil || plan == nil {
		return nil, err
	}
	if err := b.write(ctx, target.ID, plan.states); err != nil {
		return nil, err
	}
	stay, err := b.moveBreakouts(ctx, item, target, e.Sender, plan.MovedBy)
	if err != nil {
		return nil, err
	}
	if plan.Message != nil {
		if err := b.refresh(ctx, item, target, plan, texts); err != nil {
			return nil, err
		}
	}
	return stay, b.announce(ctx, item, target.ID, plan.Message)
}

// updating is what an update is going to do. What cannot be told any more when it has
// begun is on record before.
type updating struct {
	states  []matrix.State
	Message *event.Message    `json:"message"`           // to all in the room; nil when nothing that people see changes
	MovedBy time.Duration     `json:"moved_by"`          // of the breakout sessions
	Waiting map[string]string `json:"waiting,omitempty"` // invitations to be sent anew: event ids by user
}

// planUpdate returns what has to be done, nil for nothing.
func (b *Bot) planUpdate(ctx context.Context, item *store.Item, sender string, t *target, data command.Update, texts command.Context) (*updating, error) {
	begun, err := b.store.Step(ctx, item.EventID, store.StepBegun)
	if err != nil {
		return nil, err
	}
	if seen, _ := t.State(event.TypeMetadata, ""); begun == "" && data.BaseEventID != "" && data.BaseEventID != seen.EventID {
		return nil, fault.New(fault.Conflict, "data.base_event_id")
	}
	var plan updating
	plan.states, err = updated(t.Room, data, sender, b.settings.DeletionOffset, b.zones)
	if err != nil || begun == "" && len(plan.states) == 0 {
		return nil, err
	}
	if begun == "" && !b.mayWrite(t.Room, plan.states) {
		return nil, fault.New(fault.BotForbidden, "")
	}
	plan.states = append(plan.states, b.rerendered(t, plan.states)...)
	if begun != "" {
		return &plan, json.Unmarshal([]byte(begun), &plan)
	}
	change := changeOf(t.Room, plan.states, texts)
	plan.Message, plan.Waiting = b.announcement(t.Room, change), b.undecided(t)
	if data.MoveBreakouts {
		plan.MovedBy = calendar.MovedBy(change.Old.Calendar, change.New.Calendar, b.zones)
	}
	if plan.Message != nil {
		b.quota.owe(sender, time.Now(), costAgain(plan.Waiting))
	}
	recorded, err := json.Marshal(plan)
	if err != nil {
		return nil, err
	}
	// From here on the metadata event is another one than the sender saw.
	return &plan, b.store.SaveStep(ctx, item.EventID, store.StepBegun, string(recorded))
}

// costAgain is what it costs to invite people anew: as much as for the first time.
func costAgain(waiting map[string]string) int {
	return command.Cost(command.Participants{UserIDs: slices.Collect(maps.Keys(waiting))}) - command.Cost(command.Participants{})
}

// mayWrite reports whether the bot has the power for all state events.
func (b *Bot) mayWrite(r *room.Room, states []matrix.State) bool {
	return !slices.ContainsFunc(states, func(s matrix.State) bool { return !r.Powers().MaySetState(b.matrix.UserID(), s.Type) })
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
	if own := target.Settings().Reminders; data.Reminders != nil && (own == nil || !slices.Equal(own, data.Reminders)) {
		states = append(states, reminding(target, data.Reminders))
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
