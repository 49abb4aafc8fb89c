// Package fault is the one error that Parley shows to people.
//
// Two errors always travel together: a stable machine code with the JSON path
// of the field at fault, which package text turns into a sentence in the
// reader's language, and the cause, which only the operator's log sees. Codes
// travel in acknowledgements (bot to widget) and carry no personal data.
package fault

import (
	"errors"
	"strings"
)

// Code names what is wrong. Codes are part of the wire protocol: they are
// never renamed, only added.
type Code string

// Codes for a command whose content is wrong; Fault.Field says where.
const (
	Malformed      Code = "malformed"        // not JSON, or JSON of another type than asked for
	Required       Code = "required"         // missing or empty
	TooLong        Code = "too_long"         // text longer than the limit
	TooMany        Code = "too_many"         // list longer than the limit
	TooLarge       Code = "too_large"        // the whole event is over 64 KiB
	OutOfRange     Code = "out_of_range"     // a number outside its limits
	UnknownZone    Code = "unknown_zone"     // tzid is no IANA time zone
	BadDate        Code = "bad_date"         // no real date and time, or not in the asked format
	EndBeforeStart Code = "end_before_start" // end is not after start
	BadRule        Code = "bad_rule"         // the recurrence rule does not parse or breaks RFC 5545
	BadRecurrence  Code = "bad_recurrence"   // a recurrenceId without a series of its uid
	DuplicateUID   Code = "duplicate_uid"    // two entries that are no overrides share a uid
	AmbiguousTime  Code = "ambiguous_time"   // calendar and start_time/end_time together, or only one of the two
	BadUserID      Code = "bad_user_id"      // not the form @local:server
	BadRoomID      Code = "bad_room_id"      // not the form !opaque[:server]
	UnknownWidget  Code = "unknown_widget"   // a widget id that the operator has not configured
)

// Codes for a command that was well formed and could not be carried out.
const (
	Forbidden   Code = "forbidden"   // the sender may not do this, or is not a member
	Expired     Code = "expired"     // the command was too old when the bot returned
	Unsupported Code = "unsupported" // this version of the bot does not know the command
	Rejected    Code = "rejected"    // the homeserver refused for good
	Internal    Code = "internal"    // a fault of the bot's own
)

// Codes of warnings: the command was carried out, except for this.
const (
	InvitationFailed Code = "invitation_failed" // some people could not be invited
	NoSpaceChild     Code = "no_space_child"    // the bot may not link the room in its parent
)

// Fault is one thing that is wrong with a command or a state event.
type Fault struct {
	Code  Code
	Field string // JSON path from the content, such as "data.calendar[0].dtend"; "" for the whole
	Cause error  // for the log; nil when the code says it all
}

// New returns a fault at a field.
func New(code Code, field string) *Fault { return &Fault{Code: code, Field: field} }

// Error is written for the operator's log: code, field and cause.
func (f *Fault) Error() string {
	var b strings.Builder
	b.WriteString(string(f.Code))
	if f.Field != "" {
		b.WriteString(" at ")
		b.WriteString(f.Field)
	}
	if f.Cause != nil {
		b.WriteString(": ")
		b.WriteString(f.Cause.Error())
	}
	return b.String()
}

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.Cause }

// List is all that is wrong with one command, in the order of its fields. It
// unwraps to each fault.
type List []*Fault

// Error joins the faults for the log.
func (l List) Error() string {
	texts := make([]string, len(l))
	for i, f := range l {
		texts[i] = f.Error()
	}
	return strings.Join(texts, "; ")
}

// Unwrap returns every fault, so that errors.As finds the first.
func (l List) Unwrap() []error {
	errs := make([]error, len(l))
	for i, f := range l {
		errs[i] = f
	}
	return errs
}

// Err returns the list as an error, nil when nothing is wrong.
func (l List) Err() error {
	if len(l) == 0 {
		return nil
	}
	return l
}

// Of returns the first fault in err; an error that holds none becomes Internal.
// It returns nil for nil.
func Of(err error) *Fault {
	if err == nil {
		return nil
	}
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return &Fault{Code: Internal, Cause: err}
}
