package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// textFolder is where the texts are.
const textFolder = "shared/text"

// key is a constant of type text.Key.
type key struct {
	name, value string
	place       token.Position
}

// entry is a text in one language.
type entry struct {
	text  string
	place token.Position
	bot   bool // the widget does not carry it
}

// ofBot is behind the name of a catalog whose texts the widget does not carry.
const ofBot = "OfBot"

// texts is what package text declares.
type texts struct {
	keys     map[string]key              // by the name of the constant
	catalogs map[string]map[string]entry // by language and by the value of the key
	params   map[string][]string         // by the value of the key, as English has them
}

func readTexts(s source) (*texts, error) {
	t := &texts{keys: map[string]key{}, catalogs: map[string]map[string]entry{}, params: map[string][]string{}}
	files, err := s.folder(textFolder)
	if err != nil {
		return nil, err
	}
	variables, languages, values := map[string]string{}, map[string]string{}, map[string]*ast.CompositeLit{}
	for _, file := range files {
		eachConstant(file, "Key", func(name, value string, pos token.Pos) {
			t.keys[name] = key{name, value, s.set.Position(pos)}
		})
		eachConstant(file, "Lang", func(name, value string, _ token.Pos) { languages[name] = value })
		eachMap(file, values)
	}
	for _, pair := range pairs(values["catalogs"]) {
		variables[languages[name(pair.Key)]] = name(pair.Value)
	}
	for lang, variable := range variables {
		if _, known := categories[lang]; !known {
			return nil, fmt.Errorf("the plural categories of language %q are not known here", lang)
		}
		t.catalogs[lang] = map[string]entry{}
		for _, suffix := range []string{"", ofBot} {
			if err := t.readCatalog(t.catalogs[lang], values[variable+suffix], suffix == ofBot, s.set); err != nil {
				return nil, err
			}
		}
	}
	if len(t.catalogs["en"]) == 0 {
		return nil, fmt.Errorf("%s: no English texts found", textFolder)
	}
	return t, nil
}

func (t *texts) readCatalog(entries map[string]entry, catalog *ast.CompositeLit, bot bool, set *token.FileSet) error {
	for _, pair := range pairs(catalog) {
		place := set.Position(pair.Pos())
		words, ok := literal(pair.Value)
		value, isText := literal(pair.Key)
		if !isText {
			k, declared := t.keys[name(pair.Key)]
			if value = k.value; !declared {
				return fmt.Errorf("%s:%d: key %s is not declared", place.Filename, place.Line, name(pair.Key))
			}
		}
		if !ok {
			return fmt.Errorf("%s:%d: the text is no string", place.Filename, place.Line)
		}
		entries[value] = entry{words, place, bot}
	}
	return nil
}

// faultPrefix is before the keys of texts for fault codes, loaderPrefix before those
// that the page looks up while the program is loading.
const (
	faultPrefix  = "fault."
	loaderPrefix = "loader."
)

// compare checks each text, and each language against English.
func (t *texts) compare(r *report) {
	for value, e := range t.catalogs["en"] {
		params, err := parse("en", e.text)
		if err != nil {
			r.add(e.place, "%s: %v", value, err)
		}
		t.params[value] = params
	}
	for lang, catalog := range t.catalogs {
		for value, e := range t.catalogs["en"] {
			if catalog[value].text == "" {
				r.add(e.place, "%s has no text in %s", value, lang)
			}
		}
		for value, e := range catalog {
			params, err := parse(lang, e.text)
			_, known := t.catalogs["en"][value]
			switch {
			case !known:
				r.add(e.place, "%s has no text in en", value)
			case err != nil:
				r.add(e.place, "%s: %v", value, err)
			case !slices.Equal(params, t.params[value]):
				r.add(e.place, "%s has the parameters %v, in en %v", value, params, t.params[value])
			}
		}
	}
	for _, k := range t.keys {
		if _, ok := t.catalogs["en"][k.value]; !ok {
			r.add(k.place, "%s has no text in en", k.name)
		}
	}
}

// matchCodes checks that each fault code has a text, and that each text under a plain
// string belongs to a code or to the loader.
func (t *texts) matchCodes(codes map[string]token.Position, r *report) {
	for code, place := range codes {
		if _, ok := t.catalogs["en"][faultPrefix+code]; !ok {
			r.add(place, "fault %s has no text", code)
		}
	}
	declared := map[string]bool{}
	for _, k := range t.keys {
		declared[k.value] = true
	}
	for value, e := range t.catalogs["en"] {
		code, isFault := strings.CutPrefix(value, faultPrefix)
		_, known := codes[code]
		if !declared[value] && !strings.HasPrefix(value, loaderPrefix) && !(isFault && known) {
			r.add(e.place, "%s is nobody's key", value)
		}
	}
}
