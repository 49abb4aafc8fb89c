package room

import (
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"golang.org/x/text/unicode/norm"

	"parley/shared/event"
)

func TestParticipants(t *testing.T) {
	m := NewModel(alice, bot)
	m.Apply(meetingRoom("!m")...)
	for user, content := range map[string]string{
		bot:         `{"membership":"join","displayname":"Parley"}`,
		"@zoe:e":    `{"membership":"join","displayname":"Zoë","avatar_url":"mxc://e/z"}`,
		"@bob:e":    `{"membership":"invite","displayname":"Bob"}`,
		"@bob:f":    `{"membership":"join","displayname":" B\u200bob "}`,
		"@gone:e":   `{"membership":"leave","displayname":"Zoe"}`,
		"@banned:e": `{"membership":"ban","displayname":"Zoe"}`,
		"@parley:f": `{"membership":"join","displayname":"PARLEY"}`,
		"@blank:e":  `{"membership":"join","displayname":"  "}`,
		"@null:e":   `{"membership":"join","displayname":null}`,
		"@mask:e":   `{"membership":"join","displayname":"@alice:example.org"}`,
	} {
		m.Apply(state("!m", event.TypeMember, user, content))
	}
	var names []string
	for _, p := range m.Room("!m").Participants() {
		names = append(names, p.Name)
	}
	assert.Equal(t, []string{
		alice, "@alice:example.org (@mask:e)", "@blank:e", "@null:e", "Bob (@bob:e)", "Bob (@bob:f)", "PARLEY (@parley:f)", "Zoë",
	}, names)
	p := m.Room("!m").Participants()
	assert.Equal(t, Participant{alice, alice, "", "join", true}, p[0])
	assert.Equal(t, Participant{"@zoe:e", "Zoë", "mxc://e/z", "join", false}, p[7])

	gone := state("!m", event.TypeMember, "@bob:e", `{"membership":"leave"}`)
	gone.OriginServerTS = 2
	m.Apply(gone)
	assert.Equal(t, "Bob", m.Room("!m").Participants()[4].Name, "as soon as it is the only one")
	assert.Empty(t, m.Room("!unknown").Participants())
}

func TestTitlesTurnNothing(t *testing.T) {
	m := NewModel(alice, bot)
	m.Apply(meetingRoom("!m")...)
	renamed := state("!m", event.TypeName, "", `{"name":" \u202eyraM\u2066\nand 👩‍💻 מיכל\u200f\u0007 "}`)
	renamed.OriginServerTS, renamed.EventID = 2, "$2"
	m.Apply(renamed)
	assert.Equal(t, "yraM and 👩‍💻 מיכל\u200f", m.Room("!m").Meeting().Title)
	renamed = state("!m", event.TypeName, "", `{"name":"\u202e"}`)
	renamed.OriginServerTS, renamed.EventID = 3, "$3"
	m.Apply(renamed)
	assert.Nil(t, m.Room("!m").Meeting(), "like one without a name")
}

func TestFound(t *testing.T) {
	text := "Größe der Übersicht\nCrème brûlée, Łódź, Ångström, Tiếng Việt, Ёлка, Ηλίας, œuvre, e\u0301tude"
	for search, want := range map[string]bool{
		"": true, "  ": true, "grosse": true, "GRÖSSE": true, "größe": true, "grosse uber": true, "uber grosse": true,
		"creme brulee": true, "lodz": true, "angstrom": true, "tieng viet": true, "елка": true, "ηλιασ": true, "ΗΛΊΑΣ": true,
		"oeuvre": true, "étude": true, "etude": true, "\u200betude": true, "grosse x": false, "gröe": false,
	} {
		assert.Equal(t, want, Found(text, search), search)
	}
}

// Every Latin letter is folded as Unicode takes it apart.
func TestFoldIsThatOfUnicode(t *testing.T) {
	for _, ranges := range [][2]rune{{0xC0, 0x250}, {0x1E00, 0x1F00}} {
		for r := ranges[0]; r < ranges[1]; r++ {
			want := strings.Map(func(r rune) rune {
				if unicode.Is(unicode.Mn, r) {
					return -1
				}
				return r
			}, norm.NFD.String(string(unicode.ToLower(r))))
			if got := fold(string(r)); got != want {
				assert.Contains(t, "đ→d ð→d ħ→h ı→i ł→l ø→o ŧ→t ß→ss æ→ae œ→oe þ→th Ð→d Đ→d Ħ→h Ł→l Ø→o Ŧ→t ẞ→ss Æ→ae Œ→oe Þ→th Ǣ→ae ǣ→ae Ǽ→ae ǽ→ae Ǿ→o ǿ→o Ǯ→ǯ ǯ→ǯ ẛ→ẛ", string(r)+"→"+got)
			}
		}
	}
}

func FuzzFound(f *testing.F) {
	f.Add("Größe", "GRÖSSE")
	f.Fuzz(func(t *testing.T, text, search string) {
		assert.Equal(t, fold(text), fold(fold(text)), "folding twice changes nothing")
		assert.True(t, Found(text, text))
		assert.Equal(t, Found(text, search), Found(fold(text), fold(search)))
	})
}

func TestNameOf(t *testing.T) {
	m := NewModel(bot, bot)
	for user, content := range map[string]string{
		alice:     `{"membership":"join","displayname":"Alice"}`,
		"@like:e": `{"membership":"invite","displayname":"\u202eALICE\n"}`,
		"@gone:e": `{"membership":"leave","displayname":"Gone\r\nwith  the\u2029wind\u0007"}`,
		"@mask:e": `{"membership":"leave","displayname":"@alice:example.org"}`,
		"@long:e": `{"membership":"join","displayname":"` + strings.Repeat("ä", 200) + `"}`,
	} {
		m.Apply(state("!m", event.TypeMember, user, content))
	}
	for user, want := range map[string]string{
		alice: "Alice (" + alice + ")", "@like:e": "ALICE (@like:e)", "@gone:e": "Gone with the wind", "@none:e": "@none:e",
		"@mask:e": "@alice:example.org (@mask:e)", "@long:e": strings.Repeat("ä", 99) + "…",
	} {
		assert.Equal(t, want, m.Room("!m").NameOf(user))
	}
	assert.Equal(t, "Nora", m.Room("!m").NameWith("Nora\n", "@none:e"))
	assert.Equal(t, "alice (@none:e)", m.Room("!m").NameWith("alice", "@none:e"))
	assert.Equal(t, "@none:e", m.Room("!m").NameWith("", "@none:e"))
	assert.Equal(t, "@a:e", NameOf("\u202e", "@a:e"))
	assert.Equal(t, "@a:e", (*Room)(nil).NameOf("@a:e"))
}
