package browser

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/text"
)

func TestTheme(t *testing.T) {
	for _, c := range []struct {
		name           string
		dark, contrast bool
		want           string
	}{
		{"light", true, true, Light},
		{"dark", false, false, Dark},
		{"light-high-contrast", true, false, LightHighContrast},
		{"Dark-High-Contrast", false, false, DarkHighContrast},
		{"custom-Deep Dark", false, false, Dark},
		{"", false, false, Light},
		{"", true, false, Dark},
		{"system", true, true, DarkHighContrast},
		{"custom-rose", false, true, LightHighContrast},
	} {
		assert.Equal(t, c.want, Theme(c.name, c.dark, c.contrast), c.name)
	}
}

func TestReaderLanguage(t *testing.T) {
	assert.Equal(t, text.German, NewReader("de-DE", "en-GB", "UTC").Lang)
	assert.Equal(t, text.German, NewReader("", "de-AT", "UTC").Lang)
	assert.Equal(t, text.English, NewReader("fr", "de", "UTC").Lang)
	assert.Equal(t, "en-GB", Locale("en", "en-GB"))
	assert.Equal(t, "en", Locale("en", "de-DE"))
}

func TestElsewhere(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	paris, err := time.LoadLocation("Europe/Paris")
	require.NoError(t, err)
	r := NewReader("en", "", "Europe/Berlin")
	from := time.Date(2026, 7, 1, 10, 0, 0, 0, berlin)
	assert.Equal(t, "08:00/09:00 UTC", r.Elsewhere(from, from.Add(time.Hour), "UTC", time.UTC))
	assert.Empty(t, r.Elsewhere(from, from.Add(time.Hour), "Europe/Paris", paris), "the clocks show the same")
}

func TestWhatTheBrowserDoesNotKeep(t *testing.T) {
	assert.Empty(t, Load("draft"))
	Save("draft", "text")
	assert.Equal(t, "text", Load("draft"))
	Remove("draft")
	assert.Empty(t, Load("draft"))
}
