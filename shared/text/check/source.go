package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// source is the Go files of a module.
type source struct {
	files fs.FS
	set   *token.FileSet
}

// folder parses the files of a folder, tests left out.
func (s source) folder(dir string) ([]*ast.File, error) {
	names, err := fs.Glob(s.files, dir+"/*.go")
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := s.file(name)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("%s: %w", dir, fs.ErrNotExist)
	}
	return files, err
}

func (s source) file(name string) (*ast.File, error) {
	data, err := fs.ReadFile(s.files, name)
	if err != nil {
		return nil, err
	}
	return parser.ParseFile(s.set, name, data, 0)
}

// each calls f for every file of the module but tests, those of hidden folders, of
// testdata and of npm.
func (s source) each(f func(folder string, file *ast.File)) error {
	return fs.WalkDir(s.files, ".", func(name string, d fs.DirEntry, err error) error {
		hidden := name != "." && (d.Name() == "testdata" || d.Name() == "node_modules" || strings.HasPrefix(d.Name(), "."))
		switch {
		case err != nil:
			return err
		case d.IsDir() && hidden:
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		file, err := s.file(name)
		if err == nil {
			f(path.Dir(name), file)
		}
		return err
	})
}

// eachConstant calls f for the string constants of a type that is written so.
func eachConstant(file *ast.File, typ string, f func(name, value string, pos token.Pos)) {
	for _, decl := range file.Decls {
		group, ok := decl.(*ast.GenDecl)
		if !ok || group.Tok != token.CONST {
			continue
		}
		for _, spec := range group.Specs {
			s := spec.(*ast.ValueSpec)
			if len(s.Values) != 1 || written(s.Type) != typ {
				continue
			}
			if value, ok := literal(s.Values[0]); ok {
				f(s.Names[0].Name, value, s.Pos())
			}
		}
	}
}

// eachMap collects the variables that are written as composite literals.
func eachMap(file *ast.File, values map[string]*ast.CompositeLit) {
	for _, decl := range file.Decls {
		group, ok := decl.(*ast.GenDecl)
		if !ok || group.Tok != token.VAR {
			continue
		}
		for _, spec := range group.Specs {
			s := spec.(*ast.ValueSpec)
			for i, v := range s.Values {
				if c, ok := v.(*ast.CompositeLit); ok {
					values[s.Names[i].Name] = c
				}
			}
		}
	}
}

func pairs(c *ast.CompositeLit) (all []*ast.KeyValueExpr) {
	if c == nil {
		return nil
	}
	for _, e := range c.Elts {
		if pair, ok := e.(*ast.KeyValueExpr); ok {
			all = append(all, pair)
		}
	}
	return all
}

// name of an identifier, or of what is selected from a package; "" for anything else.
func name(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

// written is how a type is written: Code, or fault.Code.
func written(e ast.Expr) string {
	if s, ok := e.(*ast.SelectorExpr); ok {
		return name(s.X) + "." + s.Sel.Name
	}
	return name(e)
}

// literal returns the value of a string literal, or of several that are added.
func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, err == nil && e.Kind == token.STRING
	case *ast.BinaryExpr:
		a, okA := literal(e.X)
		b, okB := literal(e.Y)
		return a + b, okA && okB && e.Op == token.ADD
	}
	return "", false
}
