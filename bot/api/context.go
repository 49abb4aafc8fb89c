package api

import (
	"net/http"
	"time"

	"golang.org/x/text/language"
	"parley/shared/calendar"
	"parley/shared/command"
	"parley/shared/text"
)

const headerTimezone = "x-timezone"

// context returns the language and the time zone that a request is made in.
func (s *server) context(r *http.Request) command.Context {
	c := command.Context{Locale: localeOf(r), Timezone: r.Header.Get(headerTimezone)}
	if _, err := calendar.ZoneFunc(time.LoadLocation).Location(c.Timezone); err != nil {
		c.Timezone = s.Timezone
	}
	return c
}

// localeOf returns the language in which a request is best answered (RFC 9110
// §12.5.4): the one it weighs most of those that there are texts in.
func localeOf(r *http.Request) string {
	tags, _, _ := language.ParseAcceptLanguage(r.Header.Get("accept-language")) // what cannot be read is not wanted
	for _, tag := range tags {
		if base, _ := tag.Base(); text.Lang(base.String()) == text.Choose(tag.String()) {
			return tag.String()
		}
	}
	return string(text.English)
}
