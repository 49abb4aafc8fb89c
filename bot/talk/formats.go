package talk

import (
	"strings"
	"sync"

	"github.com/agentable/go-intl/datetimeformat"
	"github.com/agentable/go-intl/listformat"
	"github.com/agentable/go-intl/locale"

	"parley/shared/text"
)

// Formats writes dates and lists for one locale with the data of CLDR. It implements
// text.Formats and may be used by several goroutines.
type Formats struct {
	locales locale.List
	and, or *listformat.ListFormat

	mu    sync.Mutex
	dates map[form]*datetimeformat.DateTimeFormat
}

// form is a way of writing dates in a zone.
type form struct {
	kind kind
	zone string // IANA
}

type kind uint8

const (
	longDate    kind = iota // 3 October 2040
	monthDay                // 3 October
	month                   // October
	weekday                 // Wednesday
	weekdayDate             // Wed, 3 October 2040
	dateTime                // Wed, 3 October 2040 at 10:30
	clock                   // 10:30
	zoneName                // 10:30 CEST
	zoneOffset              // 10:30 GMT+2
)

var forms = [...]datetimeformat.Options{
	longDate:    {Year: "numeric", Month: "long", Day: "numeric"},
	monthDay:    {Month: "long", Day: "numeric"},
	month:       {Month: "long"},
	weekday:     {Weekday: "long"},
	weekdayDate: {Weekday: "short", Year: "numeric", Month: "long", Day: "numeric"},
	dateTime:    {Weekday: "short", Year: "numeric", Month: "long", Day: "numeric", Hour: "numeric", Minute: "2-digit"},
	clock:       {Hour: "numeric", Minute: "2-digit"},
	zoneName:    {Hour: "numeric", Minute: "2-digit", TimeZoneName: "short"},
	zoneOffset:  {Hour: "numeric", Minute: "2-digit", TimeZoneName: "shortOffset"},
}

// Limits of what is kept: locales and zones are named by people.
const (
	maxLocales = 64
	maxForms   = 64 // of one locale
)

// known are the formats that were asked for, by locale.
var known = struct {
	sync.Mutex
	formats map[string]*Formats
}{formats: map[string]*Formats{}}

// FormatsFor returns the formats for a BCP 47 tag: those of its language and region
// if the catalogs have the language, else English ones.
func FormatsFor(tag string) *Formats {
	tag = supported(tag)
	known.Lock()
	defer known.Unlock()
	f, ok := known.formats[tag]
	if !ok {
		if len(known.formats) >= maxLocales {
			clear(known.formats)
		}
		f = newFormats(tag)
		known.formats[tag] = f
	}
	return f
}

func newFormats(tag string) *Formats {
	locales, err := locale.ParseList(tag)
	if err != nil { // a region that does not exist
		locales = locale.MustParseList(string(text.Choose(tag)))
	}
	list := func(kind listformat.Type) *listformat.ListFormat {
		f, err := listformat.New(locales, listformat.Options{Type: kind})
		if err != nil {
			panic(err)
		}
		return f
	}
	return &Formats{
		locales: locales, and: list(listformat.Conjunction), or: list(listformat.Disjunction),
		dates: map[form]*datetimeformat.DateTimeFormat{},
	}
}

// american are regions that write English dates as the USA do (CLDR: those whose
// parent is en, not en-001), or have data of their own.
const american = " US AS BI GU MH MP PH PR UM VI AU CA "

// supported reduces a tag to a language of the catalogs and a region. English of a
// region that the library has no data for is written as in Britain, which is where
// CLDR takes most of it from.
func supported(tag string) string {
	lang := text.Choose(tag)
	parts := strings.Split(strings.ReplaceAll(tag, "_", "-"), "-")
	for _, part := range parts[1:] {
		if len(part) == 1 { // extensions follow
			break
		}
		if region := strings.ToUpper(part); isRegion(region) && strings.EqualFold(parts[0], string(lang)) {
			if lang == text.English && !strings.Contains(american, " "+region+" ") {
				region = "GB"
			}
			return string(lang) + "-" + region
		}
	}
	return string(lang)
}

// isRegion reports whether an upper-case subtag is a country.
func isRegion(subtag string) bool {
	return len(subtag) == 2 && 'A' <= subtag[0] && subtag[0] <= 'Z' && 'A' <= subtag[1] && subtag[1] <= 'Z'
}

// as returns how to write in a zone, in UTC if the library does not know the zone.
func (f *Formats) as(k kind, zone string) *datetimeformat.DateTimeFormat {
	f.mu.Lock()
	defer f.mu.Unlock()
	if d, ok := f.dates[form{k, zone}]; ok {
		return d
	}
	options := forms[k]
	options.TimeZone = zone
	d, err := datetimeformat.New(f.locales, options)
	if err != nil {
		options.TimeZone = "UTC"
		if d, err = datetimeformat.New(f.locales, options); err != nil {
			panic(err)
		}
	}
	if len(f.dates) >= maxForms {
		clear(f.dates)
	}
	f.dates[form{k, zone}] = d
	return d
}
