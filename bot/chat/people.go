package chat

import (
	"encoding/json"
	"slices"
	"strings"

	"parley/shared/command"
	"parley/shared/event"
)

// People takes the user ids out of a line.
func People(line string) (ids []string, rest string) {
	var left []string
	for _, word := range strings.Fields(line) {
		if id := strings.TrimRight(word, ",;"); command.ValidUserID(id) {
			ids = append(ids, id)
		} else {
			left = append(left, word)
		}
	}
	if ids == nil {
		return nil, line
	}
	return ids, strings.Join(left, " ")
}

// Mentioned returns whom a message mentions, but for the bot.
func Mentioned(content json.RawMessage, bot string) []string {
	var m event.Message
	if json.Unmarshal(content, &m) != nil || m.Mentions == nil {
		return nil
	}
	return slices.DeleteFunc(m.Mentions.UserIDs, func(id string) bool { return id == bot })
}

// Number takes the number of a meeting from the beginning of a line; "" when there is
// none.
func Number(line string) (number, rest string) {
	word, rest := cut(line)
	number = strings.TrimSuffix(word, ".")
	if strings.Trim(number, "0123456789") != "" {
		return "", line
	}
	return number, rest
}
