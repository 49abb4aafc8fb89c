package talk

import (
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
• Description: This text is too long. Please shorten it.
• Start (no. 2): This time zone is not known. Please choose one such as Europe/Berlin.
• This value has the wrong form. Please enter it anew.
• There is nothing to change. Please change something first.
Asked for in the room “Team”
One more problem before this one was not reported, because there were so many within a few minutes.
Reference, in case you ask your administrator: $e`,
			`<p>This was not done:</p><p><strong>Change a meeting: “Q&amp;A &lt;1&gt;”</strong></p><ul>` +
				`<li>Description: This text is too long. Please shorten it.</li>` +
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
	assert.Contains(t, body, "• Participants (no. 4): Please fill this in.\n• and 990 more things")
	all.Faults = nil
	body = all.Message().Body
	assert.Less(t, len(body), 6000)
	assert.Contains(t, body, ":x, and 980 more things")
}

func TestEveryCommandHasWords(t *testing.T) {
	for _, spec := range command.All {
		assert.Contains(t, asked, spec.Type)
	}
}

func TestFieldsThatNobodyKnowsAreNotNamed(t *testing.T) {
	for _, path := range []string{"", "data", `data.external_data["a.title"]`, "data.calendar[99999999999999999999]", "[1]", "a[[1]]"} {
		assert.NotContains(t, fieldName(text.English, path), "Title", path)
	}
}
