package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
)

// description is what the page shows of the document.
type description struct {
	Info struct {
		Title       string `json:"title"`
		Description string `json:"description"`
	} `json:"info"`
	Servers    []struct{ URL string }          `json:"servers"`
	Paths      map[string]map[string]operation `json:"paths"`
	Components struct {
		Schemas map[string]shape `json:"schemas"`
	} `json:"components"`
}

// Paragraphs returns the introduction.
func (d description) Paragraphs() []string { return strings.Split(d.Info.Description, "\n\n") }

// call is one thing that can be asked for.
type call struct {
	Method, Path string
	operation
}

// Calls returns all of the interface in the order of routes.
func (d description) Calls() []call {
	all := make([]call, len(routes))
	for i, r := range routes {
		all[i] = call{r.method, r.place(), d.Paths[r.place()][strings.ToLower(r.method)]}
	}
	return all
}

// Curl returns a line of a shell that asks for it.
func (c call) Curl(server string) string {
	var b strings.Builder
	b.WriteString("curl ")
	if c.Method != http.MethodGet {
		b.WriteString("-X " + c.Method + " ")
	}
	if c.Security != nil {
		b.WriteString(`-H "Authorization: Bearer $TOKEN" `)
	}
	path := strings.ReplaceAll(c.Path, "{roomId}", "$ROOM_ID")
	b.WriteString(`"` + server + path + `"`)
	for media, body := range c.Body.Content {
		var example bytes.Buffer
		_ = json.Compact(&example, body.Example) // it has been parsed
		b.WriteString(` -H "Content-Type: ` + media + `" -d '` + example.String() + `'`)
	}
	return b.String()
}

type operation struct {
	Summary    string                `json:"summary"`
	Parameters []parameter           `json:"parameters"`
	Body       content               `json:"requestBody"`
	Responses  map[string]content    `json:"responses"`
	Security   []map[string][]string `json:"security"`
}

type parameter struct {
	Name        string `json:"name"`
	In          string `json:"in"`
	Description string `json:"description"`
}

// content is a body, or an answer.
type content struct {
	Description string           `json:"description"`
	Content     map[string]media `json:"content"`
}

// media is a content of one media type.
type media struct {
	Schema  shape           `json:"schema"`
	Example json.RawMessage `json:"example"`
}

// shape is as much of a JSON Schema as one line can tell.
type shape struct {
	Type        string            `json:"type"`
	Ref         string            `json:"$ref"`
	Description string            `json:"description"`
	Properties  map[string]shape  `json:"properties"`
	Required    []string          `json:"required"`
	Items       *shape            `json:"items"`
	AnyOf       []shape           `json:"anyOf"`
	Enum        []json.RawMessage `json:"enum"`
	Format      string            `json:"format"`
	Deprecated  bool              `json:"deprecated"`
}

// UnmarshalJSON implements json.Unmarshaler: true is a schema, too.
func (s *shape) UnmarshalJSON(text []byte) error {
	if string(text) == "true" {
		return nil
	}
	type plain shape
	return json.Unmarshal(text, (*plain)(s))
}

// Name returns the name of the schema that it refers to.
func (s shape) Name() string { return s.Ref[strings.LastIndex(s.Ref, "/")+1:] }

// Needs reports whether a property has to be there.
func (s shape) Needs(property string) bool {
	for _, name := range s.Required {
		if name == property {
			return true
		}
	}
	return false
}

// Kind returns what a value is, in a few words.
func (s shape) Kind() string {
	switch {
	case s.Ref != "":
		return s.Name()
	case len(s.Enum) > 0:
		words := make([]string, len(s.Enum))
		for i, word := range s.Enum {
			words[i] = string(word)
		}
		return strings.Join(words, " or ")
	case s.Type == "" && len(s.AnyOf) > 0:
		return s.AnyOf[0].Kind()
	case s.Items != nil:
		return "array of " + s.Items.Kind()
	case s.Format != "":
		return s.Type + ", " + s.Format
	}
	return s.Type
}
