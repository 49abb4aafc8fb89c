package talk

import (
	"encoding/json"
	"strconv"
	"strings"

	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
	"parley/shared/text"
)

// Limits of a message, however much is wrong.
const (
	maxFaults = 10
	maxNames  = 20
)

// Trouble is what went wrong with a command, for whoever has sent it.
type Trouble struct {
	Locale    string // BCP 47, of the sender
	Command   string // its event type
	Content   json.RawMessage
	Title     string        // of the meeting; "" when it is not known
	Room      string        // name of the room in which it was sent; "" when it has none
	Where     string        // name of the room in which it was to be done; "" when the sender is not to know it
	Faults    fault.List    // why it was refused; without any, it was done
	Warnings  []event.Tally // except for these
	Uninvited []string      // user ids
	Held      int           // messages of this kind before that were not sent
	Reference string        // the command's event id
}

// asked says in words what was asked for.
var asked = map[string]text.Key{
	command.TypeMeetingCreate:       text.AskedCreate,
	command.TypeMeetingUpdate:       text.AskedUpdate,
	command.TypeMeetingClose:        text.AskedClose,
	command.TypeWidgetsHandle:       text.AskedWidgets,
	command.TypeParticipantsHandle:  text.AskedParticipants,
	command.TypeMessagePermissions:  text.AskedPermissions,
	command.TypeBreakoutsCreate:     text.AskedBreakouts,
	command.TypeSubMeetingsMessages: text.AskedMessage,
	command.TypeNotesSelect:         text.AskedNotes,
	command.TypeNotesDeselect:       text.AskedNotes,
	command.TypeNotesPDF:            text.AskedPDF,
}

// Message returns the message. It is no notice: clients would be silent about it.
func (t Trouble) Message() event.Message {
	l := text.Choose(t.Locale)
	headline := text.Get(l, text.TroubleRefused)
	if len(t.Faults) == 0 {
		headline = text.Get(l, text.TroubleWarned)
	}
	var p page
	p.paragraph(headline)
	p.strong(t.what(l))
	p.list(t.reasons(l))
	if room := oneLine(t.Room); room != "" {
		p.paragraph(text.Get(l, text.TroubleRoom, "room", room))
	}
	if t.Held > 0 {
		p.paragraph(text.Get(l, text.TroubleHeld, "count", strconv.Itoa(t.Held)))
	}
	p.small(text.Get(l, text.TroubleID, "id", t.Reference))
	return p.text()
}

func (t Trouble) what(l text.Lang) string {
	what := t.Command
	if key, ok := asked[t.Command]; ok {
		what = text.Get(l, key)
	}
	if title := oneLine(t.Title); title != "" {
		return text.Get(l, text.TroubleTitled, "what", what, "title", title)
	}
	return what
}

// powerless are the reasons that name the room in which somebody lacks power.
var powerless = map[fault.Code]text.Key{fault.Forbidden: text.TroubleForbidden, fault.BotForbidden: text.TroublePowerless}

func (t Trouble) reason(l text.Lang, f *fault.Fault) string {
	key, ok := powerless[f.Code]
	where := oneLine(t.Where)
	if !ok || where == "" || f.Field != "" {
		return Fault(l, f, t.Content)
	}
	reason := text.Get(l, key, "room", where)
	if t.Command == command.TypeMeetingClose {
		reason += " " + text.Get(l, text.TroubleBelow)
	}
	return reason
}

func (t Trouble) reasons(l text.Lang) (all []string) {
	for i, f := range t.Faults {
		if i == maxFaults {
			return append(all, text.Get(l, text.TroubleMore, "count", strconv.Itoa(len(t.Faults)-i)))
		}
		all = append(all, t.reason(l, f))
	}
	for _, w := range t.Warnings {
		all = append(all, text.Fault(l, w.Code))
	}
	if names := t.Uninvited; len(names) > 0 {
		var more []string
		if len(names) > maxNames {
			more = []string{text.Get(l, text.CockpitOthers, "count", strconv.Itoa(len(names)-maxNames))}
			names = names[:maxNames]
		}
		list := strings.Join(append(names[:len(names):len(names)], more...), ", ")
		all = append(all, text.Get(l, text.TroublePeople, "names", list))
	}
	return all
}
