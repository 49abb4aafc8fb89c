package ui

import (
	"strings"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Tones of banners, pills and messages. Each has an icon and words too.
const (
	Info     = "info"
	Success  = "success"
	Warning  = "warning"
	Critical = "critical"
)

var toneIcons = map[string]string{
	Info: "icon-info", Success: "icon-check-circle", Warning: "icon-warning", Critical: "icon-error",
}

// Banner is a message above the content that stays as long as it is true.
type Banner struct {
	Tone    string
	Title   string
	Text    string
	Points  []string // a list instead of Text
	Actions []app.UI
}

// UI describes the banner.
func (b Banner) UI() app.UI {
	return app.Div().Class("banner", "tone-"+b.Tone).Body(
		Icon(toneIcons[b.Tone]),
		app.Div().Class("banner-body").Body(
			app.Div().Class("banner-text").Body(
				app.If(b.Title != "", app.P().Class("banner-title", "clamped").Text(b.Title)),
				app.If(b.Text != "", app.P().Text(b.Text)),
				app.If(len(b.Points) > 0, app.Ul().Class("banner-points").Body(app.Range(b.Points).Slice(func(i int) app.UI {
					return app.Li().Text(b.Points[i])
				}))),
			),
			app.If(len(b.Actions) > 0, app.Div().Class("actions").Body(b.Actions...)),
		),
	)
}

// Announcer is a region whose changes screen readers speak. It must be there
// before what it says.
func Announcer(content ...app.UI) app.UI {
	return app.Div().Class("announcer").Aria("live", "polite").Role("status").Body(content...)
}

// Pill is a short label in a tone.
func Pill(tone, label string) app.UI {
	return app.Span().Class("pill", "tone-"+tone).Text(label)
}

// Skeleton stands for lines of content that are being loaded; label says what.
func Skeleton(label string, blocks int) app.UI {
	return app.Div().Class("skeleton").Role("status").Body(
		app.P().Class("visually-hidden").Text(label),
		app.Range(make([]struct{}, blocks)).Slice(func(int) app.UI {
			return app.Div().Class("skeleton-card").Aria("hidden", "true")
		}),
	)
}

// Avatar is a round picture of a name: its first letter on a colour that the id
// always gets.
func Avatar(id, name string) app.UI {
	sum := 0
	for _, r := range id {
		sum += int(r)
	}
	for _, r := range strings.TrimPrefix(name, "@") {
		return app.Span().Class("avatar").DataSet("color", sum%6+1).Aria("hidden", "true").Text(string(r))
	}
	return nil
}
