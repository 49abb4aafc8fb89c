// Command check reads the texts of package text and all that uses them, and fails
// when
//
//   - a text is missing in a language, or has other parameters there,
//   - a text breaks the syntax, or lacks a plural category of its language,
//   - a key is declared and not used, or a text belongs to no key,
//   - a code of package fault has no text,
//   - a call gives other parameters than its text has,
//   - the widget carries a text that only the bot uses, or does not carry another.
//
// It is run by make build, in the root of the module.
package main

import (
	"fmt"
	"go/token"
	"io/fs"
	"os"
	"slices"
	"sort"
)

func main() {
	problems, err := check(os.DirFS("."))
	if err != nil {
		problems = []string{err.Error()}
	}
	for _, p := range problems {
		fmt.Fprintln(os.Stderr, p)
	}
	if len(problems) > 0 {
		os.Exit(1)
	}
}

// check returns what is wrong with the texts of a module, each with its place,
// sorted.
func check(module fs.FS) ([]string, error) {
	s := source{module, token.NewFileSet()}
	texts, err := readTexts(s)
	if err != nil {
		return nil, err
	}
	uses, err := readUses(s, texts.keys)
	if err != nil {
		return nil, err
	}
	var r report
	texts.compare(&r)
	texts.matchCodes(uses.codes, &r)
	uses.match(texts, &r)
	return r.sorted(), nil
}

// report collects what is wrong.
type report struct{ problems []string }

func (r *report) add(place token.Position, format string, args ...any) {
	r.problems = append(r.problems, fmt.Sprintf("%s:%d: ", place.Filename, place.Line)+fmt.Sprintf(format, args...))
}

func (r *report) sorted() []string {
	sort.Strings(r.problems)
	return slices.Compact(r.problems)
}
