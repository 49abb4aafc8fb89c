package editor

import (
	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/store"
	"parley/widget/ui"
)

// Outcome says how a command is doing, in a tone and words.
func Outcome(r *browser.Reader, c store.Command) (tone, words string) {
	switch c.State {
	case store.Sending:
		return ui.Info, r.Text(text.CommandSending)
	case store.Running:
		return ui.Info, r.Text(text.CommandRunning)
	case store.Late:
		return ui.Warning, r.Text(text.CommandLate)
	case store.Unsent:
		return ui.Critical, r.Text(text.CommandUnsent)
	case store.Rejected:
		return ui.Critical, r.Text(text.CommandRejected) + " " + text.Fault(r.Lang, c.Fault.Code)
	}
	words = r.Text(text.CommandDone)
	for _, w := range c.Warnings {
		words += " " + text.Fault(r.Lang, w.Code)
	}
	return tones[len(c.Warnings) > 0], words
}

var tones = map[bool]string{false: ui.Success, true: ui.Warning}
