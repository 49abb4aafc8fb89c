package breakout

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/editor"
)

// form is what the person has typed and who is in which group. It is also the form of a
// draft.
type form struct {
	Description string        `json:"description"`
	Start       editor.Moment `json:"start"`
	End         editor.Moment `json:"end"`
	Count       string        `json:"count"` // of groups, as it was typed
	Groups      []group       `json:"groups"`
}

// group is one breakout session to be.
type group struct {
	Title  string   `json:"title"`
	People []string `json:"people"` // user ids, without the person who sets the sessions up
}

// nowhere is the place of who is in no group.
const nowhere = -1

// places are the groups that people are in, by user id.
func (f *form) places() map[string]int {
	all := map[string]int{}
	for i, g := range f.Groups {
		for _, id := range g.People {
			all[id] = i
		}
	}
	return all
}

// move puts somebody into a group, or nowhere.
func (f *form) move(id string, to int) {
	for i := range f.Groups {
		f.Groups[i].People = slices.DeleteFunc(f.Groups[i].People, func(other string) bool { return other == id })
	}
	if to >= 0 && to < len(f.Groups) {
		f.Groups[to].People = append(f.Groups[to].People, id)
	}
}

// resize makes so many groups. Who was in one that goes is in none.
func (f *form) resize(r *browser.Reader, count int) {
	f.Count = strconv.Itoa(count)
	for len(f.Groups) < count {
		f.Groups = append(f.Groups, group{Title: r.Text(text.BreakoutGroup, "number", strconv.Itoa(len(f.Groups)+1))})
	}
	f.Groups = f.Groups[:count]
}

// distribute puts all the people into the groups, one after the other.
func (f *form) distribute(people []string) {
	for i := range f.Groups {
		f.Groups[i].People = nil
	}
	for i, id := range people {
		g := &f.Groups[i%len(f.Groups)]
		g.People = append(g.People, id)
	}
}

// keep leaves out who does not take part in the meeting any more.
func (f *form) keep(people []string) {
	there := make(map[string]bool, len(people))
	for _, id := range people {
		there[id] = true
	}
	for i := range f.Groups {
		f.Groups[i].People = slices.DeleteFunc(f.Groups[i].People, func(id string) bool { return !there[id] })
	}
}

// shuffled returns the people in an order that random decides, which returns a number
// below n.
func shuffled(people []string, random func(n int) int) []string {
	people = slices.Clone(people)
	for i := len(people) - 1; i > 0; i-- {
		j := random(i + 1)
		people[i], people[j] = people[j], people[i]
	}
	return people
}

const (
	rounding = 5 * time.Minute
	duration = 15 * time.Minute
)

// period is when sessions take place at first: from soon on, or from the start of their
// meeting, within its time. Without such a time, from is zero.
func period(now, from, to time.Time) (start, end time.Time) {
	start = now.Add(rounding - 1).Truncate(rounding)
	if from.IsZero() {
		return start, start.Add(duration)
	}
	if from.After(start) {
		start = from
	}
	if !start.Before(to) {
		start = now.Truncate(time.Minute)
	}
	end = start.Add(duration)
	if end.After(to) {
		end = to
	}
	return start, end
}

func (f *form) encode() string {
	raw, _ := json.Marshal(f)
	return string(raw)
}

func decode(draft string) (f form, ok bool) {
	err := json.Unmarshal([]byte(draft), &f)
	return f, err == nil && len(f.Groups) > 0
}
