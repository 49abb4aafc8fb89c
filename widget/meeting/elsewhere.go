package meeting

import (
	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/ui"
)

// Elsewhere is the way to the program in which a meeting is changed; nothing without an
// address.
func Elsewhere(r *browser.Reader, address string) app.UI {
	if address == "" {
		return nil
	}
	label := r.Text(text.DetailsElsewhere)
	return app.A().Class("button", "button-secondary").Title(label).Href(address).Target("_blank").Rel("noopener").OnClick(ui.Leave).Body(
		ui.Icon("icon-pop-out"), app.Span().Text(label),
	)
}
