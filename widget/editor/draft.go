package editor

import (
	"encoding/json"
	"time"

	"parley/widget/browser"
	"parley/widget/host"
	"parley/widget/store"
)

// Begin returns the form for a new meeting: the draft that an earlier dialog has
// left, unless it has been sent since, or a blank one.
func Begin(params host.Params, v *store.View) Form {
	draft := browser.Load(draftKey(params))
	for _, c := range v.Commands {
		if c.Draft == draft && !retryable(c.State) {
			draft = ""
		}
	}
	if f, ok := decode(draft); ok {
		return f
	}
	return blank(v.Now)
}

// BeginAt returns the form for a new meeting at a local time, which a draft does not have.
func BeginAt(wall time.Time) Form {
	return Form{Start: momentOf(wall), End: momentOf(wall.Add(duration))}
}

// Resume returns the form of a command that has failed.
func Resume(c store.Command) Form {
	f, _ := decode(c.Draft)
	return f
}

// Settle forgets the draft of a meeting that has been created.
func Settle(params host.Params, commands []store.Command) {
	for _, c := range commands {
		if c.State == store.Done && browser.Load(draftKey(params)) == c.Draft {
			browser.Remove(draftKey(params))
		}
	}
}

func retryable(s store.State) bool { return s == store.Rejected || s == store.Unsent }

func (f *Form) save(params host.Params) { browser.Save(draftKey(params), f.encode()) }

func forget(params host.Params) { browser.Remove(draftKey(params)) }

func (f *Form) encode() string {
	raw, _ := json.Marshal(f)
	return string(raw)
}

func decode(draft string) (Form, bool) {
	f := Form{resumed: true}
	err := json.Unmarshal([]byte(draft), &f)
	return f, err == nil
}

// draftKey is per room and person: a browser may be used by several.
func draftKey(p host.Params) string { return "parley.draft " + p.RoomID + " " + p.UserID }
