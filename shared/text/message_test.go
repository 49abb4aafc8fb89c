package text

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func fill(l Lang, t string, params ...string) string {
	m := message{lang: l, params: params}
	m.write(t, "")
	return m.out.String()
}

func TestMessage(t *testing.T) {
	t.Parallel()
	const dates = "{count, plural, =0 {no dates} one {# date} other {# dates}} in {room}"
	for _, c := range []struct {
		text, count, want string
	}{
		{dates, "0", "no dates in #1 {x}"},
		{dates, "1", "1 date in #1 {x}"},
		{dates, "2", "2 dates in #1 {x}"},
		{dates, "1,5", "1,5 dates in #1 {x}"},
		{"# {count}#", "3", "# 3#"},
		{"{count,plural,one{# in {room}}other{all {count, plural, =7 {seven} one {} other {#}} in {room}}}", "7", "all seven in #1 {x}"},
		{"{missing} and {missing, plural, one {1} other {#}}", "3", "{missing} and {missing}"},
	} {
		assert.Equal(t, c.want, fill(English, c.text, "count", c.count, "room", "#1 {x}"), c.text)
	}
}

func TestCategory(t *testing.T) {
	t.Parallel()
	for n, want := range map[string]string{
		"1": "one", "2": "two", "3": "few", "4": "other", "11": "other", "12": "other", "13": "other",
		"21": "one", "22": "two", "23": "few", "111": "other", "0": "other", "x": "other",
	} {
		assert.Equal(t, want, category(English, n, true), n)
		assert.Equal(t, "other", category(German, n, true), n)
	}
	for _, l := range []Lang{English, German} {
		assert.Equal(t, "one", category(l, "1", false))
		assert.Equal(t, "other", category(l, "0", false))
		assert.Equal(t, "other", category(l, "21", false))
	}
}

// Texts are checked before they are built in; a broken one still does no harm.
func FuzzMessage(f *testing.F) {
	f.Add("{count, plural, =0 {no dates} one {# date} other {# dates}} {name}", "1")
	f.Add("}{{,,{}#", "")
	f.Add("{n, selectordinal, one {#st", "21")
	f.Fuzz(func(t *testing.T, text, value string) {
		if len(text) > 1000 || len(value) > 10 {
			return
		}
		fill(English, text, "count", value, "n", value)
	})
}
