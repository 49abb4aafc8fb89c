package command

import (
	"encoding/json"
	"time"

	"parley/shared/calendar"
	"parley/shared/fault"
	"parley/shared/wire"
)

// Context says how texts for the sender are written.
type Context struct {
	Locale   string `json:"locale"`   // BCP 47, "en" when absent
	Timezone string `json:"timezone"` // IANA, "UTC" when absent or unknown
}

// Envelope is the content of every command.
type Envelope struct {
	Data    any     `json:"data"`
	Context Context `json:"context"`
}

// Content returns the exact content of a command's event.
func Content(data Data, context Context) (json.RawMessage, error) {
	return json.Marshal(Envelope{data, context})
}

// input is a command that is being read: the fields of its data, and the context.
type input struct {
	*wire.Object
	context Context
	zones   calendar.Zones
}

// decode reads the envelope, then by read the data, and validates it.
func decode[T Data](content json.RawMessage, zones calendar.Zones, read func(in input) T) (data T, context Context, faults fault.List) {
	envelope := wire.Open(content, &faults)
	context = decodeContext(envelope, zones)
	if value, ok := envelope.Need("data"); ok {
		if object := value.Object(); object != nil {
			data = read(input{object, context, zones})
			faults = faults.And(data.Validate(zones))
		}
	}
	if len(faults) > wire.MaxFaults {
		faults = faults[:wire.MaxFaults]
	}
	return data, context, faults
}

const maxLocale = 64 // bytes

var defaults = Context{Locale: "en", Timezone: "UTC"}

// ContextOf returns the context of a command, whatever its data are.
func ContextOf(content json.RawMessage, zones calendar.Zones) Context {
	var ignored fault.List
	return decodeContext(wire.Open(content, &ignored), zones)
}

// decodeContext never fails: what cannot be used falls back to its default.
func decodeContext(envelope *wire.Object, zones calendar.Zones) Context {
	c := defaults
	raw, ok := envelope.Get("context")
	if !ok || !raw.IsObject() {
		return c
	}
	var ignored fault.List
	object := wire.Open(raw.Raw(), &ignored)
	if locale := object.Text("locale"); locale != "" && len(locale) <= maxLocale && visible(locale) {
		c.Locale = locale
	}
	zone := object.Text("timezone")
	if _, err := zones.Location(zone); err == nil {
		c.Timezone = zone
	}
	return c
}

// Location returns the zone of the context.
func (c Context) Location(zones calendar.Zones) *time.Location {
	loc, err := zones.Location(c.Timezone)
	if err != nil {
		return time.UTC
	}
	return loc
}
