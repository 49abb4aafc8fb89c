package command

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"parley/shared/calendar"
	"parley/shared/event"
	"parley/shared/fault"
)

// Limits of a command's fields.
const (
	MaxTitle        = 255    // characters, after trimming
	MaxDescription  = 20_000 // characters
	MaxParticipants = 1000
	MaxWidgets      = 50
	MaxPowerLevel   = 100       // of a participant: above it he could remove the bot
	maxInteger      = 1<<53 - 1 // largest integer of Matrix' canonical JSON
)

// Create is the data of meeting.create. The parent is the room that the event is
// in. Calendar has at least one entry; on output it is the only form of time.
type Create struct {
	Title               string                     `json:"title"`
	Description         string                     `json:"description"`
	Calendar            []calendar.Entry           `json:"calendar"`
	WidgetIDs           []string                   `json:"widget_ids,omitempty"` // nil: those that the operator made the default
	Participants        []Participant              `json:"participants,omitempty"`
	MessagingPowerLevel *int64                     `json:"messaging_power_level,omitempty"`
	EnableAutoDeletion  *bool                      `json:"enable_auto_deletion,omitempty"`
	ExternalData        map[string]json.RawMessage `json:"external_data,omitempty"`
}

// Participant is somebody to invite, once even when named twice. A nil PowerLevel leaves him the room's default.
type Participant struct {
	UserID     string `json:"user_id"`
	PowerLevel *int64 `json:"power_level,omitempty"`
}

// rawCreate is what is tolerated on input.
type rawCreate struct {
	Title               string                     `json:"title"`
	Description         string                     `json:"description"`
	Calendar            json.RawMessage            `json:"calendar"`
	StartTime           string                     `json:"start_time"`
	EndTime             string                     `json:"end_time"`
	WidgetIDs           []string                   `json:"widget_ids"`
	Widgets             []string                   `json:"widgets"`
	Participants        []json.RawMessage          `json:"participants"`
	MessagingPowerLevel *int64                     `json:"messaging_power_level"`
	EnableAutoDeletion  *bool                      `json:"enable_auto_deletion"`
	ExternalData        map[string]json.RawMessage `json:"external_data"`
}

// DecodeCreate reads and validates the content of a meeting.create event. uid is
// given to the entry that stands for the deprecated start_time and end_time. An
// error is a fault.List with everything that is wrong.
func DecodeCreate(content json.RawMessage, uid string, zones calendar.Zones) (Create, Context, error) {
	var raw rawCreate
	ctx, f := open(content, &raw, zones)
	if f != nil {
		return Create{}, ctx, fault.List{f}
	}
	c := Create{
		Title: raw.Title, Description: raw.Description, WidgetIDs: raw.WidgetIDs,
		MessagingPowerLevel: raw.MessagingPowerLevel, EnableAutoDeletion: raw.EnableAutoDeletion,
		ExternalData: raw.ExternalData,
	}
	if c.WidgetIDs == nil {
		c.WidgetIDs = raw.Widgets
	}
	if c.Calendar, f = raw.entries(uid, ctx, zones); f != nil {
		return c, ctx, fault.List{f}
	}
	if c.Participants, f = participants(raw.Participants); f != nil {
		return c, ctx, fault.List{f}
	}
	c.Title = strings.TrimSpace(c.Title)
	return c, ctx, c.Validate(zones).Err()
}

func (raw rawCreate) entries(uid string, ctx Context, zones calendar.Zones) ([]calendar.Entry, *fault.Fault) {
	hasCalendar := len(raw.Calendar) > 0 && string(raw.Calendar) != "null"
	switch {
	case raw.StartTime == "" && raw.EndTime == "":
		return event.DecodeEntries(raw.Calendar, "data.calendar")
	case hasCalendar:
		return nil, fault.New(fault.AmbiguousTime, "data.calendar")
	}
	entry, f := event.LegacyEntry(uid, raw.StartTime, raw.EndTime, ctx.Timezone, ctx.Location(zones), "data.")
	return []calendar.Entry{entry}, f
}

// participants decodes each on its own, so that a fault names its place.
func participants(raw []json.RawMessage) ([]Participant, *fault.Fault) {
	all := make([]Participant, len(raw))
	for i, item := range raw {
		if err := json.Unmarshal(item, &all[i]); err != nil {
			return nil, event.Malformed(err, index("data.participants", i))
		}
	}
	return all, nil
}

// Validate lists what is wrong with the data, by JSON path from the content.
func (c Create) Validate(zones calendar.Zones) fault.List {
	var l fault.List
	add := func(code fault.Code, field string) { l = append(l, fault.New(code, field)) }
	if title := strings.TrimSpace(c.Title); title == "" {
		add(fault.Required, "data.title")
	} else if utf8.RuneCountInString(title) > MaxTitle {
		add(fault.TooLong, "data.title")
	}
	if utf8.RuneCountInString(c.Description) > MaxDescription {
		add(fault.TooLong, "data.description")
	}
	l = append(l, calendar.Validate(c.Calendar, "data.calendar", zones)...)
	if len(c.WidgetIDs) > MaxWidgets {
		add(fault.TooMany, "data.widget_ids")
	}
	if len(c.Participants) > MaxParticipants {
		add(fault.TooMany, "data.participants")
	}
	for i, p := range c.Participants {
		if !ValidUserID(p.UserID) {
			add(fault.BadUserID, index("data.participants", i)+".user_id")
		}
		if p.PowerLevel != nil && (*p.PowerLevel < 0 || *p.PowerLevel > MaxPowerLevel) {
			add(fault.OutOfRange, index("data.participants", i)+".power_level")
		}
	}
	if m := c.MessagingPowerLevel; m != nil && (*m < 0 || *m > maxInteger) {
		add(fault.OutOfRange, "data.messaging_power_level")
	}
	for _, value := range c.ExternalData {
		if len(value) == 0 || value[0] != '{' {
			add(fault.Malformed, "data.external_data")
			break
		}
	}
	return l
}

// Content returns the exact content of the event.
func (c Create) Content(ctx Context) (json.RawMessage, error) {
	return json.Marshal(Envelope[Create]{Data: c, Context: ctx})
}

func index(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }
