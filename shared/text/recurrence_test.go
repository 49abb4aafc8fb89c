package text

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/calendar"
)

var testZones = calendar.ZoneFunc(time.LoadLocation)

// series is one whose occurrences take an hour.
func series(rule, start string) *calendar.Entry {
	at := calendar.DateTime{TZID: "Europe/Berlin", Value: start}
	return &calendar.Entry{UID: "u", DTStart: at, DTEnd: at, RRule: rule}
}

// testdata/recurrence.json: rules of every kind with their texts, for a series that
// starts on Monday, 3 September 2040, 10:30 unless it says otherwise.
func TestDescribe(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/recurrence.json")
	require.NoError(t, err)
	var vectors []struct{ Rule, Start, En, De string }
	require.NoError(t, json.Unmarshal(data, &vectors))
	require.Greater(t, len(vectors), 100)
	for _, v := range vectors {
		e := series(v.Rule, cmp.Or(v.Start, "20400903T103000"))
		assert.Equal(t, v.En, Describe(English, plainFormats(English), e, testZones), v.Rule)
		assert.Equal(t, v.De, Describe(German, plainFormats(German), e, testZones), v.Rule)
	}
}

func TestDescribeUntilInAnUnknownZone(t *testing.T) {
	t.Parallel()
	e := series("FREQ=DAILY;UNTIL=20401003T215959Z", "20400903T103000")
	e.DTStart.TZID = "Mars/Base"
	assert.Equal(t, "Daily until 3 October 2040", Describe(English, plainFormats(English), e, testZones))
}

func TestDescribeIsSilentAboutOverrides(t *testing.T) {
	t.Parallel()
	e := series("FREQ=DAILY", "20400903T103000")
	e.RecurrenceID = &e.DTStart
	assert.Empty(t, Describe(English, plainFormats(English), e, testZones))
}

// Rules with the same text have the same dates, whatever they look like.
func TestSameTextSameDates(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewSource(1))
	dates, rules := map[string]string{}, map[string]string{}
	same := 0
	for range 3000 {
		rule := randomRule(random)
		if parsed, err := calendar.ParseRule(rule); err != nil || !parsed.Expandable(series(rule, "20400903T103000").DTStart) {
			continue
		}
		words := Describe(English, plainFormats(English), series(rule, "20400903T103000"), testZones)
		assertFilled(t, words, rule)
		found := firstDates(t, rule)
		if other, ok := dates[words]; ok && rules[words] != rule {
			same++
			require.Equal(t, other, found, "%q: %s and %s", words, rule, rules[words])
		}
		dates[words], rules[words] = found, rule
	}
	t.Logf("%d texts of random rules; %d more rules share one of them and have its dates", len(dates), same)
	assert.Greater(t, len(dates), 800)
	assert.Greater(t, same, 300)
}

func assertFilled(t *testing.T, words, rule string) {
	t.Helper()
	if words == "" || strings.ContainsAny(words, "{}#") || strings.Contains(words, "  ") || strings.Contains(words, " ,") {
		t.Fatalf("%s: %q", rule, words)
	}
}

// firstDates are those of two years, and of one a century later.
func firstDates(t *testing.T, rule string) string {
	t.Helper()
	var b strings.Builder
	for _, span := range [][2]int{{2040, 2042}, {2140, 2141}} {
		from, to := time.Date(span[0], 1, 1, 0, 0, 0, 0, time.UTC), time.Date(span[1], 1, 1, 0, 0, 0, 0, time.UTC)
		found, err := calendar.Occurrences([]calendar.Entry{*series(rule, "20400903T103000")}, from, to, testZones)
		require.NoError(t, err)
		for _, o := range found {
			b.WriteString(o.Start.Format("20060102 "))
		}
	}
	return b.String()
}

// randomRule makes rules of few values, so that many of them mean the same.
func randomRule(random *rand.Rand) string {
	pick := func(values ...string) string { return values[random.Intn(len(values))] }
	rule := "FREQ=" + pick("DAILY", "WEEKLY", "MONTHLY", "MONTHLY", "YEARLY", "YEARLY")
	add := func(chance int, name string, values ...string) {
		if random.Intn(chance) == 0 {
			rule += ";" + name + "=" + pick(values...)
		}
	}
	add(2, "INTERVAL", "1", "2", "3")
	add(6, "COUNT", "1", "5")
	add(6, "UNTIL", "20411003T215959Z", "20411003", "20411003T103000", "20411003T102959", "20411002T220000Z")
	add(4, "BYMONTH", "9", "10", "2,9", "1,2,3,9")
	add(4, "BYMONTHDAY", "3", "1,15", "-1", "30", "3,-1", "-2,-3")
	add(2, "BYDAY", "MO", "TU,TH", "MO,TU,WE,TH,FR", "MO,TU,WE,TH,FR,SA,SU", "SA,SU", "1MO", "-1FR", "1MO,3MO", "1MO,FR", "2TU,-1SU")
	add(4, "BYSETPOS", "1", "-1", "2", "1,-1")
	add(5, "BYYEARDAY", "1", "100,-1", "247")
	add(5, "BYWEEKNO", "1", "36", "36,-1")
	add(3, "WKST", "MO", "SU", "WE")
	return rule
}

func FuzzDescribe(f *testing.F) {
	f.Add("FREQ=MONTHLY;BYDAY=-1FR;COUNT=5", "20400903T103000", "Europe/Berlin")
	f.Add("FREQ=YEARLY;BYWEEKNO=1,-1;UNTIL=00010101T000000Z;WKST=SU", "00010101T000000", "Asia/Kolkata")
	f.Add("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29,30;BYSETPOS=-366", "99991231T235959", "")
	f.Fuzz(func(t *testing.T, rule, start, zone string) {
		e := series(rule, start)
		e.DTStart.TZID = zone
		for _, l := range []Lang{English, German} {
			words := Describe(l, plainFormats(l), e, testZones)
			unsupported, _, _ := strings.Cut(Get(l, RepeatUnsupported), "{")
			if !strings.HasPrefix(words, unsupported) && rule != "" {
				assertFilled(t, words, fmt.Sprintf("%q", rule))
			}
			if len(words) > 40*(len(rule)+10) {
				t.Fatalf("%d bytes for a rule of %d", len(words), len(rule))
			}
		}
	})
}
