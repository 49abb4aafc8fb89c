package text

import (
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/fault"
)

var parameter = regexp.MustCompile(`\{[a-z]+\}`)

func parameters(t string) []string {
	found := parameter.FindAllString(t, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

func TestCatalogsHaveTheSameKeysAndParameters(t *testing.T) {
	for lang, catalog := range catalogs {
		assert.Len(t, catalog, len(english), lang)
		for key, text := range english {
			require.NotEmpty(t, catalog[key], "%s has no text for %s", lang, key)
			assert.Equal(t, parameters(text), parameters(catalog[key]), "%s: parameters of %s", lang, key)
		}
	}
}

func TestGetFillsValuesOnce(t *testing.T) {
	assert.Equal(t, "invited by {range} <b>", Get(English, InvitedBy, "name", "{range} <b>"))
	assert.Equal(t, "eingeladen von Zoë", Get(German, InvitedBy, "name", "Zoë"))
}

func TestChoose(t *testing.T) {
	for tag, want := range map[string]Lang{"": English, "de": German, "de-AT": German, "DE_de": German, "fr": English, "dex": English} {
		assert.Equal(t, want, Choose(tag), tag)
	}
}

func TestFault(t *testing.T) {
	assert.Equal(t, "Bitte ausfüllen.", Fault(German, fault.Required))
	assert.Equal(t, english["fault.internal"], Fault(English, "no_such_code"))
}

func TestSection(t *testing.T) {
	section := Section(German, "loader")
	assert.Equal(t, "Neu laden", section["reload"])
	assert.NotContains(t, section, "when")
}
