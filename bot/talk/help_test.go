package talk

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestGreeting(t *testing.T) {
	g := Greeting{Locale: "en-US", Bot: "@bot:x", Room: Status{Known: true, Name: "A & B\n<i>", MayInstall: true}}
	m := g.Message()
	assert.Equal(t, `Für Deutsch bitte senden: !meeting lang de
Hello! You have invited the meeting bot to “A & B <i>”. So that meetings can be planned there:
1. Make @bot:x a moderator of “A & B <i>”: in the settings of the room under “Roles & Permissions”, or by sending this line there: /op @bot:x 50
2. The bot then adds the planner by itself. Everybody presses “Continue” on it once and allows what it asks for.
For all commands, send: !meeting help`, m.Body)
	assert.Equal(t, `<p>Für Deutsch bitte senden: <code>!meeting lang de</code></p>`+
		`<p>Hello! You have invited the meeting bot to “A &amp; B &lt;i&gt;”. So that meetings can be planned there:</p>`+
		`<ol><li>Make @bot:x a moderator of “A &amp; B &lt;i&gt;”: in the settings of the room under “Roles &amp; Permissions”, or by sending this line there: <code>/op @bot:x 50</code></li>`+
		`<li>The bot then adds the planner by itself. Everybody presses “Continue” on it once and allows what it asks for.</li></ol>`+
		`<p>For all commands, send: <code>!meeting help</code></p>`, m.FormattedBody)

	g.Locale, g.Room = "de", Status{Known: true}
	assert.Equal(t, `For English, please send: !meeting lang en
Hallo! Der Besprechungs-Bot wurde in „Unbenannter Raum“ eingeladen. Damit dort Besprechungen geplant werden können:
1. @bot:x zum Moderator von „Unbenannter Raum“ machen: in den Einstellungen des Raums unter „Rollen und Berechtigungen“, oder indem dort diese Zeile gesendet wird: /op @bot:x 50
2. Danach fügt der Bot den Planer von selbst hinzu. Alle klicken dort einmal auf „Fortfahren“ und erlauben, worum er bittet.
Für alle Befehle bitte senden: !meeting help`, g.Message().Body)
}

func TestGreetingOfWhoCannotFollowIt(t *testing.T) {
	g := Greeting{Locale: "en", Bot: "@bot:x", Room: Status{Known: true, Name: "A", Encrypted: true, Moderators: []string{"Al\nice", "Bob"}}}
	assert.Equal(t, `Für Deutsch bitte senden: !meeting lang de
Hello! You have invited the meeting bot to “A”. So that meetings can be planned there:
1. Only moderators can make @bot:x one of them in “A”. Please ask Al ice or Bob to do so, in the settings of the room under “Roles & Permissions”, or by sending this line there: /op @bot:x 50
2. The bot then adds the planner by itself. Everybody presses “Continue” on it once and allows what it asks for.
“A” is encrypted: the bot does not read messages there. Please use the planner there, or write to the bot in a room without encryption.
For all commands, send: !meeting help`, g.Message().Body)
}

func TestStatus(t *testing.T) {
	for want, s := range map[string]Status{
		"The bot and you are not both in the room that this is about. Please invite the bot there again.": {Name: "A", Planner: true},
		"The bot has the power that it needs in “A”.\nThe planner is there.":                              {Known: true, Name: "A", Planner: true, MayInstall: true, MayLink: true},
		"The bot has too little power in “A”. Please make it a moderator there.\nThe planner is there.":   {Known: true, Name: "A", Planner: true, MayInstall: true},
		"The bot has the power that it needs in “A”.\nThe planner is not there yet.":                      {Known: true, Name: "A", MayInstall: true, MayLink: true},
		"“A” is the room of a meeting. Nothing has to be set up here.":                                    {Known: true, Name: "A", Meeting: true},
		"The bot has the power that it needs in “A”.\nThe planner is there.\n“A” is encrypted: the bot does not read messages there. " +
			"Please use the planner there, or write to the bot in a room without encryption.": {Known: true, Name: "A", Planner: true, MayInstall: true, MayLink: true, Encrypted: true},
	} {
		assert.Equal(t, want, s.Message("en").Body)
	}
	assert.Equal(t, "The bot has too little power in “A”. Please make it a moderator there.\nThe planner is not there yet.\n"+
		"If you would rather add the planner yourself, send this line in “A”: /addwidget https://p/#/?a=$b", Status{Known: true, Name: "A"}.Own("en", "https://p/#/?a=$b").Body)
	assert.Equal(t, "Dem Bot fehlen in „A“ Berechtigungen. Bitte ihn dort zum Moderator machen.\nDer Planer ist noch nicht da.",
		Status{Known: true, Name: "A"}.Message("de").Body)
}

func TestUnlinkable(t *testing.T) {
	assert.Equal(t, "Nothing is planned: the bot may not link meetings to “A” yet. Please make it a moderator there first, for example with this line: /op @bot:x 50",
		Unlinkable("en", "A", "@bot:x").Body)
}

func TestWelcome(t *testing.T) {
	for want, w := range map[string]Welcome{
		`Für Deutsch bitte senden: !meeting lang de
Hello! This chat is your calendar: the planner shows the meetings in which you take part, and creates new ones.
For all commands, send: !meeting help`: {Locale: "en"},
		`For English, please send: !meeting lang en
Dieser Chat wird zum Kalender, sobald der Bot hier Widgets hinzufügen darf. Bitte ihn zum Moderator machen, in den Einstellungen des Raums unter „Rollen und Berechtigungen“.
Für alle Befehle bitte senden: !meeting help`: {Locale: "de", Powerless: true},
		`Hello! This chat is your calendar: the planner shows the meetings in which you take part, and creates new ones.
This chat is encrypted: the bot does not read messages here. Please use the planner, or write to the bot in a room without encryption.`: {Locale: "en", Encrypted: true},
	} {
		assert.Equal(t, want, w.Message().Body)
	}
	assert.Regexp(t, `^Für Deutsch bitte senden: !meeting lang de\nThis is what the bot understands:\n• `, Introduction("en").Body)
}
