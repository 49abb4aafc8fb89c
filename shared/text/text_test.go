package text

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"parley/shared/fault"
)

// Parameters and plurals are checked by shared/text/check.
func TestCatalogsHaveTheSameKeys(t *testing.T) {
	for lang, catalog := range catalogs {
		assert.Len(t, catalog, len(english), lang)
		for key := range english {
			assert.NotEmpty(t, catalog[key], "%s has no text for %s", lang, key)
		}
	}
}

func TestGetFillsValuesOnce(t *testing.T) {
	assert.Equal(t, "Remove {range} <b>", Get(English, EditorRemove, "name", "{range} <b>"))
	assert.Equal(t, "Zoë entfernen", Get(German, EditorRemove, "name", "Zoë"))
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
