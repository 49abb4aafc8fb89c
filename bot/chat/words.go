package chat

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// The words of a line, in English and German, in lower case. Blanks stand for any space.

var days = map[string]int{ // from today
	"today": 0, "tomorrow": 1, "day after tomorrow": 2, "the day after tomorrow": 2,
	"heute": 0, "morgen": 1, "übermorgen": 2, "uebermorgen": 2,
}

var weekdays = map[string]time.Weekday{
	"monday": time.Monday, "tuesday": time.Tuesday, "wednesday": time.Wednesday, "thursday": time.Thursday,
	"friday": time.Friday, "saturday": time.Saturday, "sunday": time.Sunday,
	"montag": time.Monday, "dienstag": time.Tuesday, "mittwoch": time.Wednesday, "donnerstag": time.Thursday,
	"freitag": time.Friday, "samstag": time.Saturday, "sonnabend": time.Saturday, "sonntag": time.Sunday,
}

// shortWeekdays are only read before a date: many are words, too.
var shortWeekdays = map[string]time.Weekday{
	"mon": time.Monday, "tue": time.Tuesday, "wed": time.Wednesday, "thu": time.Thursday, "fri": time.Friday, "sat": time.Saturday, "sun": time.Sunday,
	"mo": time.Monday, "di": time.Tuesday, "mi": time.Wednesday, "do": time.Thursday, "fr": time.Friday, "sa": time.Saturday, "so": time.Sunday,
}

var months = map[string]time.Month{
	"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9, "october": 10, "november": 11, "december": 12,
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
	"januar": 1, "jänner": 1, "februar": 2, "märz": 3, "maerz": 3, "mai": 5, "juni": 6, "juli": 7, "oktober": 10, "dezember": 12,
	"mär": 3, "okt": 10, "dez": 12,
}

var units = map[string]time.Duration{
	"h": time.Hour, "hr": time.Hour, "hrs": time.Hour, "hour": time.Hour, "hours": time.Hour, "std": time.Hour, "stunde": time.Hour, "stunden": time.Hour,
	"m": time.Minute, "min": time.Minute, "mins": time.Minute, "minute": time.Minute, "minutes": time.Minute, "minuten": time.Minute,
}

const workdays = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"

// rules are words for a repetition.
var rules = map[string]string{
	"daily": "FREQ=DAILY", "täglich": "FREQ=DAILY", "taeglich": "FREQ=DAILY",
	"weekdays": workdays, "workdays": workdays, "werktags": workdays,
	"weekly": "FREQ=WEEKLY", "wöchentlich": "FREQ=WEEKLY", "woechentlich": "FREQ=WEEKLY",
	"biweekly": "FREQ=WEEKLY;INTERVAL=2", "14-tägig": "FREQ=WEEKLY;INTERVAL=2", "zweiwöchentlich": "FREQ=WEEKLY;INTERVAL=2",
	"monthly": "FREQ=MONTHLY", "monatlich": "FREQ=MONTHLY",
	"yearly": "FREQ=YEARLY", "annually": "FREQ=YEARLY", "jährlich": "FREQ=YEARLY", "jaehrlich": "FREQ=YEARLY",
}

// spans are what follows “every”.
var spans = map[string]string{
	"day": "FREQ=DAILY", "days": "FREQ=DAILY", "tag": "FREQ=DAILY", "tage": "FREQ=DAILY",
	"weekday": workdays, "workday": workdays, "werktag": workdays,
	"week": "FREQ=WEEKLY", "weeks": "FREQ=WEEKLY", "woche": "FREQ=WEEKLY", "wochen": "FREQ=WEEKLY",
	"month": "FREQ=MONTHLY", "months": "FREQ=MONTHLY", "monat": "FREQ=MONTHLY", "monate": "FREQ=MONTHLY",
	"year": "FREQ=YEARLY", "years": "FREQ=YEARLY", "jahr": "FREQ=YEARLY", "jahre": "FREQ=YEARLY",
}

// numbers are words for how many.
var numbers = map[string]int{
	"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "other": 2, "second": 2,
	"eine": 1, "einer": 1, "zwei": 2, "drei": 3, "vier": 4, "zweite": 2, "zweiten": 2,
}

// abbreviations of time zones are those that mean one thing only.
var abbreviations = map[string]string{
	"utc": "UTC", "gmt": "UTC", "cet": "Europe/Berlin", "cest": "Europe/Berlin", "mez": "Europe/Berlin", "mesz": "Europe/Berlin",
	"eet": "Europe/Athens", "eest": "Europe/Athens", "oez": "Europe/Athens", "oesz": "Europe/Athens", "wez": "Europe/Lisbon", "jst": "Asia/Tokyo",
}

// continents are where a zone that is named by its city is looked for.
var continents = []string{"Europe", "America", "Asia", "Africa", "Australia", "Pacific", "Atlantic", "Indian"}

// cities are those whose names are not those of their zones.
var cities = map[string]string{
	"wien": "Europe/Vienna", "zürich": "Europe/Zurich", "rom": "Europe/Rome", "prag": "Europe/Prague", "warschau": "Europe/Warsaw", "brüssel": "Europe/Brussels",
	"kopenhagen": "Europe/Copenhagen", "athen": "Europe/Athens", "lissabon": "Europe/Lisbon", "moskau": "Europe/Moscow", "tokio": "Asia/Tokyo",
	"hamburg": "Europe/Berlin", "münchen": "Europe/Berlin", "munich": "Europe/Berlin", "köln": "Europe/Berlin", "cologne": "Europe/Berlin", "frankfurt": "Europe/Berlin",
}

// placeholders stand for words in patterns.
var placeholders = strings.NewReplacer(
	"{on}", `(?:(?:on|am|den|dem)\s+)?`, "{day}", choice(days), "{weekday}", choice(weekdays), "{short}", choice(shortWeekdays), "{month}", choice(months),
	"{next}", `(?:(?:next|this|nächste[nr]?|naechste[nr]?|kommende[nr]?|diese[nr]?)\s+)?`,
	"{at}", `(?:um|at|von|from|ab)`, "{to}", `(?:-|–|—|to|until|till|bis)`, "{until}", `(?:until|till|bis(?:\s+zum)?)`, "{for}", `(?:(?:for|für|fuer)\s+)?`,
	"{every}", `(?:every|each|jede[nrs]?|alle)`, "{rule}", choice(rules), "{span}", choice(spans), "{unit}", choice(units), "{number}", choice(numbers),
	"{times}", `(?:times|mal)`)

// choice is a pattern of the words of a table, longer ones first.
func choice[V any](table map[string]V) string {
	words := slices.Collect(maps.Keys(table))
	slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) })
	for i, word := range words {
		words[i] = strings.ReplaceAll(regexp.QuoteMeta(word), " ", `\s+`)
	}
	return strings.Join(words, "|")
}

// pattern compiles what a part of a line looks like, up to the end of a word.
func pattern(form string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)^` + placeholders.Replace(form) + `(?:[\s,;]+|$)`)
}

// key is how a word stands in a table.
func key(word string) string { return strings.Join(strings.Fields(strings.ToLower(word)), " ") }
