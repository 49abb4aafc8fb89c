package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// categories of plurals that a whole number can have (CLDR 48), by language.
var categories = map[string]struct{ cardinal, ordinal []string }{
	"en": {[]string{"one", "other"}, []string{"one", "two", "few", "other"}},
	"de": {[]string{"one", "other"}, []string{"other"}},
}

const lower = "abcdefghijklmnopqrstuvwxyz"

// parse returns the parameters of a text, sorted, or what is wrong with it. The
// syntax is that of package text.
func parse(lang, text string) ([]string, error) {
	p := syntax{lang: lang, rest: text}
	if err := p.text(0); err != nil {
		return nil, err
	}
	slices.Sort(p.params)
	return slices.Compact(p.params), nil
}

type syntax struct {
	lang   string
	rest   string
	params []string
}

// text reads up to the end, or up to the brace that closes an option.
func (p *syntax) text(depth int) error {
	for {
		at := strings.IndexAny(p.rest, "{}")
		switch {
		case at < 0 && depth > 0:
			return fmt.Errorf("a brace is not closed")
		case at < 0:
			return nil
		case at > 0 && p.rest[at-1] == '\'':
			return fmt.Errorf("' before a brace would quote it")
		}
		brace := p.rest[at]
		p.rest = p.rest[at+1:]
		if brace == '}' {
			if depth == 0 {
				return fmt.Errorf("a brace is closed that was not opened")
			}
			return nil
		}
		if err := p.argument(depth); err != nil {
			return err
		}
	}
}

func (p *syntax) argument(depth int) error {
	at := strings.IndexAny(p.rest, ",{}")
	if at < 0 || p.rest[at] == '{' {
		return fmt.Errorf("a brace is not closed")
	}
	name, end := p.rest[:at], p.rest[at]
	p.rest = p.rest[at+1:]
	if name == "" || strings.Trim(name, lower) != "" {
		return fmt.Errorf("%q is no name of a parameter", name)
	}
	p.params = append(p.params, name)
	if end == '}' {
		return nil
	}
	kind, _, _ := strings.Cut(p.rest, ",")
	p.rest = p.rest[min(len(kind)+1, len(p.rest)):]
	kind = strings.TrimSpace(kind)
	if kind != "plural" && kind != "selectordinal" {
		return fmt.Errorf("{%s, %s}: only plural and selectordinal are known", name, kind)
	}
	if err := p.options(name, kind, depth); err != nil {
		return fmt.Errorf("{%s, %s}: %w", name, kind, err)
	}
	return nil
}

func (p *syntax) options(name, kind string, depth int) error {
	var seen []string
	for {
		p.rest = strings.TrimLeft(p.rest, " ")
		if strings.HasPrefix(p.rest, "}") {
			p.rest = p.rest[1:]
			return p.complete(kind, seen)
		}
		option, rest, ok := strings.Cut(p.rest, "{")
		if !ok {
			return fmt.Errorf("a brace is not closed")
		}
		option = strings.TrimSpace(option)
		if slices.Contains(seen, option) {
			return fmt.Errorf("%s is there twice", option)
		}
		seen, p.rest = append(seen, option), rest
		if err := p.text(depth + 1); err != nil {
			return err
		}
	}
}

// complete checks the names of the options of one argument.
func (p *syntax) complete(kind string, seen []string) error {
	want := categories[p.lang].cardinal
	if kind == "selectordinal" {
		want = categories[p.lang].ordinal
	}
	for _, option := range seen {
		number, exact := strings.CutPrefix(option, "=")
		if _, err := strconv.Atoi(number); exact && err == nil {
			continue
		}
		if !slices.Contains(want, option) {
			return fmt.Errorf("%s has no category %q", p.lang, option)
		}
	}
	for _, category := range want {
		if !slices.Contains(seen, category) {
			return fmt.Errorf("category %s is missing", category)
		}
	}
	return nil
}
