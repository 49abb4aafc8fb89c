package event

import (
	"encoding/json"

	"parley/shared/fault"
	"parley/shared/wire"
)

// TypeSettings is the state event, with an empty state key, that holds what Parley
// remembers of a meeting beside its metadata, which other programs rebuild.
const TypeSettings = "net.nordeck.meetings.settings"

// Limits of reminders.
const (
	MaxReminders = 5
	MaxReminder  = 4 * 7 * 24 * 60 // minutes
)

const maxName = 64 // bytes of a locale or time zone

// Settings is the content of net.nordeck.meetings.settings.
type Settings struct {
	Locale    string  `json:"locale,omitempty"`   // BCP 47, of what the bot says to all; absent: English
	Timezone  string  `json:"timezone,omitempty"` // IANA, of what the bot says to all; absent: UTC
	Keep      bool    `json:"keep,omitempty"`     // the room is never deleted by itself
	Reminders []int64 `json:"reminders,omitzero"` // minutes before each occurrence; absent: as the operator wants, empty: none
}

// DecodeSettings reads and validates the content of a settings event. An error is a
// fault.List.
func DecodeSettings(content json.RawMessage) (Settings, error) {
	var faults fault.List
	o := wire.Open(content, &faults)
	s := Settings{Locale: short(o, "locale"), Timezone: short(o, "timezone")}
	keep := o.Flag("keep")
	s.Keep = keep != nil && *keep
	s.Reminders = Reminders(o)
	return s, faults.Err()
}

// Reminders reads how many minutes before it people are reminded of a meeting; nil when
// the field is absent.
func Reminders(o *wire.Object) (leads []int64) {
	if o.Has("reminders") {
		leads = []int64{}
	}
	for _, v := range o.List("reminders") {
		if len(leads) == MaxReminders {
			v.Fault(fault.TooMany)
			break
		}
		leads = append(leads, v.Count(MaxReminder))
	}
	return leads
}

// short returns a text that is not too long, else "".
func short(o *wire.Object, name string) string {
	text := o.Text(name)
	if len(text) <= maxName {
		return text
	}
	v, _ := o.Get(name)
	v.Fault(fault.TooLong)
	return ""
}
