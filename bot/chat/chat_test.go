package chat

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const bot = "@parley:example.org"

func TestWhatIsForTheBot(t *testing.T) {
	for _, c := range []struct {
		content string
		ask     Ask
		ok      bool
	}{
		{`{"msgtype":"m.text","body":"!meeting"}`, Ask{Verb: Help}, true},
		{`{"msgtype":"m.text","body":"  !Meeting  LIST  "}`, Ask{List, "LIST", ""}, true},
		{`{"msgtype":"m.text","body":"!meeting\ndetail\t2"}`, Ask{Detail, "detail", "2"}, true},
		{`{"msgtype":"m.text","body":"!meeting dance  now "}`, Ask{Unknown, "dance", "now"}, true},
		{`{"msgtype":"m.text","body":"!meeting: hilfe"}`, Ask{Help, "hilfe", ""}, true},
		{`{"msgtype":"m.text","body":"@parley:example.org: next"}`, Ask{Next, "next", ""}, true},
		{`{"msgtype":"m.text","body":"@parley:example.org"}`, Ask{Verb: Help}, true},
		{`{"msgtype":"m.text","body":"Parley, status","format":"org.matrix.custom.html","formatted_body":"<a href=\"https://matrix.to/#/@parley:example.org\">Parley</a>, status"}`, Ask{Status, "status", ""}, true},
		{`{"msgtype":"m.text","body":"P & L: status","formatted_body":"<p><a href=\"https://matrix.to/#/%40parley%3Aexample.org\" data-x=\"y\">P &amp; L</a>: status</p>"}`, Ask{Status, "status", ""}, true},
		{`{"msgtype":"m.text","body":"> <@a:x> !meeting list\n> more\n\n!meeting next","m.relates_to":{"m.in_reply_to":{"event_id":"$e"}}}`, Ask{Next, "next", ""}, true},
		{`{"msgtype":"m.text","body":"> q\n\nParley next","formatted_body":"<mx-reply><blockquote>q</blockquote></mx-reply><a href=\"https://matrix.to/#/@parley:example.org\">Parley</a> next","m.relates_to":{"m.in_reply_to":{"event_id":"$e"}}}`, Ask{Next, "next", ""}, true},
		{`{"msgtype":"m.text","body":"!meeting next","m.relates_to":{"rel_type":"m.thread","event_id":"$e"}}`, Ask{Next, "next", ""}, true},

		{`{"msgtype":"m.text","body":"> !meeting list","m.relates_to":{"m.in_reply_to":{"event_id":"$e"}}}`, Ask{}, false},
		{`{"msgtype":"m.text","body":"> !meeting list"}`, Ask{}, false},
		{`{"msgtype":"m.text","body":"* !meeting next","m.new_content":{"body":"!meeting next"},"m.relates_to":{"rel_type":"m.replace","event_id":"$e"}}`, Ask{}, false},
		{`{"msgtype":"m.text","body":"!meeting next","m.relates_to":{"rel_type":"m.replace","event_id":"$e"}}`, Ask{}, false},
		{`{"msgtype":"m.notice","body":"!meeting help"}`, Ask{}, false},
		{`{"msgtype":"m.emote","body":"!meeting help"}`, Ask{}, false},
		{`{"msgtype":"m.text","body":"!meetings help"}`, Ask{}, false},
		{`{"msgtype":"m.text","body":"say !meeting help"}`, Ask{}, false},
		{`{"msgtype":"m.text","body":"@parley:example.org.evil help"}`, Ask{}, false},
		{`{"msgtype":"m.text","body":"Parley help","formatted_body":"<a href=\"https://matrix.to/#/@other:example.org\">Parley</a> help"}`, Ask{}, false},
		{`{"msgtype":"m.text","body":"Other help","formatted_body":"<a href=\"https://matrix.to/#/@parley:example.org\">Parley</a> help"}`, Ask{}, false},
		{`{"body":"!meeting help"}`, Ask{}, false},
		{`{"msgtype":"m.text","body":5}`, Ask{}, false},
		{`null`, Ask{}, false}, {``, Ask{}, false}, {`[]`, Ask{}, false},
	} {
		ask, ok := Read(json.RawMessage(c.content), bot)
		assert.Equal(t, c.ok, ok, c.content)
		assert.Equal(t, c.ask, ask, c.content)
	}
}

func TestWhatIsSaidToNobody(t *testing.T) {
	for content, want := range map[string]string{
		`{"msgtype":"m.text","body":" Hello "}`: "Hello", `{"msgtype":"m.text","body":" "}`: "", `{"msgtype":"m.notice","body":"Hello"}`: "",
		`{"msgtype":"m.text","body":"* Hello","m.relates_to":{"rel_type":"m.replace","event_id":"$e"}}`: "", `{}`: "", `[]`: "",
	} {
		text, ok := Said(json.RawMessage(content))
		assert.Equal(t, want != "", ok, content)
		if ok {
			assert.Equal(t, want, text, content)
		}
	}
}

func TestLanguage(t *testing.T) {
	for word, want := range map[string]string{"Deutsch": "de", "english": "en", "de-AT": "de-AT", "fr": "fr", "": ""} {
		assert.Equal(t, want, Language(word), word)
	}
}

func TestGerman(t *testing.T) {
	for text, want := range map[string]bool{
		"Hallo, wie geht das?": true, "hilfe": true, "HILFE!": true, "verschieben": true, "Guten Morgen": true,
		"": false, "Hello, how does it work?": false, "help": false, "hallowed": false,
	} {
		assert.Equal(t, want, German(text), text)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("!meeting help", "", true)
	f.Add("> a\n\nParley: x", `<mx-reply></mx-reply><a href="https://matrix.to/#/@parley:example.org">Parley</a>`, true)
	f.Fuzz(func(t *testing.T, body, rich string, reply bool) {
		content := map[string]any{"msgtype": "m.text", "body": body, "formatted_body": rich}
		if reply {
			content["m.relates_to"] = map[string]any{"m.in_reply_to": map[string]any{"event_id": "$e"}}
		}
		raw, err := json.Marshal(content)
		require.NoError(t, err)
		if ask, ok := Read(raw, bot); ok {
			require.LessOrEqual(t, len(ask.Word)+len(ask.Rest), 3*len(body))
			require.Equal(t, strings.TrimSpace(ask.Rest), ask.Rest)
		}
	})
}
