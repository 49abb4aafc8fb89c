package editor

import (
	"encoding/json"
	"slices"
	"time"

	"parley/widget/browser"
	"parley/widget/host"
	"parley/widget/store"
)

// Begin returns the form for a new meeting: the draft that an earlier dialog has
// left, unless it has been sent since, or a blank one.
func Begin(params host.Params, v *store.View) Form {
	draft := browser.Load(draftKey(params, ""))
	for _, c := range v.Commands {
		if c.Draft == draft && !retryable(c.State) {
			draft = ""
		}
	}
	if f, ok := decode(draft); ok {
		return f
	}
	return first(v)
}

// BeginAt returns the form for a new meeting at local times, which a draft does not have.
func BeginAt(start, end time.Time) Form {
	return Form{When: When{Start: MomentOf(start), End: MomentOf(end)}}
}

// Copy returns the form for a new meeting that is like another one.
func Copy(s *store.Store, r *browser.Reader, of Subject) Form {
	d := s.Detail(of.RoomID)
	if d.Meeting == nil {
		return blank(s.View().Now)
	}
	f, _ := of.form(d, ScopeAll, s.Zones(), r.Zone)
	if f.Remind = remindersOf(d.Reminders); f.Remind == remindersOf(s.Config.Reminders) {
		f.Remind = ""
	}
	f.Encrypted = d.Encrypted && s.Config.Encrypts
	f.Widgets = nil // some belong to that room alone
	f.People = slices.DeleteFunc(f.People, func(p host.Person) bool { return p.UserID == s.Params.UserID })
	return f
}

// Resume returns the form of a command that has failed.
func Resume(c store.Command) Form {
	f, _ := decode(c.Draft)
	return f
}

// Settle forgets the draft of a meeting that has been created.
func Settle(params host.Params, commands []store.Command) {
	for _, c := range commands {
		key := draftKey(params, c.Target)
		if c.State == store.Done && browser.Load(key) == c.Draft {
			browser.Remove(key)
		}
	}
}

func retryable(s store.State) bool { return s.Over() && s != store.Done }

func forget(key string) { browser.Remove(key) }

func (f *Form) encode() string {
	raw, _ := json.Marshal(f)
	return string(raw)
}

func decode(draft string) (Form, bool) {
	f := Form{resumed: true}
	err := json.Unmarshal([]byte(draft), &f)
	return f, err == nil
}

// draftKey is per room and person, for a browser may be used by several, and per meeting that
// is changed.
func draftKey(p host.Params, target string) string {
	key := "parley.draft " + p.RoomID + " " + p.UserID
	if target != "" {
		key += " " + target
	}
	return key
}
