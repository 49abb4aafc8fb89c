package talk

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestEnding(t *testing.T) {
	for want, e := range map[string]Ending{
		"🚫 This meeting was cancelled by Al <b> o":                 {Locale: "en", Name: "Al\n<b>\u202e o", Cancelled: true},
		"🔒 This meeting was closed by Al":                          {Locale: "en", Name: "Al"},
		"🚫 Die Gruppenarbeit in diesem Raum wurde von Al abgesagt": {Locale: "de-AT", Name: "Al", Session: true, Cancelled: true},
		"🔒 Dieser Gruppenraum wurde von Al geschlossen":            {Locale: "de", Name: "Al", Session: true},
	} {
		plain, rich := e.Text()
		assert.Equal(t, want, plain)
		assert.Equal(t, escape(want), rich)
	}
}
