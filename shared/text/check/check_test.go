package main

import (
	"maps"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// module is one in which all is right.
var module = map[string]string{
	"shared/text/keys.go": `package text
const (
	Hello Key = "hello" // name
	Found Key = "found" // count
	Hint  Key = "hint"  // command
	Bye   Key = "bye"
	Done  Key = "done"
)`,
	"shared/text/text.go": `package text
type Lang string
type Key string
const (
	English Lang = "en"
	German  Lang = "de"
)
var catalogs = map[Lang]map[Key]string{English: english, German: german}
func Own(l Lang) string { return Get(l, Bye) }`,
	"shared/text/en_bot.go": `package text
var englishOfBot = map[Key]string{
	Done: "Done",
}`,
	"shared/text/de_bot.go": `package text
var germanOfBot = map[Key]string{
	Done: "Erledigt",
}`,
	"shared/text/en.go": `package text
var english = map[Key]string{
	Hello: "Hello {name}",
	Found: "{count, plural, =0 {Nothing} one {# date} other {# dates}} found",
	Hint:  "Send {command}",
	Bye:   "Bye",
	"fault.bad": "Bad.", "fault.own": "Own.", "loader.loading": "Loading",
}`,
	"shared/text/de.go": `package text
var german = map[Key]string{
	Hello: "Hallo, {name}",
	Found: "{count, plural, one {# Termin} other {# Termine}} gefunden",
	Hint:  "Bitte {command} senden",
	Bye:   "Tschüs",
	"fault.bad": "Schlecht.", "fault.own": "Eigen.", "loader.loading": "Lädt",
}`,
	"shared/fault/fault.go": `package fault
type Code string
const Bad Code = "bad"`,
	"bot/bot.go": `package bot
import ("x/shared/fault"; "x/shared/text")
const own fault.Code = "own"
func hello(l text.Lang, n string) string { return text.Get(l, text.Hello, "name", n) }
func done(l text.Lang) string { return text.Get(l, text.Done) }`,
	"widget/widget.go": `package widget
import "x/shared/text"
var hints = map[int]text.Key{1: text.Hint}
func (r R) all(i int, n string) []string {
	return []string{r.Text(text.Found, "count", n), r.Text(hints[i], "command", "/invite")}
}
func (r R) hello() string { return r.Text(text.Hello, "name", "Alice") }`,
	"widget/testdata/broken.go":   `not Go`,
	"web/node_modules/x/other.go": `not Go either`,
}

func files(changes map[string]string) fstest.MapFS {
	all := maps.Clone(module)
	maps.Copy(all, changes)
	fsys := fstest.MapFS{}
	for name, text := range all {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

func TestModuleWithoutMistakes(t *testing.T) {
	problems, err := check(files(nil))
	require.NoError(t, err)
	assert.Empty(t, problems)
}

func TestMistakes(t *testing.T) {
	for _, c := range []struct{ name, file, old, new, want string }{
		{"no text in a language", "shared/text/de.go", `Bye:   "Tschüs",`, "", "shared/text/en.go:6: bye has no text in de"},
		{"no text in English", "shared/text/en.go", `Bye:   "Bye",`, "", "shared/text/de.go:6: bye has no text in en"},
		{"empty text", "shared/text/de.go", `"Tschüs"`, `""`, "bye has no text in de"},
		{"other parameters", "shared/text/de.go", "{name}", "{nam}", "shared/text/de.go:3: hello has the parameters [nam], in en [name]"},
		{"missing parameter", "shared/text/de.go", ", {name}", "", "hello has the parameters [], in en [name]"},
		{"missing category", "shared/text/de.go", "one {# Termin} ", "", "shared/text/de.go:4: found: {count, plural}: category one is missing"},
		{"missing other", "shared/text/en.go", " other {# dates}", "", "category other is missing"},
		{"category of another language", "shared/text/de.go", "one {# Termin}", "one {# Termin} few {x}", `de has no category "few"`},
		{"category twice", "shared/text/de.go", "one {# Termin}", "one {# Termin} one {x}", "one is there twice"},
		{"ordinals have other categories", "shared/text/en.go", "count, plural,", "count, selectordinal,", "category two is missing"},
		{"unknown kind of argument", "shared/text/en.go", "count, plural,", "count, number,", "only plural and selectordinal are known"},
		{"open brace", "shared/text/en.go", "Hello {name}", "Hello {name", "a brace is not closed"},
		{"closed brace", "shared/text/en.go", "Hello {name}", "Hello {name}}", "a brace is closed that was not opened"},
		{"bad name", "shared/text/en.go", "Hello {name}", "Hello {the name}", `"the name" is no name of a parameter`},
		{"quoted brace", "shared/text/en.go", "Hello {name}", "Hello '{name}", "' before a brace"},
		{"key without text", "shared/text/keys.go", "Bye ", "More Key = \"more\"\nBye ", "keys.go:6: More has no text in en"},
		{"text without key", "shared/text/en.go", "Bye:", `"nobody": "x", Bye:`, "nobody is nobody's key"},
		{"key in a catalog only", "shared/text/en.go", "Bye:", "Gone: \"x\",\nBye:", "key Gone is not declared"},
		{"unused key", "shared/text/text.go", "Get(l, Bye)", `""`, "shared/text/keys.go:6: Bye is not used"},
		{"code without text", "shared/fault/fault.go", `"bad"`, `"worse"`, "shared/fault/fault.go:3: fault worse has no text"},
		{"text without code", "shared/fault/fault.go", `"bad"`, `"worse"`, "fault.bad is nobody's key"},
		{"another package's code without text", "bot/bot.go", `"own"`, `"mine"`, "bot/bot.go:3: fault mine has no text"},
		{"parameter not given", "bot/bot.go", `, "name", n`, "", "bot/bot.go:4: Hello has the parameters [name], the call gives []"},
		{"other parameter given", "bot/bot.go", `"name", n`, `"user", n`, "the call gives [user]"},
		{"parameter too many", "widget/widget.go", `"count", n`, `"count", n, "name", n`, "widget/widget.go:5: Found has the parameters [count], the call gives [count name]"},
		{"half a pair", "bot/bot.go", `"name", n`, `"name"`, "pairs of a name and a value"},
		{"name in a variable", "bot/bot.go", `"name", n`, `n, n`, "pairs of a name and a value"},
		{"key in a table whose parameter nobody gives", "widget/widget.go", `"command", "/invite"`, "", "Hint has the parameter command, which no call in widget gives"},
		{"wrong syntax of Go", "bot/bot.go", "package bot", "packet bot", "expected 'package'"},
		{"no English at all", "shared/text/text.go", "English: english, ", "", "no English texts found"},
		{"text of the bot in the widget", "widget/widget.go", `r.Text(text.Hello, "name", "Alice")`, "r.Text(text.Done)", "shared/text/en_bot.go:3: Done is used outside the bot"},
		{"text that the bot alone uses", "widget/widget.go", `r.Text(text.Hello, "name", "Alice")`, `""`, "shared/text/de.go:3: Hello is used by the bot alone"},
		{"text of the bot in one language", "shared/text/de_bot.go", `Done: "Erledigt",`, "", "done has no text in de"},
		{"unknown language", "shared/text/text.go", `"de"`, `"xx"`, `plural categories of language "xx" are not known`},
		{"text is no string", "shared/text/de.go", `"Tschüs"`, "42", "the text is no string"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Contains(t, module[c.file], c.old)
			problems, err := check(files(map[string]string{c.file: strings.Replace(module[c.file], c.old, c.new, 1)}))
			if err != nil {
				problems = append(problems, err.Error())
			}
			assert.Contains(t, strings.Join(problems, "\n"), c.want)
		})
	}
}

func TestFolderWithoutTexts(t *testing.T) {
	_, err := check(fstest.MapFS{})
	assert.ErrorContains(t, err, "shared/text: file does not exist")
}
