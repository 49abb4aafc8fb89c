package talk

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"parley/bot/chat"
	"parley/shared/calendar"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
	"parley/shared/text"
)

var chatZones = calendar.ZoneFunc(time.LoadLocation)

// weekly is a meeting with hostile texts.
func weekly(t *testing.T) Meeting {
	t.Helper()
	m := Meeting{
		Title: "Q&A <b>\n{title}", Description: "First\n<script>", Organiser: "Alice\u202e", People: []string{"Alice", "Bob <b>"},
		Link: `https://matrix.to/#/!a:x?via="x`, Zones: chatZones,
		Calendar: []calendar.Entry{{
			UID: "u", DTStart: calendar.DateTime{TZID: "Europe/Berlin", Value: "20401003T103000"},
			DTEnd: calendar.DateTime{TZID: "Europe/Berlin", Value: "20401003T113000"}, RRule: "FREQ=WEEKLY;COUNT=5",
		}},
	}
	var ok bool
	m.When, ok = calendar.Next(m.Calendar, time.Time{}, chatZones)
	require.True(t, ok)
	return m
}

func TestAnswers(t *testing.T) {
	m := weekly(t)
	for _, c := range []struct {
		message event.Message
		want    string
	}{
		{Upcoming("en-GB", "", []Meeting{m}, true), `Upcoming meetings:
1. Q&A <b> {title} – Wed, 3 October 2040, 10:30–11:30 CEST, weekly on Wednesday, 5 times
There are more, which the planner shows.`},
		{Upcoming("de", "Team\nA", []Meeting{m}, false), `Kommende Besprechungen in „Team A“:
1. Q&A <b> {title} – Mi., 3. Oktober 2040, 10:30–11:30 Uhr MESZ, wöchentlich am Mittwoch, 5-mal`},
		{m.Message("en-GB"), `Q&A <b> {title}
When: Wed, 3 October 2040, 10:30–11:30 CEST
Repeats: Weekly on Wednesday, 5 times
Organised by: Alice
Participants: Alice, Bob <b>
Description: First
<script>
Go to room https://matrix.to/#/!a:x?via="x`},
		{m.Message("de"), `Q&A <b> {title}
Wann: Mi., 3. Oktober 2040, 10:30–11:30 Uhr MESZ
Wiederholung: Wöchentlich am Mittwoch, 5-mal
Organisiert von: Alice
Teilnehmende: Alice, Bob <b>
Beschreibung: First
<script>
Zum Raum https://matrix.to/#/!a:x?via="x`},
		{m.Planned("en-GB", []event.Tally{{Code: fault.NoSpaceChild, Count: 1}}, false), `“Q&A <b> {title}” is planned:
Wed, 3 October 2040, 10:30–11:30 CEST
Weekly on Wednesday, 5 times
The times are those of Europe/Berlin. For another time zone, write it at the end, such as Europe/London.
The meeting could not be linked to this room: the meeting bot lacks the permission.
Go to room https://matrix.to/#/!a:x?via="x
To invite others, send in the meeting’s room, once you are there: !meeting invite @name:server`},
		{m.Planned("de", nil, true), `„Q&A <b> {title}“ ist geplant:
Mi., 3. Oktober 2040, 10:30–11:30 Uhr MESZ
Wöchentlich am Mittwoch, 5-mal
Zum Raum https://matrix.to/#/!a:x?via="x
Zum Einladen im Raum der Besprechung nach dem Beitreten senden: !meeting invite @name:server`},
		{Commands("en"), `This is what the bot understands:
• The upcoming meetings of this room in which you take part: !meeting list
• The next one: !meeting next
• One of the list, with all there is to know: !meeting detail 1
• The same as a file for other calendars: !meeting ics 1
• A new meeting, with title, day, time or times, how it repeats (daily, weekdays, weekly, monthly, yearly or every 2 weeks, with 5x or until a day) and time zone: !meeting create Planning 2040-10-03 10:30-11:30 weekly 5x Europe/Berlin
• Moving one of the list to another day or time: !meeting move 1 tomorrow 14:00
• Cancelling one of the list: !meeting cancel 1
• Inviting people to one of the list: !meeting invite 1 @name:server
• The reminders in a meeting’s room, in minutes before it, or on or off: !meeting reminders 60 10
• Whether the room is set up: !meeting status
• Add the planner: !meeting setup
• Another language: !meeting lang en|de`},
		{Mistake("de", chat.Mistake{Code: chat.BadWord, Word: "oft\n{word}"}), `„oft {word}“ wird nicht verstanden.
So wird eine neue Besprechung geschrieben: !meeting create Planung 3.10.2040 10:30-11:30 wöchentlich 5x Europe/Berlin`},
		{Mistake("en", chat.Mistake{Code: chat.Backward, Word: "11:00-10:00", Hint: "10:00-11:00"}), `“11:00-10:00” does not end after it begins.
Is 10:00-11:00 meant? A meeting that ends on another day is written with both dates, unless it is a night.
A new meeting is written like this: !meeting create Planning 2040-10-03 10:30-11:30 weekly 5x Europe/Berlin`},
		{Unmoved("de", chat.Mistake{Code: chat.NotDate, Word: "irgendwann"}), `„irgendwann“ versteht der Bot nicht als Datum. Zum Beispiel geht: morgen 10:00 oder 3.10.2040 10:00-11:00.
So wird eine Besprechung verschoben: !meeting move 1 morgen 14:00`},
		{Whom("de"), "Wen? Bitte Matrix-IDs schreiben, zum Beispiel: !meeting invite 1 @name:server"},
		{Done("de", command.TypeMeetingClose, "A\nb", "morgen", []event.Tally{{Code: fault.BotForbidden}}), `„A b“ ist abgesagt:
morgen
Der Besprechungs-Bot darf das hier nicht. Bitte die Moderation bitten, ihm die Berechtigung zu geben.`},
		{Join("en", "A", "https://x"), "Please accept the invitation to “A” first.\nGo to room https://x"},
		{Misunderstood("de", "<i>"), "„<i>“ wird nicht verstanden. Für alle Befehle bitte senden: !meeting help"},
		{NoSuchNumber("de", "7"), "Eine Besprechung Nr. 7 gibt es in der Liste nicht. !meeting list"},
		{Reminders("de", []int64{10, 1440, 10}), "Erinnerungen, in Minuten vor der Besprechung: 1440 und 10"},
		{Reminders("en", []int64{}), "There are no reminders in this room."},
		{NoLeads("en"), "Reminders are written in minutes before the meeting, five at most, or as “on” or “off”: !meeting reminders 60 10"},
		{Languages("de"), "Bitte eine dieser Sprachen wählen: en, de"},
		{There("de", ""), "Der Planer ist schon in „Unbenannter Raum“."},
		{Refusal("de", fault.List{fault.New(fault.TooLong, "data.title")}), "Titel: Dieser Text ist zu lang. Bitte kürzen. Höchstens 255 Zeichen passen."},
		{Upcoming("de", "", nil, false), "Hier gibt es keine kommende Besprechung mit eigener Teilnahme."},
	} {
		assert.Equal(t, event.MessageNotice, c.message.MsgType)
		assert.Equal(t, c.want, c.message.Body)
		for _, tag := range []string{"<b>", "<script>", "<i>"} {
			assert.NotContains(t, c.message.FormattedBody, tag, c.want)
		}
	}
	assert.Contains(t, m.Message("en").FormattedBody, `<p>Go to room: <a href="https://matrix.to/#/!a:x?via=&#34;x">Q&amp;A`)
}

