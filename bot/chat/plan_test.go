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

var (
	zones  = calendar.ZoneFunc(time.LoadLocation)
	monday = time.Date(2040, 10, 1, 8, 0, 0, 0, time.UTC)
)

// read reads a line on a Monday at eight.
func read(line string) (p Plan, zone string, mistake *Mistake) {
	d, mistake := ParsePlan(line, zones)
	if mistake == nil {
		p, mistake = d.At(monday)
	}
	return p, d.Zone, mistake
}

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
		"Night 2040-10-03 19:00-7:00":                                     {"Night", "2040-10-03 19:00", "2040-10-04 07:00", ""},
		"All day 2040-10-03 00:00-00:00":                                  {"All day", "2040-10-03 00:00", "2040-10-04 00:00", ""},
		"All day 2040-10-03 0-24 Uhr":                                     {"All day", "2040-10-03 00:00", "2040-10-04 00:00", ""},
		"Daily 2040-10-03 10:30 DAILY 5x":                                 {"Daily", "2040-10-03 10:30", "2040-10-03 11:30", "FREQ=DAILY;COUNT=5"},
		"Täglich 2040-10-03 10:30 ×3 werktags":                            {"Täglich", "2040-10-03 10:30", "2040-10-03 11:30", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=3"},
		"Monthly 2040-10-03 10:30 monthly until 2041-01-31 Europe/Berlin": {"Monthly", "2040-10-03 10:30", "2040-10-03 11:30", "FREQ=MONTHLY;UNTIL=20410131T225959Z"},
		"Jährlich 2040-10-03 10:30 Europe/Berlin jährlich bis 3.10.2050":  {"Jährlich", "2040-10-03 10:30", "2040-10-03 11:30", "FREQ=YEARLY;UNTIL=20501003T215959Z"},
		"Once 2040-10-03 10:30 utc":                                       {"Once", "2040-10-03 10:30", "2040-10-03 11:30", ""},
		`"Unclosed 2040-10-03 10:30`:                                      {`"Unclosed`, "2040-10-03 10:30", "2040-10-03 11:30", ""},
		"Tabs\tand\nlines\t2040-10-03\n10:30-11:30\tdaily":                {"Tabs\tand\nlines", "2040-10-03 10:30", "2040-10-03 11:30", "FREQ=DAILY"},

		// Days.
		"Planning today 10:00":                     {"Planning", "2040-10-01 10:00", "2040-10-01 11:00", ""},
		"Planning tomorrow 10:00":                  {"Planning", "2040-10-02 10:00", "2040-10-02 11:00", ""},
		"Planning the day after tomorrow at 10":    {"Planning", "2040-10-03 10:00", "2040-10-03 11:00", ""},
		"Planung heute um 10":                      {"Planung", "2040-10-01 10:00", "2040-10-01 11:00", ""},
		"Planung MORGEN 10 Uhr":                    {"Planung", "2040-10-02 10:00", "2040-10-02 11:00", ""},
		"Planung übermorgen von 10:00 bis 11:30":   {"Planung", "2040-10-03 10:00", "2040-10-03 11:30", ""},
		"Planning Friday 10am-11am":                {"Planning", "2040-10-05 10:00", "2040-10-05 11:00", ""},
		"Planning on Monday 10-11":                 {"Planning", "2040-10-08 10:00", "2040-10-08 11:00", ""},
		"Planung nächsten Dienstag 9 - 10 Uhr":     {"Planung", "2040-10-02 09:00", "2040-10-02 10:00", ""},
		"Planung am Sonntag, 10 Uhr":               {"Planung", "2040-10-07 10:00", "2040-10-07 11:00", ""},
		"Planung 30.11. 10:00":                     {"Planung", "2040-11-30 10:00", "2040-11-30 11:00", ""},
		"Planung 1.3. 10 Uhr":                      {"Planung", "2041-03-01 10:00", "2041-03-01 11:00", ""},
		"Planung 29.2. 10:00":                      {"Planung", "2044-02-29 10:00", "2044-02-29 11:00", ""},
		"Planung 1.12.41 10:00":                    {"Planung", "2041-12-01 10:00", "2041-12-01 11:00", ""},
		"Planung am 1. Dezember 2041 um 10:00 Uhr": {"Planung", "2041-12-01 10:00", "2041-12-01 11:00", ""},
		"Planung Mi., 3. Oktober 10:00":            {"Planung", "2040-10-03 10:00", "2040-10-03 11:00", ""},
		"Planning December 1 10:00":                {"Planning", "2040-12-01 10:00", "2040-12-01 11:00", ""},
		"Planning Wed, October 3rd, 2040, 10:00":   {"Planning", "2040-10-03 10:00", "2040-10-03 11:00", ""},
		"Planning 3 Oct 10:00":                     {"Planning", "2040-10-03 10:00", "2040-10-03 11:00", ""},
		"Monday round tomorrow 10:00":              {"Monday round", "2040-10-02 10:00", "2040-10-02 11:00", ""},
		"Morgen ist heute 3.10.2040 10:00":         {"Morgen ist heute", "2040-10-03 10:00", "2040-10-03 11:00", ""},
		"Team 7 tomorrow 10":                       {"Team 7", "2040-10-02 10:00", "2040-10-02 11:00", ""},

		// Times.
		"Planning tomorrow 11-1pm":                         {"Planning", "2040-10-02 11:00", "2040-10-02 13:00", ""},
		"Planning tomorrow 10-11pm":                        {"Planning", "2040-10-02 22:00", "2040-10-02 23:00", ""},
		"Planning tomorrow 11pm-1":                         {"Planning", "2040-10-02 23:00", "2040-10-03 01:00", ""},
		"Planning tomorrow 10:00 1h":                       {"Planning", "2040-10-02 10:00", "2040-10-02 11:00", ""},
		"Planning tomorrow 10:00 1h30":                     {"Planning", "2040-10-02 10:00", "2040-10-02 11:30", ""},
		"Planning tomorrow at 10 for 90 min":               {"Planning", "2040-10-02 10:00", "2040-10-02 11:30", ""},
		"Planung morgen 10 Uhr für 1 Stunde":               {"Planung", "2040-10-02 10:00", "2040-10-02 11:00", ""},
		"Planung morgen 10 Uhr für eine Stunde 30 Minuten": {"Planung", "2040-10-02 10:00", "2040-10-02 11:30", ""},
		"Planung morgen 10:00, 1,5 Std.":                   {"Planung", "2040-10-02 10:00", "2040-10-02 11:30", ""},
		"Trip 3.10.2040 22:00 - 4.10.2040 21:00":           {"Trip", "2040-10-03 22:00", "2040-10-04 21:00", ""},
		"Reise 3.10. 10 Uhr bis 5.10. 11 Uhr":              {"Reise", "2040-10-03 10:00", "2040-10-05 11:00", ""},

		// Repetition.
		"Planning tomorrow 10:00 every week":                {"Planning", "2040-10-02 10:00", "2040-10-02 11:00", "FREQ=WEEKLY"},
		"Planning tomorrow 10:00 every day 5 times":         {"Planning", "2040-10-02 10:00", "2040-10-02 11:00", "FREQ=DAILY;COUNT=5"},
		"Planning tomorrow 10 every month until December 3": {"Planning", "2040-10-02 10:00", "2040-10-02 11:00", "FREQ=MONTHLY;UNTIL=20401203T225959Z"},
		"Planning tomorrow 10:00 every other week":          {"Planning", "2040-10-02 10:00", "2040-10-02 11:00", "FREQ=WEEKLY;INTERVAL=2"},
		"Planung morgen 10:00 jede Woche":                   {"Planung", "2040-10-02 10:00", "2040-10-02 11:00", "FREQ=WEEKLY"},
		"Planung morgen 10:00 alle 2 Wochen":                {"Planung", "2040-10-02 10:00", "2040-10-02 11:00", "FREQ=WEEKLY;INTERVAL=2"},
		"Planung morgen 10:00 jeden zweiten Monat":          {"Planung", "2040-10-02 10:00", "2040-10-02 11:00", "FREQ=MONTHLY;INTERVAL=2"},
		"Planung jeden Montag 10:00":                        {"Planung", "2040-10-08 10:00", "2040-10-08 11:00", "FREQ=WEEKLY;BYDAY=MO"},
		"Planung mittwochs 10 Uhr":                          {"Planung", "2040-10-03 10:00", "2040-10-03 11:00", "FREQ=WEEKLY;BYDAY=WE"},
		"Planning 2040-10-03 10:00 every Friday":            {"Planning", "2040-10-05 10:00", "2040-10-05 11:00", "FREQ=WEEKLY;BYDAY=FR"},

		// Order.
		"tomorrow 10:00 Planning":                          {"Planning", "2040-10-02 10:00", "2040-10-02 11:00", ""},
		"10:00-11:30 tomorrow Planning the year weekly 3x": {"Planning the year", "2040-10-02 10:00", "2040-10-02 11:30", "FREQ=WEEKLY;COUNT=3"},
		"10-11 Planning tomorrow":                          {"Planning", "2040-10-02 10:00", "2040-10-02 11:00", ""},
		"Planning at 10 for 2 h tomorrow":                  {"Planning", "2040-10-02 10:00", "2040-10-02 12:00", ""},
		"Planning 10:00 daily tomorrow":                    {"Planning 10:00 daily", "", "", ""},
		`3.10. um 10 "Berlin"`:                             {"Berlin", "2040-10-03 10:00", "2040-10-03 11:00", ""},
		"tomorrow 10:00 Berlin trip":                       {"Berlin trip", "2040-10-02 10:00", "2040-10-02 11:00", ""},
	} {
		p, _, mistake := read(line)
		if want[1] == "" {
			assert.Equal(t, &Mistake{Code: NoTime}, mistake, line)
			continue
		}
		if !assert.Nil(t, mistake, line) {
			continue
		}
		berlin, err := time.LoadLocation("Europe/Berlin")
		require.NoError(t, err)
		e := p.Entry("u", "Europe/Berlin", berlin)
		assert.Equal(t, want, [4]string{p.Title, p.From.Format(form), p.To.Format(form), e.RRule}, line)
	}
}

