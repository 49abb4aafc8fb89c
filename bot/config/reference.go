package config

import (
	"fmt"
	"reflect"
	"strings"
	"text/tabwriter"
)

// Setting describes one field of Config.
type Setting struct {
	Name     string // of the environment variable
	Required bool
	Secret   bool // NAME_FILE is accepted, too
	Default  string
	Form     string // what is accepted, as in "give <form>"
	Example  string
	Doc      string // one sentence
}

// Settings returns every setting in the order of Config.
func Settings() []Setting {
	t := reflect.TypeFor[Config]()
	var all []Setting
	for i := range t.NumField() {
		if s := setting(t.Field(i)); s.Name != "" {
			all = append(all, s)
		}
	}
	return all
}

func setting(f reflect.StructField) Setting {
	name, options, _ := strings.Cut(f.Tag.Get("env"), ",")
	return Setting{
		Name: name, Required: options == "required", Secret: f.Tag.Get("secret") != "",
		Default: f.Tag.Get("envDefault"), Form: f.Tag.Get("form"),
		Example: f.Tag.Get("example"), Doc: f.Tag.Get("doc"),
	}
}

// Help returns the settings for the terminal.
func Help() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, s := range Settings() {
		fmt.Fprintf(w, "  %s\t%s%s\n", s.Name, s.Doc, note(s))
	}
	w.Flush()
	return b.String()
}

func note(s Setting) string {
	switch {
	case s.Required:
		return " Required."
	case s.Default != "":
		return " Default: " + s.Default
	case s.Secret:
		return " Or " + s.Name + "_FILE."
	}
	return ""
}

// Markdown returns the reference of all settings, docs/configuration.md.
func Markdown() string {
	var b strings.Builder
	b.WriteString(`# Configuration

Parley is configured by environment variables, and by a file of them that ` + "`PARLEY_CONFIG`" + ` names; this page is generated from ` + "`bot/config`" + `.
A wrong setting stops the start with one line that names it, says what is wrong and what is accepted.
A secret may come from a file: give its path in the variable with ` + "`_FILE`" + ` at the end.
` + "`parley check`" + ` tries the settings out.

| Variable | What it is | Accepted | Default | Example |
|---|---|---|---|---|
`)
	for _, s := range Settings() {
		name := "`" + s.Name + "`"
		if s.Secret {
			name += " or `" + s.Name + "_FILE`"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", name, s.Doc, s.Form, preset(s), code(s.Example))
	}
	fmt.Fprintf(&b, "\nOther settings of the existing system are accepted and have no effect: %s.\n",
		"`"+strings.Join(idle(), "`, `")+"`")
	return b.String()
}

func preset(s Setting) string {
	if s.Required {
		return "**required**"
	}
	return code(s.Default)
}

func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + s + "`"
}
