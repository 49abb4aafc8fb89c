package calendar

import (
	"errors"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"time"
)

func number(text string, part int) (int, error) {
	p := &parts[part]
	n, err := strconv.Atoi(text)
	if err != nil || n < p.low || n > p.high || n == 0 && p.low < 0 {
		return 0, fmt.Errorf("want a number from %d to %d", p.low, p.high)
	}
	return n, nil
}

func parseList(list *[]int, part int, value string) error {
	for more := true; more; {
		var text string
		text, value, more = strings.Cut(value, ",")
		n, err := number(text, part)
		if err != nil {
			return err
		}
		*list = insert(*list, n)
	}
	return nil
}

// insert keeps a list sorted and free of duplicates.
func insert(list []int, n int) []int {
	i := sort.SearchInts(list, n)
	if i < len(list) && list[i] == n {
		return list
	}
	list = append(list, n)
	copy(list[i+1:], list[i:])
	list[i] = n
	return list
}

// contains searches a sorted list.
func contains(list []int, n int) bool {
	i := sort.SearchInts(list, n)
	return i < len(list) && list[i] == n
}

func parseWeekday(text string) (time.Weekday, error) {
	if i := strings.Index(weekdays, text); len(text) == 2 && i >= 0 && i%2 == 0 {
		return time.Weekday(i / 2), nil
	}
	return 0, errors.New("want weekdays such as MO")
}

func parseDays(value string) ([]Day, error) {
	const perDay = 128 // an ordinal has less than that many values
	var buffer [8]int
	keys := buffer[:0]
	for more := true; more; {
		var text string
		text, value, more = strings.Cut(value, ",")
		split, n := max(len(text)-2, 0), 0
		day, err := parseWeekday(text[split:])
		if err == nil && split > 0 {
			n, err = number(text[:split], partByDay)
		}
		if err != nil {
			return nil, errors.New("want weekdays such as MO or -1FR")
		}
		keys = insert(keys, int(day+6)%7*perDay+n+perDay/2)
	}
	list := make([]Day, len(keys))
	for i, key := range keys {
		list[i] = Day{N: key%perDay - perDay/2, Weekday: time.Weekday(key/perDay+1) % 7}
	}
	return list, nil
}

// until is the end of a rule: the last instant, or the last local time where it is
// written without a zone. A date means the end of that day.
type until struct {
	second int64 // since 1970, in UTC or local
	utc    bool
}

func parseUntil(value string) (u until, err error) {
	ok := false
	switch len(value) {
	case len("20060102"):
		u.second, ok = parseWall(value + "T235959")
	case len(Layout):
		u.second, ok = parseWall(value)
	case len(Layout) + 1:
		u.utc = true
		u.second, ok = parseWall(value[:len(Layout)])
		ok = ok && value[len(Layout)] == 'Z'
	}
	if !ok {
		return u, errors.New("want yyyyMMdd or yyyyMMddTHHmmssZ")
	}
	return u, nil
}
