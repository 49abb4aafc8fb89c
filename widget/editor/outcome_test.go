package editor

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/event"
	"parley/shared/fault"
	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/store"
	"parley/widget/ui"
)

// codes are all that a bot can answer, as package fault declares them.
func codes(t *testing.T) (all []fault.Code) {
	file, err := parser.ParseFile(token.NewFileSet(), "../../shared/fault/fault.go", nil, 0)
	require.NoError(t, err)
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Values) == 1 {
			if literal, ok := spec.Values[0].(*ast.BasicLit); ok {
				code, err := strconv.Unquote(literal.Value)
				require.NoError(t, err)
				all = append(all, fault.Code(code))
			}
		}
		return true
	})
	require.Greater(t, len(all), 30)
	return all
}

// What each verb is called when it was refused. Why, each code says in a sentence of its own.
var refusals = map[text.Lang]map[store.Verb]string{
	text.English: {
		store.Create: "The meeting was not created.", store.Change: "The meeting was not changed.", store.Delete: "The meeting was not deleted.",
	},
	text.German: {
		store.Create: "Die Besprechung wurde nicht erstellt.", store.Change: "Die Besprechung wurde nicht geändert.", store.Delete: "Die Besprechung wurde nicht gelöscht.",
	},
}

func TestEveryRefusalOfEveryVerbIsExplained(t *testing.T) {
	for lang := range refusals {
		r := browser.NewReader(string(lang), "", "UTC")
		said := map[string]fault.Code{}
		for _, code := range append(codes(t), store.Unexplained) {
			for verb := store.Create; verb <= store.CloseAll; verb++ {
				tone, words := Outcome(r, store.Command{Order: store.Order{Verb: verb, Steps: make([]store.Step, 3)}, State: store.Rejected, Fault: fault.New(code, "")})
				assert.Equal(t, ui.Critical, tone)
				what, why, _ := strings.Cut(words, ". ")
				if want := refusals[lang][verb]; want != "" {
					assert.Equal(t, want, what+".")
				}
				assert.NotEmpty(t, why, "%s %d", code, verb)
				assert.True(t, strings.HasSuffix(why, "."), why)
				assert.NotContains(t, why, string(code)+"_", "%s", why)
				if other, known := said[why]; known {
					assert.Equal(t, code, other, "the same words: %s", why)
				}
				said[why] = code
			}
		}
		assert.Len(t, said, len(codes(t))+1)
	}
}

func TestOutcome(t *testing.T) {
	r := browser.NewReader("en", "", "UTC")
	three := store.Order{Verb: store.Change, Steps: make([]store.Step, 3)}
	for _, c := range []struct {
		command store.Command
		tone    string
		words   string
	}{
		{store.Command{Order: three}, ui.Info, "Being sent …"},
		{store.Command{Order: three, State: store.Stuck}, ui.Warning, "Your homeserver has not taken this yet. We go on waiting; you can close this."},
		{store.Command{Order: three, State: store.Running}, ui.Info, "Sent. The meeting is being changed …"},
		{store.Command{Order: three, State: store.Late}, ui.Warning, "The meeting bot has not answered yet. We go on waiting; you can close this."},
		{store.Command{Order: three, State: store.Done}, ui.Success, "The meeting has been changed."},
		{
			store.Command{Order: three, State: store.Done, Warnings: []event.Tally{{Code: fault.InvitationFailed}}}, ui.Warning,
			"The meeting has been changed. Some people could not be invited.",
		},
		{store.Command{Order: three, State: store.Unsent}, ui.Critical, "This could not be sent. Please check your connection and try again."},
		{
			store.Command{Order: three, State: store.Unsent, Carried: 1}, ui.Critical,
			"1 of 3 changes were saved; the rest was not. This could not be sent. Please check your connection and try again.",
		},
		{
			store.Command{Order: three, State: store.Unsure}, ui.Critical,
			"Your client does not tell whether this was sent. Please look whether it has happened before you try again.",
		},
		{
			store.Command{Order: three, State: store.Rejected, Carried: 2, Fault: fault.New(fault.Forbidden, "")}, ui.Critical,
			"2 of 3 changes were saved; the rest was not. You are not allowed to do this here. Please ask a moderator of the room.",
		},
	} {
		tone, words := Outcome(r, c.command)
		assert.Equal(t, c.words, strings.Join(strings.Fields(words), " "))
		assert.Equal(t, c.tone, tone, c.words)
	}
}
