// Package text holds every sentence that Parley shows or sends, in English and
// German. A text has one key and the same parameters in all languages; the build
// fails when one is missing (see shared/text/check). Dates, lists and names of
// zones are not made here: they come from Formats, which is the browser's Intl in
// the widget and CLDR data in the bot.
package text

import (
	"strings"

	"parley/shared/fault"
)

// Lang is a language of the catalogs.
type Lang string

// The languages.
const (
	English Lang = "en"
	German  Lang = "de"
)

// Key names a text.
type Key string

var catalogs = map[Lang]map[Key]string{English: english, German: german}

// Choose returns the catalog language for a BCP 47 tag, English when there is none.
func Choose(tag string) Lang {
	if l := primary(tag); Known(tag) {
		return l
	}
	return English
}

// Known reports whether there is a catalog for a BCP 47 tag.
func Known(tag string) bool { return catalogs[primary(tag)] != nil }

func primary(tag string) Lang {
	lang, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(tag), "_", "-"), "-")
	return Lang(lang)
}

// Get returns a text with its parameters filled in. params are pairs of name and
// value: Get(l, InvitedBy, "name", "Alice") fills "{name}"; a number chooses the
// plural too, see message. Values are taken as they are and never searched for
// parameters; whoever writes HTML escapes them.
func Get(l Lang, k Key, params ...string) string {
	t, ok := catalogs[l][k]
	if !ok {
		t = english[k]
	}
	if len(params) == 0 {
		return t
	}
	m := message{lang: l, params: params}
	m.write(t, "")
	return m.out.String()
}

// Section returns the texts whose keys begin with name and a dot, without that.
func Section(l Lang, name string) map[string]string {
	section := map[string]string{}
	for key := range english {
		if rest, ok := strings.CutPrefix(string(key), name+"."); ok {
			section[rest] = Get(l, key)
		}
	}
	return section
}

// Fault returns what is wrong and what would be right, for a person.
func Fault(l Lang, code fault.Code) string {
	if t, ok := catalogs[l][faultPrefix+Key(code)]; ok {
		return t
	}
	return Get(l, faultPrefix+Key(fault.Internal))
}

// IsFault reports whether a code is one that there is a text for.
func IsFault(code fault.Code) bool {
	_, ok := catalogs[English][faultPrefix+Key(code)]
	return ok
}

const faultPrefix = "fault."
