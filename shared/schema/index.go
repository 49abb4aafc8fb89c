package schema

import (
	"bytes"
	_ "embed"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"text/template"
)

//go:embed README.md.tmpl
var readme string

// Example is the content of a meeting.create that is fine.
//
//go:embed example.json
var Example string

// index returns the README.
func index(sources string) ([]byte, error) {
	codes, err := codes(sources + "/fault/fault.go")
	if err != nil {
		return nil, err
	}
	page, err := template.New("README.md").Parse(readme)
	if err != nil {
		return nil, err
	}
	type row struct{ Type, Does string }
	var rows []row
	for _, d := range documents() {
		rows = append(rows, row{d.typ, d.does})
	}
	var b bytes.Buffer
	err = page.Execute(&b, map[string]any{"Documents": rows, "Codes": codes, "Beyond": Beyond, "Example": Example})
	return b.Bytes(), err
}

// code is one of package fault's.
type code struct{ Name, Meaning string }

// codes reads from the source what the codes are and mean.
func codes(file string) ([]code, error) {
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	var all []code
	ast.Inspect(parsed, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok && spec.Comment != nil {
			value, _ := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value) // a Go literal
			all = append(all, code{value, oneLine(spec.Comment.Text())})
		}
		return true
	})
	return all, nil
}
