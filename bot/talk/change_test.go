package talk

import (
	"encoding/json"
	"flag"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/calendar"
)

var update = flag.Bool("update", false, "write testdata/change anew")

const newYork = "America/New_York"

func single(start, end string) calendar.Entry {
	return calendar.Entry{UID: "u", DTStart: wall("2040" + start), DTEnd: wall("2040" + end)}
}

func series(rule string, exclusions ...string) calendar.Entry {
	e := single("1001T103000", "1001T113000")
	e.RRule = rule
	for _, value := range exclusions {
		e.ExDate = append(e.ExDate, wall("2040"+value))
	}
	return e
}

func override(of, start, end string) calendar.Entry {
	e, id := single(start, end), wall("2040"+of)
	e.RecurrenceID = &id
	return e
}

func in(zone string, e calendar.Entry) calendar.Entry {
	e.DTStart.TZID, e.DTEnd.TZID = zone, zone
	return e
}

func named(uid string, e calendar.Entry) calendar.Entry {
	e.UID = uid
	return e
}

func entries(all ...calendar.Entry) []calendar.Entry { return all }

// changesOfMeetings are what the peer's scenarios change (E2E-26, 45 to 50, 60, 62, 63), and what
// can be changed besides.
var changesOfMeetings = map[string]Change{
	"title": {Old: Facts{Title: "Weekly"}, New: Facts{Title: "Review <b> {title}"}},
	"description": {
		Old: Facts{Title: "W", Description: "Bring your laptop\n& a pen"}, New: Facts{Title: "W", Description: strings.Repeat("Long text. ", 60)},
	},
	"description-removed": {Old: Facts{Description: "Nothing new"}, New: Facts{}},
	"first-description":   {Old: Facts{}, New: Facts{Description: "Nothing new"}},
	"time": {
		Old: Facts{Calendar: entries(single("1001T103000", "1001T113000"))}, New: Facts{Calendar: entries(single("1009T104000", "1009T114000"))},
	},
	"time-in-two-zones": {
		OtherZone: newYork,
		Old:       Facts{Calendar: entries(single("1001T103000", "1001T113000"))}, New: Facts{Calendar: entries(named("other", single("1001T150000", "1001T163000")))},
	},
	"time-on-two-days": {
		OtherZone: "Pacific/Auckland",
		Old:       Facts{Calendar: entries(single("1001T103000", "1001T113000"))}, New: Facts{Calendar: entries(single("1001T150000", "1001T163000"))},
	},
	"zone": {
		Old: Facts{Calendar: entries(single("1001T103000", "1001T113000"))}, New: Facts{Calendar: entries(in(newYork, single("1001T103000", "1001T113000")))},
	},
	"edit-series": {
		Old: Facts{Title: "Weekly", Calendar: entries(series("FREQ=DAILY;COUNT=5"))},
		New: Facts{Title: "Daily", Calendar: entries(func() calendar.Entry {
			e := single("1002T110000", "1002T120000")
			e.RRule = "FREQ=WEEKLY;BYDAY=MO,TU,TH;COUNT=5"
			return e
		}())},
	},
	"series-to-single": {Old: Facts{Calendar: entries(series("FREQ=DAILY;COUNT=5"))}, New: Facts{Calendar: entries(series(""))}},
	"single-to-series": {Old: Facts{Calendar: entries(series(""))}, New: Facts{Calendar: entries(series("FREQ=DAILY;COUNT=5"))}},
	"occurrence-moved": {
		OtherZone: "Europe/Paris", // which has the time of Berlin
		Old:       Facts{Calendar: entries(series("FREQ=DAILY;COUNT=5"))},
		New:       Facts{Calendar: entries(series("FREQ=DAILY;COUNT=5"), override("1003T103000", "1008T140000", "1008T150000"))},
	},
	"occurrence-deleted": {
		Old: Facts{Calendar: entries(series("FREQ=DAILY;COUNT=5"))}, New: Facts{Calendar: entries(series("FREQ=DAILY;COUNT=5", "1003T103000"))},
	},
	"occurrence-restored": {
		Old: Facts{Title: "A", Calendar: entries(series("FREQ=DAILY;COUNT=5", "1003T103000"))}, New: Facts{Title: "B", Calendar: entries(series("FREQ=DAILY;COUNT=5"))},
	},
	"entries": {
		Old: Facts{Calendar: entries(single("1001T103000", "1001T113000"), named("gone", single("1004T080000", "1005T090000")))},
		New: Facts{Calendar: entries(single("1001T103000", "1001T113000"), named("new", series("FREQ=WEEKLY;UNTIL=20401101T000000Z")))},
	},
	"many": {Old: Facts{Calendar: entries(series("FREQ=DAILY"))}, New: Facts{Calendar: entries(series("FREQ=DAILY", days(12)...))}},
	"mended": {
		Old: Facts{Calendar: entries(in("Mars/Base", single("1001T103000", "1001T113000")), named("gone", in("Mars/Base", series("FREQ=DAILY"))))},
		New: Facts{Calendar: entries(single("1001T103000", "1001T113000"))},
	},
}

