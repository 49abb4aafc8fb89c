package talk

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
	"parley/shared/text"
)

func TestTrouble(t *testing.T) {
	refused := Trouble{
		Command: command.TypeMeetingUpdate, Title: "Q&A <1>", Room: "Team", Reference: "$e", Held: 1,
		Faults: fault.List{
			fault.New(fault.TooLong, "data.description"), fault.New(fault.UnknownZone, "data.calendar[1].dtstart.tzid"),
			fault.New(fault.Malformed, `data.external_data["<x>"]`), fault.New(fault.NothingToDo, "data"),
		},
	}
	warned := Trouble{
		Command: command.TypeMeetingCreate, Title: "A\u202eB\nC", Reference: "$e", Uninvited: []string{"@a:x", "@b:x"},
		Warnings: []event.Tally{{Code: fault.InvitationFailed, Count: 2}, {Code: fault.NoSpaceChild, Count: 1}},
	}
	for _, c := range []struct {
		locale      string
		trouble     Trouble
		plain, rich string
	}{
		{"en", refused, `This was not done:
Change a meeting: “Q&A <1>”
• Description: This text is too long. Please shorten it. At most 20000 characters fit.
• Start (no. 2): This time zone is not known. Please choose one such as Europe/Berlin.
• This value has the wrong form. Please enter it anew.
• There is nothing to change. Please change something first.
Asked for in the room “Team”
One more problem before this one was not reported, because there were so many within a few minutes.
Reference, in case you ask your administrator: $e`,
			`<p>This was not done:</p><p><strong>Change a meeting: “Q&amp;A &lt;1&gt;”</strong></p><ul>` +
				`<li>Description: This text is too long. Please shorten it. At most 20000 characters fit.</li>` +
				`<li>Start (no. 2): This time zone is not known. Please choose one such as Europe/Berlin.</li>` +
				`<li>This value has the wrong form. Please enter it anew.</li>` +
				`<li>There is nothing to change. Please change something first.</li></ul>` +
				`<p>Asked for in the room “Team”</p>` +
				`<p>One more problem before this one was not reported, because there were so many within a few minutes.</p>` +
				`<p><sub>Reference, in case you ask your administrator: $e</sub></p>`},
		{"de-AT", warned, `Das wurde ausgeführt, aber nicht vollständig:
Besprechung erstellen: „AB C“
• Einige Personen konnten nicht eingeladen werden.
• Die Besprechung konnte nicht mit diesem Raum verknüpft werden: Dem Besprechungs-Bot fehlt die Berechtigung.
• Nicht eingeladen: @a:x, @b:x
Kennung für Rückfragen bei der Administration: $e`, ""},
	} {
		c.trouble.Locale = c.locale
		m := c.trouble.Message()
		assert.Equal(t, event.MessageText, m.MsgType)
		assert.Equal(t, c.plain, m.Body)
		if c.rich != "" {
			assert.Equal(t, c.rich, m.FormattedBody)
		}
	}
}

func TestTroubleIsBounded(t *testing.T) {
	all := Trouble{Command: "com.example.other", Title: strings.Repeat("ä", 10_000), Room: strings.Repeat("x", 10_000)}
	for range 1000 {
		all.Faults = append(all.Faults, fault.New(fault.Required, "data.groups[3].participants[7].user_id"))
		all.Uninvited = append(all.Uninvited, "@"+strings.Repeat("u", 200)+":x")
	}
	body := all.Message().Body
	assert.Less(t, len(body), 2000)
	assert.Contains(t, body, "com.example.other: “ääää")
	assert.Contains(t, body, "• Participants (no. 4): Please fill this in. The right form: @name:example.org\n• and 990 more things")
	all.Faults = nil
	body = all.Message().Body
	assert.Less(t, len(body), 6000)
	assert.Contains(t, body, ":x, 980 more")
}

func TestEveryCommandHasWords(t *testing.T) {
	for _, spec := range command.All {
		assert.Contains(t, asked, spec.Type)
	}
}

