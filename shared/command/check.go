package command

import (
	"encoding/json"
	"sort"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"parley/shared/calendar"
	"parley/shared/event"
	"parley/shared/fault"
	"parley/shared/wire"
)

// Limits of the commands' fields.
const (
	MaxTitle        = 255    // characters, after trimming
	MaxDescription  = 20_000 // characters
	MaxMessage      = 20_000 // characters
	MaxParticipants = 1000
	MaxGroups       = 100
	MaxWidgets      = 50
	MaxWidgetID     = 255 // bytes, as of every state key
	MaxPowerLevel   = 100 // that a command may give or ask for: above it, somebody could remove the bot
)

// check collects what is wrong with a command's data.
type check struct{ fault.List }

func (c *check) add(code fault.Code, field string) { c.List = append(c.List, fault.New(code, field)) }

func (c *check) title(title, field string) {
	if title = strings.TrimSpace(title); !strings.ContainsFunc(title, unicode.IsGraphic) {
		c.add(fault.Required, field)
	} else if utf8.RuneCountInString(title) > MaxTitle {
		c.add(fault.TooLong, field)
	}
}

func (c *check) text(text, field string, limit int) {
	if utf8.RuneCountInString(text) > limit {
		c.add(fault.TooLong, field)
	}
}

func (c *check) calendar(entries []calendar.Entry, zones calendar.Zones) {
	faults := calendar.Validate(entries, "data.calendar", zones)
	if faults == nil {
		if _, occurs := calendar.Next(entries, time.Time{}, zones); !occurs {
			faults = fault.List{fault.New(fault.NoOccurrence, "data.calendar")}
		}
	}
	c.List = append(c.List, faults...)
}

// room checks the room that a command is about.
func (c *check) room(id string) {
	if id == "" {
		c.add(fault.Required, "data.target_room_id")
	}
	c.optionalRoom(id)
}

func (c *check) optionalRoom(id string) {
	if id != "" && !ValidRoomID(id) {
		c.add(fault.BadRoomID, "data.target_room_id")
	}
}

func (c *check) widgets(ids []string) {
	const field = "data.widget_ids"
	if len(ids) > MaxWidgets {
		c.add(fault.TooMany, field)
	}
	for i, id := range ids {
		switch {
		case id == "":
			c.add(fault.Required, index(field, i))
		case len(id) > MaxWidgetID:
			c.add(fault.TooLong, index(field, i))
		}
	}
}

func (c *check) users(ids []string, field string) {
	if len(ids) > MaxParticipants {
		c.add(fault.TooMany, field)
	}
	for i, id := range ids {
		if !ValidUserID(id) {
			c.add(fault.BadUserID, index(field, i))
		}
	}
}

func (c *check) participants(all []Participant, field string) {
	if len(all) > MaxParticipants {
		c.add(fault.TooMany, field)
	}
	for i, p := range all {
		if !ValidUserID(p.UserID) {
			c.add(fault.BadUserID, index(field, i)+".user_id")
		}
		c.level(p.PowerLevel, MaxPowerLevel, index(field, i)+".power_level")
	}
}

func (c *check) level(level *int64, limit int64, field string) {
	if level != nil && (*level < 0 || *level > limit) {
		c.add(fault.OutOfRange, field)
	}
}

// messaging checks the level that somebody needs to write messages: one above the bot's
// could never be lowered again.
func (c *check) messaging(level *int64) {
	c.level(level, MaxPowerLevel, "data.messaging_power_level")
}

func (c *check) reminders(leads []int64) {
	const field = "data.reminders"
	if len(leads) > event.MaxReminders {
		c.add(fault.TooMany, field)
	}
	for i, lead := range leads {
		c.level(&lead, event.MaxReminder, index(field, i))
	}
}

// external checks that each application's data is an object of its own.
func (c *check) external(data map[string]json.RawMessage) {
	var bad []string
	for name, value := range data {
		if len(value) == 0 || value[0] != '{' {
			bad = append(bad, name)
		}
	}
	sort.Strings(bad)
	for _, name := range bad {
		c.add(fault.Malformed, wire.Key("data.external_data", name))
	}
}

func index(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }
