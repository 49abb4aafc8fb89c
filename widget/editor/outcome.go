package editor

import (
	"strconv"

	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/store"
	"parley/widget/ui"
)

// outcomes says of each verb what becomes of it.
var outcomes = map[store.Verb]struct{ running, done, rejected text.Key }{
	store.Create: {text.CommandRunning, text.CommandDone, text.CommandRejected},
	store.Change: {text.ChangeRunning, text.ChangeDone, text.ChangeRejected},
	store.Delete: {text.DeleteRunning, text.DeleteDone, text.DeleteRejected},

	store.SetUp:    {text.SetUpRunning, text.SetUpDone, text.SetUpRejected},
	store.Tell:     {text.TellRunning, text.TellDone, text.TellRejected},
	store.Extend:   {text.ExtendRunning, text.ExtendDone, text.ExtendRejected},
	store.CloseAll: {text.CloseAllRunning, text.CloseAllDone, text.CloseAllRejected},
}

// Outcome says how an order is doing, in a tone and words.
func Outcome(r *browser.Reader, c store.Command) (tone, words string) {
	say := outcomes[c.Verb]
	switch c.State {
	case store.Sending:
		return ui.Info, r.Text(text.CommandSending)
	case store.Stuck:
		return ui.Warning, r.Text(text.CommandStuck)
	case store.Running:
		return ui.Info, r.Text(say.running)
	case store.Late:
		return ui.Warning, r.Text(text.CommandLate)
	case store.Unsent:
		return ui.Critical, partly(r, c) + r.Text(text.CommandUnsent)
	case store.Unsure:
		return ui.Critical, partly(r, c) + r.Text(text.CommandUnsure)
	case store.Rejected:
		return ui.Critical, rejected(r, c) + " " + text.Fault(r.Lang, c.Fault.Code)
	}
	words = r.Text(say.done)
	for _, w := range c.Warnings {
		words += " " + text.Fault(r.Lang, w.Code)
	}
	return tones[len(c.Warnings) > 0], words
}

var tones = map[bool]string{false: ui.Success, true: ui.Warning}

// rejected says that an order was refused.
func rejected(r *browser.Reader, c store.Command) string {
	if words := partly(r, c); words != "" {
		return words
	}
	return r.Text(outcomes[c.Verb].rejected)
}

// partly says how much of an order was carried out, where that is some of it.
func partly(r *browser.Reader, c store.Command) string {
	if c.Carried == 0 {
		return ""
	}
	return r.Text(text.ChangePartly, "done", strconv.Itoa(c.Carried), "count", strconv.Itoa(len(c.Steps))) + " "
}
