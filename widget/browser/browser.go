// Package browser is what the widget asks of the browser besides the page itself:
// requests, dates in the reader's language, storage, theme. The files for the
// browser and for other platforms differ; outside a browser nothing is fetched or
// kept, and dates have the form of ISO 8601.
package browser

import (
	"errors"
	"strings"
)

// ErrUnavailable says that the browser lacks or denies something.
var ErrUnavailable = errors.New("browser: not available")

// Themes of the page's styles, as they stand in data-theme of the document.
const (
	Light             = "light"
	Dark              = "dark"
	LightHighContrast = "light-hc"
	DarkHighContrast  = "dark-hc"
)

// Theme is the page's theme for the name that a client gives its own. A name that
// says nothing follows what the person prefers everywhere.
func Theme(name string, prefersDark, prefersContrast bool) string {
	name = strings.ToLower(name)
	dark, contrast := strings.Contains(name, "dark"), strings.Contains(name, "high-contrast")
	if !dark && !strings.Contains(name, "light") {
		dark, contrast = prefersDark, prefersContrast
	}
	switch {
	case dark && contrast:
		return DarkHighContrast
	case dark:
		return Dark
	case contrast:
		return LightHighContrast
	}
	return Light
}

// Locale is the tag for dates: that of the texts, or a more exact one that the
// person has set in the browser for the same language, such as en-GB for en.
func Locale(text, preferred string) string {
	primary, _, _ := strings.Cut(preferred, "-")
	if primary == text {
		return preferred
	}
	return text
}
