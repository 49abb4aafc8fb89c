package calendar

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// rfcExample is one of RFC 5545 §3.8.5.3, in New York at nine.
type rfcExample struct {
	Name   string
	Start  string
	RRules []string // alternatives with the same dates
	ExDate string
	Dates  []string
	More   bool   // the RFC lists only the beginning
	Kept   string // not expanded but kept as text: "accepted" or "refused" when a meeting is written
}

// entry takes an hour.
func (e rfcExample) entry(rule string) Entry {
	const zone = "America/New_York"
	end := strings.Replace(e.Start, "T09", "T10", 1)
	entry := Entry{UID: "rfc", DTStart: DateTime{zone, e.Start}, DTEnd: DateTime{zone, end}, RRule: rule}
	if e.ExDate != "" {
		entry.ExDate = []DateTime{{zone, e.ExDate}}
	}
	return entry
}

func TestRFC5545Examples(t *testing.T) {
	t.Parallel()
	var examples []rfcExample
	data, err := os.ReadFile("testdata/rfc5545.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &examples))
	for _, e := range examples {
		for _, rule := range e.RRules {
			t.Run(e.Name, func(t *testing.T) {
				entries := []Entry{e.entry(rule)}
				accepted := e.Kept != "refused"
				assert.Equal(t, accepted, len(Validate(entries, "calendar", zones)) == 0, rule)
				if e.Kept != "" {
					assert.Len(t, expandRFC(t, entries, "2007-12-31"), 1, "only the start of %s is known", rule)
					return
				}
				last := "2007-12-31"
				if e.More {
					last = e.Dates[len(e.Dates)-1]
				}
				assert.Equal(t, e.Dates, expandRFC(t, entries, last), rule)
			})
		}
	}
}

// expandRFC returns the local dates until the end of the last one, and checks that
// all begin at nine.
func expandRFC(t *testing.T, entries []Entry, last string) []string {
	loc, err := time.LoadLocation("America/New_York")
	require.NoError(t, err)
	to, err := time.ParseInLocation(time.DateOnly, last, loc)
	require.NoError(t, err)
	found, err := Occurrences(entries, date("1996-01-01T00:00:00Z"), to.AddDate(0, 0, 1), zones)
	require.NoError(t, err)
	var dates []string
	for _, o := range found {
		local := o.Start.In(loc)
		assert.Equal(t, "09:00:00", local.Format(time.TimeOnly))
		dates = append(dates, local.Format(time.DateOnly))
	}
	return dates
}