func TestFieldsThatNobodyKnowsAreNotNamed(t *testing.T) {
	for _, path := range []string{"", "data", `data.external_data["a.title"]`, "data.calendar[99999999999999999999]", "[1]", "a[[1]]"} {
		assert.NotContains(t, fieldName(text.English, path, nil), "Title", path)
	}
}

// A number of the place helps only where there are others.
func TestTheOnlyOneOfAListHasNoNumber(t *testing.T) {
	two := `{"data":{"calendar":[{},{"exdate":[{},{}]}],"participants":[{}],"userIds":["a","b"]}}`
	for _, c := range []struct{ content, path, want string }{
		{two, "data.calendar[0].dtend", "Ende (Nr. 1)"},
		{two, "data.calendar[1].exdate[0].value", "Geänderter Termin (Nr. 2)"},
		{two, "data.participants[0].user_id", "Teilnehmende"},
		{two, "data.userIds[1]", "Teilnehmende (Nr. 2)"},
		{`{"data":{"calendar":[{"exdate":[{},{}]}]}}`, "data.calendar[0].exdate[1]", "Geänderter Termin (Nr. 2)"},
		{`{"data":{"calendar":{}}}`, "data.calendar[0].dtstart", "Beginn"},
		{`{"data":5}`, "data.calendar[0].dtstart", "Beginn"},
		{``, "data.calendar[0].dtstart.tzid", "Beginn"},
	} {
		assert.Equal(t, c.want, fieldName(text.German, c.path, json.RawMessage(c.content)), c.path)
	}
}

func TestTheRightFormIsShownWhereItIsKnown(t *testing.T) {
	for want, f := range map[string]*fault.Fault{
		"Besprechung: Bitte ausfüllen. Die richtige Form: !abc:example.org":                                fault.New(fault.Required, "data.target_room_id"),
		"Beginn: Dieser Wert hat die falsche Form. Bitte neu eingeben. Die richtige Form: 20401003T103000": fault.New(fault.Malformed, "data.calendar[0].dtstart.value"),
		"Titel: Bitte ausfüllen.": fault.New(fault.Required, "data.title"),
		"Titel: Dieser Text ist zu lang. Bitte kürzen. Höchstens 255 Zeichen passen.":      fault.New(fault.TooLong, "data.title"),
		"Wer schreiben darf: Diese Zahl ist zu klein oder zu groß. Möglich ist 0 bis 100.": fault.New(fault.OutOfRange, "data.messaging_power_level"),
		"Diese Zahl ist zu klein oder zu groß.":                                            fault.New(fault.OutOfRange, `data.external_data["x"].n`),
	} {
		assert.Equal(t, want, Fault(text.German, f, nil))
	}
}

func TestTroubleNamesTheRoomWherePowerLacks(t *testing.T) {
	trouble := Trouble{Locale: "de", Command: command.TypeMeetingUpdate, Title: "Haushalt", Where: "Haushalt", Room: "Team", Reference: "$e"}
	trouble.Faults = fault.List{fault.New(fault.Forbidden, "")}
	assert.Equal(t, "Das wurde nicht ausgeführt:\nBesprechung ändern: „Haushalt“\n"+
		"• In „Haushalt“ fehlt dafür die Berechtigung. Bitte die Moderation dort fragen.\n"+
		"Gesendet im Raum „Team“\nKennung für Rückfragen bei der Administration: $e", trouble.Message().Body)
	trouble.Command = command.TypeMeetingClose
	assert.Contains(t, trouble.Message().Body, "dort fragen. Auch in den Gruppenräumen ist sie nötig.\n")
	trouble.Where, trouble.Command = "", command.TypeMeetingUpdate
	assert.Contains(t, trouble.Message().Body, "• Dafür fehlt hier die Berechtigung. Bitte die Moderation des Raums fragen.\n")
	trouble.Where, trouble.Faults = "A\n<b>", fault.List{fault.New(fault.BotForbidden, "")}
	assert.Contains(t, trouble.Message().Body, "• In „A <b>“ fehlt dem Besprechungs-Bot dafür die Berechtigung. Bitte die Moderation dort bitten, sie ihm zu geben.\n")
}