func days(n int) (values []string) {
	for day := range n {
		values = append(values, fmt.Sprintf("10%02dT103000", day+2))
	}
	return values
}

func TestChanges(t *testing.T) {
	t.Parallel()
	for name, c := range changesOfMeetings {
		for _, locale := range []string{"en-GB", "de"} {
			c.Locale, c.Zone, c.Zones = locale, "Europe/Berlin", zones
			plain, rich, differs := c.Text()
			assert.True(t, differs, name)
			file := filepath.Join("testdata", "change", name+"."+locale+".txt")
			if *update {
				require.NoError(t, os.WriteFile(file, []byte(plain+"\n\n"+rich+"\n"), 0o644))
			}
			want, err := os.ReadFile(file)
			require.NoError(t, err)
			assert.Equal(t, string(want), plain+"\n\n"+rich+"\n", file)
			assert.Equal(t, plain, plainOf(rich), file)
		}
	}
}

var tags = regexp.MustCompile(`</?strong>|<span data-mx-color="#[0-9a-f]{6}">|</span>`)

// plainOf is what is left of our HTML without its markup.
func plainOf(rich string) string {
	return html.UnescapeString(strings.ReplaceAll(tags.ReplaceAllString(rich, ""), "<br>", "\n"))
}

func TestNothingToSay(t *testing.T) {
	t.Parallel()
	same := Facts{Title: "A", Description: "B", Calendar: entries(series("FREQ=DAILY;COUNT=5", "1003T103000"))}
	written := Facts{Title: "A", Description: "B", Calendar: entries(series("freq=daily;count=5;interval=1", "1003T103000"))}
	_, _, differs := Change{Locale: "en", Zone: "Europe/Berlin", Zones: zones, Old: same, New: written}.Text()
	assert.False(t, differs)
}

// maxEvent is how large an event may be (Matrix specification, size limits), less what a
// homeserver adds to a content.
const maxEvent = 60_000

// Whatever a room's state holds, the message is one that homeservers take.
func TestTheLargestChange(t *testing.T) {
	t.Parallel()
	old, now := Facts{Title: strings.Repeat(`"`, 60_000), Description: strings.Repeat("<", 60_000)}, Facts{Title: strings.Repeat("\u2028", 60_000), Description: strings.Repeat("\n'", 30_000)}
	for i := range 50 {
		e := named(fmt.Sprint(i), series("FREQ=HOURLY;"+strings.Repeat("'", 1000)))
		old.Calendar = append(old.Calendar, e)
		e.RRule = "FREQ=HOURLY;" + strings.Repeat(`"`, 1000)
		now.Calendar = append(now.Calendar, e)
	}
	plain, rich, differs := Change{Locale: "de", Zone: "Europe/Berlin", OtherZone: newYork, Zones: zones, Old: old, New: now}.Text()
	require.True(t, differs)
	assert.Contains(t, plain, "und 40 weitere Änderungen")
	assert.Less(t, size(t, plain)+size(t, rich), maxEvent)
}

func size(t *testing.T, s string) int {
	t.Helper()
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // as homeservers count
	require.NoError(t, e.Encode(s))
	return b.Len()
}

// Everything in a room's state comes from strangers.
func FuzzChange(f *testing.F) {
	f.Add("en-GB", "Europe/Berlin", "A", "<i>", "FREQ=DAILY;COUNT=5", "FREQ=WEEKLY", "20401001T103000", "20401002T103000")
	f.Add("de", "Mars/Base", "\x00{title}", "\xff\u202e", "FREQ=SECONDLY", "BYDAY=1MO", "20261025T023000", "x")
	f.Fuzz(func(t *testing.T, locale, zone, title, description, rule, other, start, end string) {
		if len(locale) > 64 || len(zone) > 64 {
			return
		}
		entry := calendar.Entry{UID: title, DTStart: wall(start), DTEnd: wall(end), RRule: rule, ExDate: []calendar.DateTime{wall(end)}}
		changed := entry
		changed.RRule, changed.DTStart.TZID, changed.ExDate = other, zone, nil
		plain, rich, _ := Change{
			Locale: locale, Zone: zone, OtherZone: "Europe/Berlin", Zones: zones,
			Old: Facts{Title: title, Calendar: entries(entry)}, New: Facts{Title: description, Description: description, Calendar: entries(changed)},
		}.Text()
		if plainOf(rich) != plain || size(t, plain)+size(t, rich) > maxEvent || strings.ContainsAny(plain, "\x00\x1b") {
			t.Fatalf("%q %q", plain, rich)
		}
	})
}
