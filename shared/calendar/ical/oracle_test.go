//go:build oracle

package ical

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"sort"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/calendar"
)

// The oracles: each reads files in its own way, with the time zones of the file.
var oracles = []struct {
	name    string
	command []string
}{
	{"icalendar", []string{"/usr/bin/python3", "../../../playwright/oracles/ical.py"}},
	{"ical.js", []string{"node", "../../../playwright/oracles/ical.mjs"}},
}

// task is a file for an oracle, answer what that read.
type (
	task struct {
		Name string `json:"name"`
		File string `json:"file"`
	}
	answer struct {
		Name   string
		Starts []int64
		Texts  [][]string
		Error  string
	}
)

// ask gives the tasks to all oracles at once, and returns their answers.
func ask(t *testing.T, tasks []task) map[string][]answer {
	t.Helper()
	var input bytes.Buffer
	for _, each := range tasks {
		line, err := json.Marshal(each)
		require.NoError(t, err)
		input.Write(append(line, '\n'))
	}
	answers := map[string][]answer{}
	var wait sync.WaitGroup
	var mutex sync.Mutex
	for _, o := range oracles {
		wait.Add(1)
		go func() {
			defer wait.Done()
			command := exec.Command(o.command[0], o.command[1:]...)
			command.Stdin = bytes.NewReader(input.Bytes())
			output, err := command.Output()
			assert.NoError(t, err, o.name)
			var all []answer
			lines := bufio.NewScanner(bytes.NewReader(output))
			lines.Buffer(nil, 1<<26)
			for lines.Scan() {
				var a answer
				assert.NoError(t, json.Unmarshal(lines.Bytes(), &a))
				all = append(all, a)
			}
			mutex.Lock()
			defer mutex.Unlock()
			answers[o.name] = all
		}()
	}
	wait.Wait()
	return answers
}

const (
	ordinary  = 150 // times of each zone anywhere from 2015 to 2040
	delicate  = 50  // times around a change of offset
	firstYear = 2015
	endYear   = 2040
)

// A file with 200 events at random times, for every time zone that there is, gives
// the same instants in programs that know nothing but the file.
func TestOracleInstants(t *testing.T) {
	random := rand.New(rand.NewSource(5545))
	var tasks []task
	want := map[string][]time.Time{}
	for _, tzid := range zoneNames(t) {
		entries, instants := randomTimes(t, random, tzid)
		file, problems := Write(Feed{Stamp: stamp0, Meetings: []Meeting{{RoomID: "!r:example.org", Title: "T", Entries: entries}}}, zones)
		require.Empty(t, problems, tzid)
		tasks = append(tasks, task{tzid, string(file)})
		want[tzid] = instants
	}
	var table strings.Builder
	fmt.Fprintf(&table, "%d time zones × %d times, %d kB of files\n", len(tasks), ordinary+delicate, size(tasks)/1000)
	for oracle, answers := range ask(t, tasks) {
		require.Len(t, answers, len(tasks), oracle)
		classes := map[string]int{}
		for _, a := range answers {
			require.Empty(t, a.Error, "%s, %s", oracle, a.Name)
			require.Len(t, a.Starts, len(want[a.Name]))
			for i, start := range a.Starts {
				class := explain(oracle, want[a.Name][i], start)
				classes[class]++
				if class == unexplained && classes[class] < 10 {
					t.Errorf("%s: %s, %s: want %s", oracle, a.Name, time.Unix(start, 0).UTC(), want[a.Name][i].UTC())
				}
			}
		}
		table.WriteString(report(oracle, classes))
	}
	t.Log("\n" + table.String())
}

func size(tasks []task) (n int) {
	for _, each := range tasks {
		n += len(each.File)
	}
	return n
}

func report(oracle string, classes map[string]int) string {
	var names []string
	for class := range classes {
		names = append(names, class)
	}
	sort.Strings(names)
	var b strings.Builder
	for _, class := range names {
		fmt.Fprintf(&b, "%-10s %8d  %s\n", oracle, classes[class], class)
	}
	return b.String()
}

const unexplained = "UNEXPLAINED"

// explain names the reason for which an oracle has another instant.
func explain(oracle string, want time.Time, got int64) string {
	switch {
	case want.Unix() == got:
		return "same"
	case oracle == "icalendar" && want.Year() >= 2038:
		return "icalendar ends rules without UNTIL in 2038"
	case oracle == "ical.js" && got == other(want).Unix():
		return "ical.js takes the second of two equal local times, and moves back where a local time is missing"
	}
	return unexplained
}

