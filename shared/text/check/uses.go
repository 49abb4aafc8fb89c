package main

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// uses is where the module uses keys and codes.
type uses struct {
	set   *token.FileSet
	calls []call
	loose []use                      // keys that are used other than as a call's, such as in tables
	given map[string]map[string]bool // parameters that calls with a variable key give, by folder
	used  map[string]bool            // names of keys
	shown map[string]bool            // those that are used outside the bot, too
	codes map[string]token.Position  // fault codes, in package fault and others
}

// use of a key.
type use struct {
	name, folder string
	place        token.Position
}

// call is text.Get(lang, text.Key, "name", value), or a method with such arguments.
type call struct {
	use
	params []string
	opaque bool // the parameters cannot be read
}

func readUses(s source, keys map[string]key) (*uses, error) {
	u := &uses{set: s.set, given: map[string]map[string]bool{}, used: map[string]bool{}, shown: map[string]bool{}, codes: map[string]token.Position{}}
	err := s.each(func(folder string, file *ast.File) {
		code := "fault.Code"
		if folder == "shared/fault" {
			code = "Code"
		}
		eachConstant(file, code, func(_, value string, pos token.Pos) { u.codes[value] = u.set.Position(pos) })
		r := reader{uses: u, keys: keys, folder: folder, local: folder == textFolder, called: map[ast.Expr]bool{}}
		if r.local || imports(file, textFolder) {
			ast.Inspect(file, r.visit)
		}
	})
	return u, err
}

func imports(file *ast.File, suffix string) bool {
	return slices.ContainsFunc(file.Imports, func(i *ast.ImportSpec) bool {
		path, _ := literal(i.Path)
		return strings.HasSuffix(path, "/"+suffix)
	})
}

// reader reads one file.
type reader struct {
	*uses
	keys   map[string]key
	folder string
	local  bool              // package text itself, which names its keys without "text."
	called map[ast.Expr]bool // the keys of calls
}

func (r *reader) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.GenDecl:
		return !(r.local && n.Tok == token.CONST)
	case *ast.KeyValueExpr:
		if r.local { // the catalogs themselves
			return false
		}
	case *ast.CallExpr:
		r.call(n)
	case ast.Expr:
		if name, ok := r.key(n); ok && !r.called[n] {
			r.use(name)
			r.loose = append(r.loose, use{name, r.folder, r.set.Position(n.Pos())})
			return false
		}
	}
	return true
}

func (r *reader) use(name string) {
	r.used[name] = true
	if r.folder != "bot" && !strings.HasPrefix(r.folder, "bot/") {
		r.shown[name] = true
	}
}

// key returns the name of a key that an expression is.
func (r *reader) key(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.SelectorExpr:
		if x, ok := e.X.(*ast.Ident); ok && x.Name == "text" && !r.local {
			_, known := r.keys[e.Sel.Name]
			return e.Sel.Name, known
		}
	case *ast.Ident:
		_, known := r.keys[e.Name]
		return e.Name, known && r.local
	}
	return "", false
}

// call reads text.Get and the methods that hand their arguments on to it.
func (r *reader) call(c *ast.CallExpr) {
	at := -1
	switch {
	case name(c.Fun) == "Get" && len(c.Args) >= 2:
		at = 1
	case (name(c.Fun) == "Text" || name(c.Fun) == "get") && len(c.Args) >= 1:
		at = 0
	default:
		return
	}
	params, opaque := parameters(c.Args[at+1:], c.Ellipsis.IsValid())
	if name, ok := r.key(c.Args[at]); ok {
		r.called[c.Args[at]] = true
		r.use(name)
		r.calls = append(r.calls, call{use{name, r.folder, r.set.Position(c.Pos())}, params, opaque})
		return
	}
	if r.given[r.folder] == nil {
		r.given[r.folder] = map[string]bool{}
	}
	for _, p := range params {
		r.given[r.folder][p] = true
	}
}

// parameters returns the names among the arguments behind a key, sorted. They are
// opaque when these are not pairs of a literal and a value.
func parameters(args []ast.Expr, spread bool) (params []string, opaque bool) {
	if spread || len(args)%2 == 1 {
		return nil, true
	}
	for i := 0; i < len(args); i += 2 {
		p, ok := literal(args[i])
		if !ok {
			return nil, true
		}
		params = append(params, p)
	}
	slices.Sort(params)
	return params, false
}

// match checks the uses against the texts.
func (u *uses) match(t *texts, r *report) {
	for _, c := range u.calls {
		want := t.params[t.keys[c.name].value]
		switch {
		case c.opaque:
			r.add(c.place, "%s: the parameters have to be pairs of a name and a value", c.name)
		case !slices.Equal(c.params, want):
			r.add(c.place, "%s has the parameters %v, the call gives %v", c.name, want, c.params)
		}
	}
	for _, l := range u.loose {
		for _, p := range t.params[t.keys[l.name].value] {
			if !u.given[l.folder][p] {
				r.add(l.place, "%s has the parameter %s, which no call in %s gives", l.name, p, l.folder)
			}
		}
	}
	for k := range t.keys {
		if !u.used[k] {
			r.add(t.keys[k].place, "%s is not used", k)
		}
	}
	u.matchCatalogs(t, r)
}

// matchCatalogs checks that the widget carries what is used outside the bot, and nothing
// else.
func (u *uses) matchCatalogs(t *texts, r *report) {
	for _, catalog := range t.catalogs {
		for _, k := range t.keys {
			switch e := catalog[k.value]; {
			case e.bot && u.shown[k.name]:
				r.add(e.place, "%s is used outside the bot: it belongs to the catalog without %s", k.name, ofBot)
			case !e.bot && u.used[k.name] && !u.shown[k.name] && e.text != "":
				r.add(e.place, "%s is used by the bot alone: it belongs to the catalog with %s", k.name, ofBot)
			}
		}
	}
}
