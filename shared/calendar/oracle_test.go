//go:build oracle

package calendar

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	oracles     = "../../playwright/oracles/"
	oracleRules = 10_500
	oracleTime  = 10 * time.Second // for one rule, before the engine counts as hanging
	knownTime   = time.Second      // the same for a rule that it is known to get wrong
)

var engineCommands = map[string][]string{
	"dateutil": {"/usr/bin/python3", oracles + "rules.py"},
	"rrule":    {"node", oracles + "rules.mjs", "rrule"},
	"ical.js":  {"node", oracles + "rules.mjs", "ical"},
}

// oracleSteps says that an engine is asked for every nth rule only: ical.js takes five
// times as long as the others.
var oracleSteps = map[string]int{"dateutil": 1, "rrule": 1, "ical.js": 5}

// engine is another implementation of RFC 5545, in a process of its own.
type engine struct {
	command []string
	process *exec.Cmd
	in      io.Writer
	out     *bufio.Reader
}

type answer struct {
	Walls    []string
	Instants []int64
	Error    string
}

var errHangs = errors.New("hangs")

func (e *engine) start() (err error) {
	e.process = exec.Command(e.command[0], e.command[1:]...)
	e.process.Stderr = os.Stderr
	e.in, err = e.process.StdinPipe()
	if err != nil {
		return err
	}
	out, err := e.process.StdoutPipe()
	e.out = bufio.NewReader(out)
	return errors.Join(err, e.process.Start())
}

func (e *engine) stop() {
	if e.process != nil {
		_ = e.process.Process.Kill()
		_ = e.process.Wait()
		e.process = nil
	}
}

// ask expands one rule. An engine that does not answer is killed.
func (e *engine) ask(c ruleCase, zone string, limit time.Duration) (a answer, err error) {
	if e.process == nil {
		if err := e.start(); err != nil {
			return a, err
		}
	}
	line, _ := json.Marshal(map[string]string{
		"rule": c.rule, "start": c.start.Format(Layout), "from": c.from.Format(Layout), "to": c.to.Format(Layout), "zone": zone,
	})
	hangs := time.AfterFunc(limit, func() { _ = e.process.Process.Kill() })
	_, err = e.in.Write(append(line, '\n'))
	text, readErr := e.out.ReadBytes('\n')
	if !hangs.Stop() {
		e.stop()
		return a, errHangs
	}
	return a, errors.Join(err, readErr, json.Unmarshal(text, &a))
}

// tally counts what one engine did with the rules.
type tally struct {
	equal, hangs, notAsked int
	explained              map[string]int
	wrong                  []string
}

// judge compares an answer with ours.
func (n *tally) judge(name, class string, c ruleCase, ours []string, a answer, err error) {
	if errors.Is(err, errHangs) {
		n.hangs++
	}
	switch {
	case err == nil && a.Error == "" && strings.Join(ours, " ") == strings.Join(a.Walls, " "):
		n.equal++
	case class != "":
		n.explained[class]++
	default:
		n.wrong = append(n.wrong, fmt.Sprintf("%s\n  ours  %v\n  %s %v %v %v", c, ours, name, a.Walls, a.Error, err))
	}
}

func oracleSeed() uint64 {
	if seed, err := strconv.ParseUint(os.Getenv("PARLEY_SEED"), 10, 64); err == nil {
		return seed
	}
	return 5545
}

func oracleNumber() int {
	if n, err := strconv.Atoi(os.Getenv("PARLEY_RULES")); err == nil {
		return n
	}
	return oracleRules
}

var oracleZones = []string{
	"UTC", "Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles", "America/Sao_Paulo", "America/Santiago",
	"America/Havana", "Asia/Tokyo", "Asia/Kolkata", "Asia/Beirut", "Australia/Sydney", "Australia/Lord_Howe", "Atlantic/Azores",
	"Pacific/Auckland", "Pacific/Apia", "Africa/Casablanca",
}

// endless reports that dates would come within ten years after the window if neither
// COUNT nor UNTIL were: where none come, the JavaScript engines look for one until the
// year 9999.
func (c ruleCase) endless() bool {
	r, _ := ParseRule(c.rule)
	r.Count, r.Until = 0, ""
	later := ruleCase{rule: r.String(), start: c.start, from: c.to, to: c.to.AddDate(10, 0, 0)}
	found, _ := later.ours()
	return len(found) > 0
}

// near is the case with a window of the same length soon after the start: ical.js is
// slow.
func (c ruleCase) near() ruleCase {
	length := c.to.Sub(c.from)
	c.from = c.start.AddDate(0, 1, 0)
	c.to = c.from.Add(length)
	return c
}

