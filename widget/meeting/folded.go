// Package meeting is what all screens show of a meeting in the same way.
package meeting

import (
	"strings"
	"unicode/utf8"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/text"
	"parley/widget/browser"
)

// Folded is a text of which a long one only shows its beginning until somebody asks
// for more.
type Folded struct {
	app.Compo

	Reader *browser.Reader
	Text   string
	Lines  int // that are shown of a long text

	open bool
}

// foldedRunes is how much of a long text is shown at most.
const foldedRunes = 180

// Render implements app.Composer.
func (f *Folded) Render() app.UI {
	shown, long := fold(f.Text, f.Lines)
	label := text.PlannerMore
	if f.open {
		shown, label = f.Text, text.PlannerLess
	}
	return app.Div().Class("card-description").Hidden(f.Text == "").Body(
		app.P().Text(shown),
		app.If(long, app.Button().Type("button").Class("link").Aria("expanded", f.open).
			OnClick(f.toggle).Text(f.Reader.Text(label))),
	)
}

func (f *Folded) toggle(app.Context, app.Event) { f.open = !f.open }

// fold returns the beginning of a long text.
func fold(whole string, lines int) (short string, long bool) {
	whole = strings.TrimSpace(whole)
	short = whole
	if split := strings.SplitN(short, "\n", lines+1); len(split) > lines {
		short = strings.Join(split[:lines], "\n")
	}
	if utf8.RuneCountInString(short) > foldedRunes {
		short = string([]rune(short)[:foldedRunes])
	}
	if short == whole {
		return whole, false
	}
	return strings.TrimSpace(short) + " …", true
}
