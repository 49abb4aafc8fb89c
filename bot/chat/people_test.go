package chat

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPeople(t *testing.T) {
	for line, want := range map[string]struct {
		ids  []string
		rest string
	}{
		"":                              {nil, ""},
		"2 @bob:x.org, @carol:x.org":    {[]string{"@bob:x.org", "@carol:x.org"}, "2"},
		"A  b tomorrow 10":              {nil, "A  b tomorrow 10"},
		"A @b:c tomorrow @ 10 @home @:": {[]string{"@b:c"}, "A tomorrow @ 10 @home @:"},
	} {
		ids, rest := People(line)
		assert.Equal(t, want.ids, ids, line)
		assert.Equal(t, want.rest, rest, line)
	}
}

func TestMentioned(t *testing.T) {
	for content, want := range map[string][]string{
		`{"m.mentions":{"user_ids":["@bot:x","@a:x"]}}`: {"@a:x"}, `{"m.mentions":{}}`: nil, `{}`: nil, `[]`: nil, `{"m.mentions":{"user_ids":5}}`: nil,
	} {
		assert.ElementsMatch(t, want, Mentioned(json.RawMessage(content), "@bot:x"), content)
	}
}

func TestNumber(t *testing.T) {
	for line, want := range map[string][2]string{
		"2 tomorrow": {"2", "tomorrow"}, "2. morgen": {"2", "morgen"}, "tomorrow 2": {"", "tomorrow 2"}, "": {"", ""}, "10:00": {"", "10:00"}, "3.10. 9:00": {"", "3.10. 9:00"},
		"99999999999999999999 x": {"99999999999999999999", "x"},
	} {
		number, rest := Number(line)
		assert.Equal(t, want, [2]string{number, rest}, line)
	}
}
