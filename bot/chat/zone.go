package chat

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"parley/shared/calendar"
)

var (
	zoneName = pattern(`([a-z][a-z0-9_+-]*(?:/[a-z0-9_+-]+)+)`)
	cityName = pattern(`(\p{L}{3,20}(?:[ _]\p{L}{3,20})?)`)
	oneCity  = pattern(`(\p{L}{3,20})`)
	short    = pattern(`(\p{L}{3,5})`)
)

// readZone reads a time zone from what a text begins with: its name, an abbreviation, or,
// if cities may be meant, that of one, which has to be the only one of its name.
func readZone(s string, zones calendar.Zones, places bool) (zone, rest string, ok bool) {
	if m := zoneName.FindStringSubmatch(s); m != nil {
		return m[1], s[len(m[0]):], true
	}
	if m := short.FindStringSubmatch(s); m != nil && abbreviations[key(m[1])] != "" {
		return abbreviations[key(m[1])], s[len(m[0]):], true
	}
	for _, form := range []*regexp.Regexp{cityName, oneCity} {
		if m := form.FindStringSubmatch(s); m != nil && places {
			if zone := zoneOf(m[1], zones); zone != "" {
				return zone, s[len(m[0]):], true
			}
		}
	}
	return "", s, false
}

// zoneOf returns the zone of a city, "" when there is none or more than one.
func zoneOf(city string, zones calendar.Zones) (zone string) {
	if zone = cities[key(city)]; zone != "" {
		return zone
	}
	parts := strings.FieldsFunc(strings.ToLower(city), func(r rune) bool { return r == ' ' || r == '_' })
	for i, part := range parts {
		_, first := utf8.DecodeRuneInString(part)
		parts[i] = strings.ToUpper(part[:first]) + part[first:]
	}
	for _, continent := range continents {
		name := continent + "/" + strings.Join(parts, "_")
		if _, err := zones.Location(name); err != nil {
			continue
		}
		if zone != "" {
			return ""
		}
		zone = name
	}
	return zone
}
