package chat

import (
	"strconv"
	"strings"

	"parley/shared/event"
)

// Leads reads how many minutes before a meeting people want to be reminded of it: one
// number or several, or that they do not, which is an empty list. usual stands for on. ok
// is false for what is none of these.
func Leads(words string, usual []int64) (leads []int64, ok bool) {
	switch strings.ToLower(words) {
	case "on", "an":
		return usual, true
	case "off", "aus":
		return []int64{}, true
	}
	for _, word := range strings.FieldsFunc(words, func(r rune) bool { return r == ' ' || r == ',' }) {
		n, err := strconv.ParseInt(word, 10, 64)
		if err != nil || n < 0 || n > event.MaxReminder || len(leads) == event.MaxReminders {
			return nil, false
		}
		leads = append(leads, n)
	}
	return leads, len(leads) > 0
}