// canonical is the case as Normalize writes it: the start is the first instance.
func (c ruleCase) canonical() (ruleCase, bool) {
	r, _ := ParseRule(c.rule)
	found, _ := ruleCase{rule: c.rule, start: c.start, from: c.start, to: c.start.AddDate(30, 0, 0)}.ours()
	if len(found) == 0 {
		return c, false
	}
	c.rule = r.String()
	c.start, _ = time.Parse(Layout, found[0])
	return c, true
}

func TestOracleRandomRules(t *testing.T) {
	seed := oracleSeed()
	var cases []ruleCase
	for i := range uint64(oracleNumber()) {
		c := randomCase(rand.New(rand.NewPCG(seed, i)))
		cases = append(cases, c)
	}
	distinct := map[string]bool{}
	for _, c := range cases {
		distinct[c.rule] = true
	}
	t.Logf("seed %d (PARLEY_SEED): %d rules, %d of them distinct, in %d zones, a window each", seed, len(cases), len(distinct), len(oracleZones))
	for name := range engineCommands {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			compare(t, name, cases)
		})
	}
}

// compare asks one engine for all cases and prints what came of it.
func compare(t *testing.T, name string, cases []ruleCase) {
	e := &engine{command: engineCommands[name]}
	defer e.stop()
	n := tally{explained: map[string]int{}}
	instants := 0
	for i := 0; i < len(cases); i += oracleSteps[name] {
		c := cases[i]
		if name == "ical.js" {
			c = c.near()
		}
		ours, err := c.ours()
		require.NoError(t, err, c)
		if name != "dateutil" {
			written, ok := c.canonical()
			if !ok || !c.endless() {
				n.notAsked++
				continue
			}
			c = written
			ours, err = c.ours()
			require.NoError(t, err, c)
		}
		zone := oracleZones[i%len(oracleZones)]
		limit, class := oracleTime, explain(name, c)
		if class != "" {
			limit = knownTime
		}
		a, err := e.ask(c, zone, limit)
		n.judge(name, class, c, ours, a, err)
		for i, at := range a.Instants {
			instants++
			got, err := DateTime{TZID: zone, Value: a.Walls[i]}.Time(zones)
			require.NoError(t, err)
			require.Equal(t, at, got.Unix(), "%s in %s", a.Walls[i], zone)
		}
	}
	n.print(t, name, instants)
	for _, text := range n.wrong[:min(len(n.wrong), 20)] {
		assert.Fail(t, "unexplained: "+text)
	}
	assert.Empty(t, n.wrong[:min(len(n.wrong), 1)], "unexplained differences")
}

func (n *tally) print(t *testing.T, name string, instants int) {
	t.Logf("%-9s %6d equal, %d unexplained, %d hangs, %d not asked: it would look for more until the year 9999", name, n.equal, len(n.wrong), n.hangs, n.notAsked)
	if instants > 0 {
		t.Logf("%-9s %6d local times with the same instant in %d zones", "zoneinfo", instants, len(oracleZones))
	}
	var classes []string
	for class := range n.explained {
		classes = append(classes, class)
	}
	sort.Strings(classes)
	for _, class := range classes {
		t.Logf("%-9s %6d explained: %s", name, n.explained[class], class)
	}
}

// Every rule that the editor writes has the same dates everywhere.
func TestOracleAgreement(t *testing.T) {
	var cases []ruleCase
	for i, rule := range editorRules() {
		start := time.Date(2024+i%3, time.Month(1+i%12), 1+i%31, 9, 30, 0, 0, time.UTC)
		c := ruleCase{start: start, from: start, to: start.AddDate(6, 0, 0)}
		c.rule = rule + []string{"", ";COUNT=13", ";UNTIL=" + start.AddDate(2, 0, 0).Format(Layout)}[i/7%3]
		if first, err := (ruleCase{rule: rule, start: start, from: start, to: start.AddDate(20, 0, 0)}).ours(); err == nil && len(first) > 0 {
			c.start, _ = time.Parse(Layout, first[0]) // as the editor does
			cases = append(cases, c)
		}
	}
	t.Logf("%d rules of the editor", len(cases))
	for name, command := range engineCommands {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := &engine{command: command}
			defer e.stop()
			for _, c := range cases {
				ours, err := c.ours()
				require.NoError(t, err)
				a, err := e.ask(c, "UTC", oracleTime)
				require.NoError(t, err, c)
				require.Equal(t, ours, a.Walls, "%s %s", c, a.Error)
			}
		})
	}
}
