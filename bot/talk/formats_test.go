package talk

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/text"
)

var _ text.Formats = (*Formats)(nil)

// icu is testdata/intl.json, written by playwright/oracles/intl.mjs: what the Intl of
// Node says, which is ICU.
type icu struct {
	Zones   []string
	Spans   [][3]string // name, from, to
	Lists   [][]string
	Locales map[string]struct {
		Dates                            map[string]string
		MonthDays, Months, Weekdays, And []string
		Or                               []string
		Zoned                            map[string][]string  // by zone, as Spans
		ShortNames                       map[string][2]string // by zone, in January and July
	}
}

func readICU(t *testing.T) (i icu) {
	t.Helper()
	data, err := os.ReadFile("testdata/intl.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &i))
	require.Len(t, i.Locales, 6)
	return i
}

func TestDatesAreThoseOfICU(t *testing.T) {
	t.Parallel()
	for tag, want := range readICU(t).Locales {
		f := FormatsFor(tag)
		for day, words := range want.Dates {
			d, err := time.Parse(time.DateOnly, day)
			require.NoError(t, err)
			assert.Equal(t, words, f.Date(d), tag)
		}
		for i := range 12 {
			assert.Equal(t, want.MonthDays[i], f.MonthDay(time.Month(i+1), 29), tag)
			assert.Equal(t, want.Months[i], f.Month(time.Month(i+1)), tag)
		}
		for i := range 7 {
			assert.Equal(t, want.Weekdays[i], f.Weekday(time.Weekday(i)), tag)
		}
	}
}

func TestListsAreThoseOfICU(t *testing.T) {
	t.Parallel()
	all := readICU(t)
	for tag, want := range all.Locales {
		for i, list := range all.Lists {
			assert.Equal(t, want.And[i], FormatsFor(tag).And(list), tag)
			assert.Equal(t, want.Or[i], FormatsFor(tag).Or(list), tag)
		}
	}
}

// spaces makes all spaces plain: V8 writes those of ICU in spans, and plain ones in
// single dates.
var spaces = strings.NewReplacer("\u202f", " ", "\u2009", " ")

func TestSpansAreThoseOfICU(t *testing.T) {
	t.Parallel()
	all := readICU(t)
	same, changes := 0, 0
	for tag, want := range all.Locales {
		f := FormatsFor(tag)
		for zone, spans := range want.Zoned {
			for i, words := range spans {
				from, to := instant(t, all.Spans[i][1]), instant(t, all.Spans[i][2])
				if changesWithinDay(t, from, to, zone) { // ICU shows one of the two offsets
					changes++
					continue
				}
				same++
				got := f.ZonedDates(from, to, zone)
				assert.Equal(t, spaces.Replace(words), spaces.Replace(got), "%s, %s: %s", tag, zone, all.Spans[i][0])
			}
		}
	}
	t.Logf("%d spans as in ICU; in %d the clocks change within the day and we show both offsets", same, changes)
}

func instant(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02T15:04Z", s)
	require.NoError(t, err)
	return at
}

func changesWithinDay(t *testing.T, from, to time.Time, zone string) bool {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	require.NoError(t, err)
	from, to = from.In(loc), to.In(loc)
	_, a := from.Zone()
	_, b := to.Zone()
	return a != b && from.YearDay() == to.YearDay()
}

func TestSpanOverAChangeOfOffset(t *testing.T) {
	t.Parallel()
	from := instant(t, "2026-10-25T00:30Z")
	assert.Equal(t, "Sun, 25 October 2026, 02:30 CEST\u2009–\u200902:30 CET", FormatsFor("en-GB").ZonedDates(from, from.Add(time.Hour), "Europe/Berlin"))
}

// Names of all zones. Where we differ, we have the offset: the library lacks
// abbreviations for zones with two slashes in America, and writes no offset as GMT,
// not GMT+0.
func TestZoneNamesAreThoseOfICU(t *testing.T) {
	t.Parallel()
	same, zero, american := 0, 0, 0
	for tag, want := range readICU(t).Locales {
		f := FormatsFor(tag)
		for zone, names := range want.ShortNames {
			for i, month := range []time.Month{1, 7} {
				at := time.Date(2026, month, 15, 12, 0, 0, 0, time.UTC)
				got := f.zoneName(at, zone)
				switch {
				case got == names[i]:
					same++
				case got == "GMT" && names[i] == "GMT+0":
					zero++
				case strings.HasPrefix(zone, "America/") && strings.Count(zone, "/") == 2:
					american++
					assert.Equal(t, value(f.as(zoneOffset, zone).FormatToParts(at), "timeZoneName"), got, zone)
				default:
					assert.Equal(t, names[i], got, "%s: %s", tag, zone)
				}
			}
		}
	}
	t.Logf("%d names as in ICU; %d GMT for GMT+0; %d offsets for abbreviations", same, zero, american)
}

func TestLocalesOfStrangers(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]string{
		"": "en", "en": "en", "en-US": "en-US", "EN_gb": "en-GB", "en-DE": "en-GB", "en-Latn-IN": "en-GB", "en-CA": "en-CA",
		"de": "de", "de-at": "de-AT", "de-CH-1996": "de-CH", "de-x-foo": "de", "de-u-nu-arab": "de", "de-<b>": "de",
		"fr": "en", "fr-FR": "en", "dex-AT": "en", "x-de": "en", strings.Repeat("de-", 20): "de-DE", "de\x00-AT": "en",
	} {
		assert.Equal(t, want, supported(tag), tag)
		assert.NotEmpty(t, FormatsFor(tag).Month(time.May))
	}
}

func TestFormatsAreBounded(t *testing.T) {
	t.Parallel()
	var group sync.WaitGroup
	for i := range 4 {
		group.Go(func() {
			for j := range 80 {
				tag := fmt.Sprintf("de-%c%c", 'A'+i, 'A'+j%26)
				zone := fmt.Sprintf("Etc/GMT+%d", j)
				assert.NotEmpty(t, FormatsFor(tag).ZonedDates(time.Unix(0, 0), time.Unix(3600, 0), zone))
			}
		})
	}
	group.Wait()
	assert.LessOrEqual(t, len(known.formats), maxLocales)
	assert.LessOrEqual(t, len(FormatsFor("de-AA").dates), maxForms)
}

// Locales, zones and times come from strangers.
func FuzzFormats(f *testing.F) {
	f.Add("en-GB", "Europe/Berlin", int64(1_795_000_000), int64(5400))
	f.Add("de-AT-u-nu-arab-ca-islamic", "Etc/GMT+12", int64(-62_135_596_800), int64(1))
	f.Add("en-u-hc-h11-x-a", "../../etc/passwd", int64(253_402_300_799), int64(86_400))
	f.Fuzz(func(t *testing.T, tag, zone string, from, length int64) {
		const year1, year9999 = -62_135_596_800, 253_402_300_799
		if from < year1 || from > year9999 || length < 0 || length > 1e9 || len(tag) > 64 || len(zone) > 64 {
			return
		}
		start := time.Unix(from, 0).UTC()
		formats := FormatsFor(tag)
		words := formats.ZonedDates(start, start.Add(time.Duration(length)*time.Second), zone) + formats.Date(start)
		if len(words) > 300 || strings.ContainsAny(words, "<>{}") {
			t.Fatalf("%q", words)
		}
	})
}