// What a move does not say stays.
func TestMoves(t *testing.T) {
	from := time.Date(2040, 10, 4, 14, 30, 0, 0, time.UTC)
	to := from.Add(90 * time.Minute)
	for line, want := range map[string][2]string{
		"tomorrow":           {"2040-10-02 14:30", "2040-10-02 16:00"},
		"um 9":               {"2040-10-04 09:00", "2040-10-04 10:30"},
		"Freitag 9-10 Uhr":   {"2040-10-05 09:00", "2040-10-05 10:00"},
		"3.11. 1h":           {"2040-11-03 14:30", "2040-11-03 15:30"},
		"10am tomorrow":      {"2040-10-02 10:00", "2040-10-02 11:30"},
		"tomorrow 10 Berlin": {"2040-10-02 10:00", "2040-10-02 11:30"},
	} {
		d, mistake := ParseMove(line, from, to, zones)
		require.Nil(t, mistake, line)
		p, mistake := d.At(monday)
		require.Nil(t, mistake, line)
		assert.Equal(t, want, [2]string{p.From.Format(form), p.To.Format(form)}, line)
	}
	for line, want := range map[string]Mistake{
		"":                {Code: NoDate},
		"later":           {Code: NotDate, Word: "later"},
		"tomorrow later":  {Code: NotTime, Word: "later"},
		"tomorrow weekly": {Code: BadWord, Word: "tomorrow weekly"},
		"tomorrow 30:00":  {Code: BadTime, Word: "30:00"},
	} {
		_, mistake := ParseMove(line, from, to, zones)
		require.NotNil(t, mistake, line)
		assert.Equal(t, want, *mistake, line)
	}
	d, mistake := ParseMove("today 7:00", from, to, zones)
	require.Nil(t, mistake)
	_, mistake = d.At(monday)
	assert.Equal(t, &Mistake{Code: Past, Word: "today 7:00"}, mistake)
}

