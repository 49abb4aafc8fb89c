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
	NoOccurrence   Code = "no_occurrence"    // a calendar by which nothing ever takes place
	BadRecurrence  Code = "bad_recurrence"   // a recurrenceId without a series of its uid
	DuplicateUID   Code = "duplicate_uid"    // two entries that are no overrides share a uid
	AmbiguousTime  Code = "ambiguous_time"   // calendar and start_time/end_time together, or only one of the two
	BadUserID      Code = "bad_user_id"      // not the form @local:server
	BadRoomID      Code = "bad_room_id"      // not the form !opaque[:server]
	UnknownWidget  Code = "unknown_widget"   // a widget id that the operator has not configured
	UnknownValue   Code = "unknown_value"    // none of the words that the field may hold
	NothingToDo    Code = "nothing_to_do"    // the command names nothing to change
)

// Codes for a command that was well formed and could not be carried out.
const (
	Forbidden    Code = "forbidden"     // the sender may not do this, or is not a member
	BotForbidden Code = "bot_forbidden" // the bot may not do this: it lacks the power
	NotFound     Code = "not_found"     // no such meeting, or the sender or the bot is no member of it
	NotAMeeting  Code = "not_a_meeting" // the room is neither a meeting nor a breakout session
	NoBreakouts  Code = "no_breakouts"  // the meeting has no open breakout session
	Conflict     Code = "conflict"      // the meeting has changed since the sender saw it
	Expired      Code = "expired"       // the command was too old when the bot returned
	RateLimited  Code = "rate_limited"  // the sender has given too many commands in a short time
	Unsupported  Code = "unsupported"   // this version of the bot does not know the command
	NotEncrypted Code = "not_encrypted" // the room is encrypted and the command was not
	Rejected     Code = "rejected"      // the homeserver refused for good
	Internal     Code = "internal"      // a fault of the bot's own

	NoKey           Code = "no_key"           // encrypted, and the bot was not given the key
	UntrustedDevice Code = "untrusted_device" // encrypted by a device that its owner has not cross-signed
)

// Codes for the commands of meeting notes, in the words of OpenTalk's interface.
const (
	InsufficientPermissions     Code = "insufficient_permissions"      // the sender is no moderator, or not joined
	InvalidParticipantSelection Code = "invalid_participant_selection" // nobody, too many, or somebody who is not joined
	CurrentlyInitializing       Code = "currently_initializing"        // the notes are just being set up
	NotInitialized              Code = "not_initialized"               // nobody was chosen to write yet
	FailedInitialization        Code = "failed_initialization"         // Etherpad could not set up the notes
	StorageExceeded             Code = "storage_exceeded"              // no space left for a PDF
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

// And returns the list with those of more that say something new: when a field could
// not be read, it is no news that it, a part of it or what holds it is missing.
func (l List) And(more List) List {
	all := l
	for _, f := range more {
		if !l.covers(f.Field) {
			all = append(all, f)
		}
	}
	return all
}

func (l List) covers(field string) bool {
	for _, f := range l {
		if within(f.Field, field) || within(field, f.Field) {
			return true
		}
	}
	return false
}

// within reports whether field is path or below it.
func within(field, path string) bool {
	rest, ok := strings.CutPrefix(field, path)
	return ok && (rest == "" || path == "" || rest[0] == '.' || rest[0] == '[')
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