func TestExceptionsOfASeriesAreTold(t *testing.T) {
	m := weekly(t)
	m.Description, m.People = "", nil
	local := func(value string) calendar.DateTime { return calendar.DateTime{TZID: "Europe/Berlin", Value: value} }
	id := local("20401024T103000")
	m.Calendar[0].ExDate = []calendar.DateTime{local("20401003T103000"), local("20401010T103000")}
	m.Calendar = append(m.Calendar, calendar.Entry{UID: "u", RecurrenceID: &id, DTStart: local("20401025T120000"), DTEnd: local("20401025T130000")})
	m.Since = time.Date(2040, 10, 5, 0, 0, 0, 0, time.UTC)
	assert.Equal(t, `Q&A <b> {title}
Wann: Mi., 3. Oktober 2040, 10:30–11:30 Uhr MESZ
Wiederholung: Wöchentlich am Mittwoch, 5-mal
• Entfällt: Mi., 10. Oktober 2040, 10:30–11:30 Uhr MESZ
• Verschoben: Do., 25. Oktober 2040, 12:00–13:00 Uhr MESZ (statt Mi., 24. Oktober 2040, 10:30–11:30 Uhr MESZ)
Organisiert von: Alice
Zum Raum https://matrix.to/#/!a:x?via="x`, m.Message("de").Body)

	m.Calendar = m.Calendar[:1]
	m.Calendar[0].RRule = "FREQ=DAILY"
	for day := 1; day < 30; day++ {
		m.Calendar[0].ExDate = append(m.Calendar[0].ExDate, local(time.Date(2040, 11, day, 10, 30, 0, 0, time.UTC).Format(calendar.Layout)))
	}
	assert.Contains(t, m.Message("de").Body, "\n• und 20 weitere Punkte\n")
}

// What chat tells people to write, chat understands.
func TestExamplesAreUnderstood(t *testing.T) {
	for _, l := range []text.Lang{text.English, text.German} {
		draft, mistake := chat.ParsePlan(text.Get(l, text.ChatExample), chatZones)
		require.Nil(t, mistake, l)
		p, mistake := draft.At(time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC))
		require.Nil(t, mistake, l)
		assert.Equal(t, []any{"FREQ=WEEKLY", 5, "Europe/Berlin"}, []any{p.Rule, p.Count, draft.Zone})
		_, mistake = chat.ParseMove(text.Get(l, text.ChatMoveTo), p.From, p.To, chatZones)
		require.Nil(t, mistake, l)
	}
}

func TestAnswersAreBounded(t *testing.T) {
	m := weekly(t)
	m.Title, m.Description = strings.Repeat("ä", 70_000), strings.Repeat("<", 70_000)
	for range 1000 {
		m.People = append(m.People, strings.Repeat("&", 1000))
	}
	all := make([]Meeting, 10)
	for i := range all {
		all[i] = m
	}
	for _, message := range []event.Message{m.Message("en"), Upcoming("en", "", all, true)} {
		assert.Less(t, len(message.Body)+len(message.FormattedBody), 60_000)
	}
	assert.Contains(t, m.Message("en").Body, ", 982 more")
}