// other is the second way to understand a local time that is there twice or not at
// all; there is none for other times.
func other(t time.Time) time.Time {
	_, before := t.Add(-calendarDay).Zone()
	_, after := t.Add(calendarDay).Zone()
	late := t.Add(time.Duration(before-after) * time.Second)
	_, early := t.Zone()
	if _, its := late.Zone(); (early == before) != (its == after) {
		return t
	}
	return late
}

// randomTimes returns events at random local times of a zone, and their instants.
func randomTimes(t *testing.T, random *rand.Rand, tzid string) (entries []calendar.Entry, instants []time.Time) {
	loc, err := time.LoadLocation(tzid)
	require.NoError(t, err)
	first, last := time.Date(firstYear, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(endYear+1, 1, 1, 0, 0, 0, 0, time.UTC)
	changes := transitions(loc, first, last)
	for i := range ordinary + delicate {
		wall := first.Add(time.Duration(random.Int63n(int64(last.Sub(first)/time.Minute))) * time.Minute)
		if i >= ordinary && len(changes) > 0 {
			wall = changes[random.Intn(len(changes))].wall().Add(time.Duration(random.Intn(361)-180) * time.Minute)
		}
		e := calendar.Entry{UID: strconv.Itoa(i), DTStart: calendar.At(wall, tzid, time.UTC), DTEnd: calendar.At(wall.Add(calendarDay), tzid, time.UTC)}
		entries = append(entries, e)
		instants = append(instants, calendar.Resolve(wall, loc))
	}
	return entries, instants
}

// Texts that break other programs come out of theirs as they went into ours.
func TestOracleTexts(t *testing.T) {
	var tasks []task
	for i, text := range nasty {
		file, problems := Write(Feed{Name: text, Stamp: stamp0, Meetings: []Meeting{{RoomID: "!r:example.org", Title: text, Description: "x" + text, Location: text, URL: text,
			Categories: []string{text}, Conferences: []Conference{{URI: text, Label: text}}, Organizer: &Person{Address: UserAddress(text), Name: text},
			Attendees: []Person{{Address: UserAddress(text), Name: text}, {Address: UserAddress("@b:example.org"), Name: text, Status: Accepted}},
			Entries:   []calendar.Entry{entry(text, "Europe/Berlin", "20401001T100000", "20401001T110000", "FREQ=DAILY")},
		}}}, zones)
		require.Empty(t, problems)
		tasks = append(tasks, task{strconv.Itoa(i), string(file)})
	}
	for oracle, answers := range ask(t, tasks) {
		require.Len(t, answers, len(tasks))
		classes := map[string]int{}
		for i, a := range answers {
			require.Empty(t, a.Error, "%s: %q", oracle, nasty[i])
			require.Len(t, a.Texts, 1)
			text := clean(nasty[i])
			for j, want := range []string{text, "x" + text, text, text} {
				class := explainText(oracle, want, a.Texts[0][j], j > 1)
				classes[class]++
				if class == unexplained {
					t.Errorf("%s, %d: %q, want %q", oracle, j, a.Texts[0][j], want)
				}
			}
		}
		t.Log("\n" + report(oracle, classes))
	}
}

func explainText(oracle, want, got string, parameter bool) string {
	switch {
	case got == want:
		return "same"
	case oracle == "icalendar" && parameter && unquote(got) == want:
		return "icalendar does not decode parameters (RFC 6868)"
	case parameter && strings.Contains(want, `\`) && withoutEscapes(got) == withoutEscapes(want):
		return "backslashes in parameters, which are nothing special there, are taken as escapes"
	case oracle == "icalendar" && strings.Contains(want, `\`) && withoutEscapes(got) == withoutEscapes(want):
		return "icalendar takes a backslash before n, a comma or a semicolon for an escape, after decoding"
	}
	return unexplained
}

// zoneNames are all names of time zones that come with Go.
func zoneNames(t *testing.T) []string {
	t.Helper()
	data, err := os.ReadFile("../testdata/zones.txt")
	require.NoError(t, err)
	return strings.Fields(string(data))
}

func withoutEscapes(text string) string {
	return strings.NewReplacer(`\`, "", "n", "", "\n", "").Replace(text)
}
