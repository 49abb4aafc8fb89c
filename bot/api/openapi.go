package api

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"html/template"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

// document is the description of the interface, OpenAPI 3.1. It is made of routes and
// of the types of commands and answers by the test of this package: run it with -update.
//
//go:embed openapi.json
var document []byte

//go:embed docs.html
var docsPage string

//go:embed docs.css
var docsStyle string

// paper is the document and its page, with the address of this installation.
type paper struct {
	document, page []byte
	policy         string // Content-Security-Policy of the page
}

// newPaper writes an installation's document and page.
func newPaper(publicURL string) (p paper, err error) {
	servers, err := json.Marshal([]map[string]string{{"url": strings.TrimRight(publicURL, "/")}})
	if err != nil {
		return p, err
	}
	p.document = append([]byte(`{"servers":`+string(servers)+","), bytes.TrimPrefix(document, []byte("{"))...)
	var about description
	if err = json.Unmarshal(p.document, &about); err != nil {
		return p, err
	}
	page, err := template.New("docs").Parse(docsPage)
	if err != nil {
		return p, err
	}
	var b bytes.Buffer
	err = page.Execute(&b, map[string]any{"About": about, "Style": template.CSS(docsStyle)})
	sum := sha256.Sum256([]byte(docsStyle))
	p.policy = "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
	p.page = b.Bytes()
	return p, err
}

func (s *server) openAPI(c echo.Context) error { return c.JSONBlob(http.StatusOK, s.paper.document) }

// toDocs leads to the page whoever asks for no path of the interface.
func (s *server) toDocs(c echo.Context) error {
	return c.Redirect(http.StatusFound, strings.TrimRight(s.PublicURL, "/")+prefix+"/docs")
}

func (s *server) docs(c echo.Context) error {
	c.Response().Header().Set(echo.HeaderContentSecurityPolicy, s.paper.policy)
	return c.HTMLBlob(http.StatusOK, s.paper.page)
}
