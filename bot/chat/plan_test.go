package chat

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"parley/shared/calendar"
	"parley/shared/command"
)

const form = "2006-01-02 15:04"

func TestPlans(t *testing.T) {
	for line, want := range map[string][4]string{ // title, from, to, rule
		"Planning 2040-10-03 10:30-11:30 weekly":                          {"Planning", "2040-10-03 10:30", "2040-10-03 11:30", "FREQ=WEEKLY"},
		"Planung 3.10.2040 10:30–11:30 Uhr wöchentlich":                   {"Planung", "2040-10-03 10:30", "2040-10-03 11:30", "FREQ=WEEKLY"},
		"A  long title, with 12:30 in it 2040-10-03 9:00":                 {"A  long title, with 12:30 in it", "2040-10-03 09:00", "2040-10-03 10:00", ""},
		`"Report 2039-12-31" 2040-10-03 10:30 - 11:30`:                    {"Report 2039-12-31", "2040-10-03 10:30", "2040-10-03 11:30", ""},
		"„Bericht 1.1.2040“ 03.10.2040 10:30 bis 11:30 Uhr":               {"Bericht 1.1.2040", "2040-10-03 10:30", "2040-10-03 11:30", ""},
		"“Call” 2040-10-03 10:30 pm to 11:15 PM":                          {"Call", "2040-10-03 22:30", "2040-10-03 23:15", ""},
		"Noon 2040-10-03 12:00am-12:00pm":                                 {"Noon", "2040-10-03 00:00", "2040-10-03 12:00", ""},
		"Night shift 2040-10-03 22:00-06:00":                              {"Night shift", "2040-10-03 22:00", "2040-10-04 06:00", ""},
		"All day 2040-10-03 00:00-00:00":                                  {"All day", "2040-10-03 00:00", "2040-10-04 00:00", ""},
		"Daily 2040-10-03 10:30 DAILY 5x":                                 {"Daily", "2040-10-03 10:30", "2040-10-03 11:30", "FREQ=DAILY;COUNT=5"},
		"Täglich 2040-10-03 10:30 ×3 werktags":                            {"Täglich", "2040-10-03 10:30", "2040-10-03 11:30", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=3"},
		"Monthly 2040-10-03 10:30 monthly until 2041-01-31 Europe/Berlin": {"Monthly", "2040-10-03 10:30", "2040-10-03 11:30", "FREQ=MONTHLY;UNTIL=20410131T225959Z"},
		"Jährlich 2040-10-03 10:30 Europe/Berlin jährlich bis 3.10.2050":  {"Jährlich", "2040-10-03 10:30", "2040-10-03 11:30", "FREQ=YEARLY;UNTIL=20501003T215959Z"},
		"Once 2040-10-03 10:30 utc":                                       {"Once", "2040-10-03 10:30", "2040-10-03 11:30", ""},
		`"Unclosed 2040-10-03 10:30`:                                      {`"Unclosed`, "2040-10-03 10:30", "2040-10-03 11:30", ""},
		"Tabs\tand\nlines\t2040-10-03\n10:30-11:30\tdaily":                {"Tabs\tand\nlines", "2040-10-03 10:30", "2040-10-03 11:30", "FREQ=DAILY"},
	} {
		p, mistake := ParsePlan(line)
		require.Nil(t, mistake, line)
		berlin, err := time.LoadLocation("Europe/Berlin")
		require.NoError(t, err)
		e := p.Entry("u", "Europe/Berlin", berlin)
		assert.Equal(t, want, [4]string{p.Title, p.From.Format(form), p.To.Format(form), e.RRule}, line)
	}
}

func TestMistakes(t *testing.T) {
	for line, want := range map[string]Mistake{
		"":                                                 {NoTitle, ""},
		"2040-10-03 10:30":                                 {NoTitle, ""},
		`"" 2040-10-03 10:30`:                              {NoTitle, ""},
		`"Title" tomorrow 10:30`:                           {NoDate, "tomorrow"},
		"Planning":                                         {NoDate, ""},
		"Planning tomorrow 10:30":                          {NoDate, ""},
		"Planning 2040-02-30 10:30":                        {BadDate, "2040-02-30"},
		"Planning 31.11.2040 10:30":                        {BadDate, "31.11.2040"},
		"Planning 0000-01-01 10:30":                        {BadDate, "0000-01-01"},
		"Planning 2040-10-03":                              {NoTime, ""},
		"Planning 2040-10-03 noon":                         {NoTime, "noon"},
		"Planning 2040-10-03 10:300":                       {NoTime, "10:300"},
		"Planning 2040-10-03 24:00":                        {BadTime, "24:00"},
		"Planning 2040-10-03 10:30-11:60":                  {BadTime, "10:30-11:60"},
		"Planning 2040-10-03 13:00 pm":                     {BadTime, "13:00 pm"},
		"Planning 2040-10-03 10:30 often":                  {BadWord, "often"},
		"Planning 2040-10-03 10:30 daily weekly":           {BadWord, "weekly"},
		"Planning 2040-10-03 10:30 daily 0x":               {BadWord, "0x"},
		"Planning 2040-10-03 10:30 daily 3x 4x":            {BadWord, "4x"},
		"Planning 2040-10-03 10:30 <b>x</b>":               {BadWord, "<b>x</b>"},
		"Planning 2040-10-03 10:30 ../../etc":              {BadWord, "../../etc"},
		"Planning 2040-10-03 10:30 a/b c/d":                {BadWord, "c/d"},
		"Planning 2040-10-03 10:30 5x":                     {NoRule, ""},
		"Planning 2040-10-03 10:30 daily until":            {BadUntil, ""},
		"Planning 2040-10-03 10:30 daily bis x":            {BadUntil, "x"},
		"Planning 2040-10-03 10:30 daily until 2040-10-02": {BadUntil, "2040-10-02"},
	} {
		_, mistake := ParsePlan(line)
		require.NotNil(t, mistake, line)
		assert.Equal(t, want, *mistake, line)
	}
}

// A plan that is read is a meeting, unless title, length or dates are beyond the limits
// of commands.
func FuzzPlan(f *testing.F) {
	for _, line := range []string{
		"Planning 2040-10-03 10:30-11:30 weekly 5x Europe/Berlin", "„A“ 3.10.2040 22:00 bis 1:00 Uhr täglich bis 4.10.2040",
		`"x" 2040-10-03 1:00 pm`, "9999-12-31 a 9999-12-31 23:59",
	} {
		f.Add(line)
	}
	zones := calendar.ZoneFunc(time.LoadLocation)
	berlin, err := zones.Location("Europe/Berlin")
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, line string) {
		p, mistake := ParsePlan(line)
		if mistake != nil {
			require.LessOrEqual(t, len(mistake.Word), len(line))
			return
		}
		require.NotEmpty(t, strings.TrimSpace(p.Title))
		require.True(t, p.To.After(p.From))
		require.LessOrEqual(t, p.To.Sub(p.From), 24*time.Hour)
		create := command.Create{Title: "T", Calendar: []calendar.Entry{p.Entry("u", "Europe/Berlin", berlin)}}
		if p.To.Year() < 9999 && p.From.Year() >= 1900 {
			require.Empty(t, create.Validate(zones), line)
		}
	})
}