func TestZones(t *testing.T) {
	for word, want := range map[string]string{
		"": "", "Europe/Paris": "Europe/Paris", "UTC": "UTC", "gmt": "UTC", "CET": "Europe/Berlin", "mesz": "Europe/Berlin",
		"Berlin": "Europe/Berlin", "new york": "America/New_York", "TOKYO": "Asia/Tokyo", "München": "Europe/Berlin", "sydney": "Australia/Sydney",
		"London weekly": "Europe/London", "Mars/Olympus": "Mars/Olympus",
	} {
		_, zone, mistake := read("Planning 2040-10-03 10:30 " + word)
		require.Nil(t, mistake, word)
		assert.Equal(t, want, zone, word)
	}
	for _, word := range []string{"IST", "EST", "Nicosia", "Atlantis", "Local", "Ärger"} {
		_, _, mistake := read("Planning 2040-10-03 10:30 " + word)
		assert.Equal(t, &Mistake{Code: BadWord, Word: word}, mistake)
	}
}

func TestMistakes(t *testing.T) {
	for line, want := range map[string]Mistake{
		"":                                                 {Code: NoTitle},
		"2040-10-03 10:30":                                 {Code: NoTitle},
		`"" 2040-10-03 10:30`:                              {Code: NoTitle},
		`"Title" someday 10:30`:                            {Code: NotDate, Word: "someday"},
		"Planning":                                         {Code: NoDate},
		"Planning 10:30":                                   {Code: NoDate},
		"Planning someday 10:30":                           {Code: NotDate, Word: "someday"},
		"Planning 2040-02-30 10:30":                        {Code: BadDate, Word: "2040-02-30"},
		"Planning 31.11.2040 10:30":                        {Code: BadDate, Word: "31.11.2040"},
		"Planning 31.11. 10:30":                            {Code: BadDate, Word: "31.11."},
		"Planning 0000-01-01 10:30":                        {Code: BadDate, Word: "0000-01-01"},
		"Planning Monday, 2040-10-03 10:30":                {Code: BadDate, Word: "Monday, 2040-10-03"},
		"Planning 2040-10-03":                              {Code: NoTime},
		"Planning tomorrow":                                {Code: NoTime},
		"Planning 2040-10-03 noon":                         {Code: NotTime, Word: "noon"},
		"Planning 2040-10-03 10:300":                       {Code: NotTime, Word: "10:300"},
		"Planning 2040-10-03 25:00":                        {Code: BadTime, Word: "25:00"},
		"Planning 2040-10-03 24:01":                        {Code: BadTime, Word: "24:01"},
		"Planning 2040-10-03 10:30-11:60":                  {Code: BadTime, Word: "10:30-11:60"},
		"Planning 2040-10-03 13:00 pm":                     {Code: BadTime, Word: "13:00 pm"},
		"Planning 2040-10-03 10:30 0 min":                  {Code: BadTime, Word: "0 min"},
		"Planning 2040-10-03 10:30 9999h":                  {Code: BadTime, Word: "9999h"},
		"Planning 2040-10-03 10:30 often":                  {Code: BadWord, Word: "often"},
		"Planning 2040-10-03 10:30 2040-10-04":             {Code: BadWord, Word: "2040-10-04"},
		"Planning 2040-10-03 10:30-11:30 1h":               {Code: BadWord, Word: "1h"},
		"Planning 2040-10-03 10:30 daily weekly":           {Code: BadWord, Word: "weekly"},
		"Planning 2040-10-03 10:30 daily 0x":               {Code: BadWord, Word: "0x"},
		"Planning 2040-10-03 10:30 daily 3x 4x":            {Code: BadWord, Word: "4x"},
		"Planning 2040-10-03 10:30 <b>x</b>":               {Code: BadWord, Word: "<b>x</b>"},
		"Planning 2040-10-03 10:30 ../../etc":              {Code: BadWord, Word: "../../etc"},
		"Planning 2040-10-03 10:30 a/b c/d":                {Code: BadWord, Word: "c/d"},
		"Planning 2040-10-03 10:30 5x":                     {Code: NoRule},
		"Planning 2040-10-03 10:30 daily until":            {Code: BadUntil},
		"Planning 2040-10-03 10:30 daily bis x":            {Code: BadUntil, Word: "x"},
		"Planning 2040-10-03 10:30 daily until 2040-10-02": {Code: BadUntil, Word: "2040-10-02"},
		"Planning 2040-10-03 10:30 daily 5x until x":       {Code: BadUntil, Word: "x"},

		"Team 2020-12-03 10:00-11:00":        {Code: Past, Word: "2020-12-03 10:00-11:00"},
		"Team today 7:59":                    {Code: Past, Word: "today 7:59"},
		"Team 1.12.26 10:00":                 {Code: Past, Word: "1.12.26 10:00"},
		"Team tomorrow 11:00-10:00":          {Code: Backward, Word: "11:00-10:00", Hint: "10:00-11:00"},
		"Team tomorrow 19:00-18:30":          {Code: Backward, Word: "19:00-18:30", Hint: "18:30-19:00"},
		"Team tomorrow 10:00-10:00":          {Code: Backward, Word: "10:00-10:00"},
		"Team 3.10. 22:00 - 3.10. 21:00":     {Code: BadDate, Word: "3.10."},
		"Team 3.10.2040 22:00 - 31.11. 9:00": {Code: BadDate, Word: "31.11."},
	} {
		_, _, mistake := read(line)
		if assert.NotNil(t, mistake, line) {
			assert.Equal(t, want, *mistake, line)
		}
	}
}

