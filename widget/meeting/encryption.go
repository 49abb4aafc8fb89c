package meeting

import (
	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/ui"
)

// Encryption says of an encrypted meeting what of it is not.
func Encryption(r *browser.Reader, is bool) app.UI {
	return app.P().Class("encryption").Hidden(!is).Body(
		ui.Icon("icon-lock"), app.Span().Text(r.Text(text.EncryptionOn)+" "+r.Text(text.EncryptionLimits)),
	)
}