// A plan that is read is a meeting, unless title, length or dates are beyond the limits
// of commands.
func FuzzPlan(f *testing.F) {
	for _, line := range []string{
		"Planning 2040-10-03 10:30-11:30 weekly 5x Europe/Berlin", "„A“ 3.10.2040 22:00 bis 1:00 Uhr täglich bis 4.10.2040",
		`"x" 2040-10-03 1:00 pm`, "9999-12-31 a 9999-12-31 23:59", "A tomorrow 10 for 90 min every other week until December 3 Berlin",
		"jeden Montag um 10 „A“ MEZ", "A 3.10. 10 Uhr bis 5.10. 11 Uhr", "A 29.2. 10pm-1 14-tägig", "Monday Monday 1. Mai 1h30",
	} {
		f.Add(line)
	}
	berlin, err := zones.Location("Europe/Berlin")
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, line string) {
		p, _, mistake := read(line)
		if mistake != nil {
			require.LessOrEqual(t, len(mistake.Word), 2*len(line)+1)
			return
		}
		require.NotEmpty(t, strings.TrimSpace(p.Title))
		require.True(t, p.To.After(p.From))
		require.False(t, p.From.Before(monday))
		create := command.Create{Title: "T", Calendar: []calendar.Entry{p.Entry("u", "Europe/Berlin", berlin)}}
		if p.To.Year() < 9999 {
			require.Empty(t, create.Validate(zones), line)
		}
	})
}

// Reading takes no longer than a line of the greatest length deserves.
func BenchmarkPlanOfManyDays(b *testing.B) {
	line := strings.Repeat("monday ", 140) + "x"
	for b.Loop() {
		_, _ = ParsePlan(line, zones)
	}
}
