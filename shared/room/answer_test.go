package room

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"parley/shared/calendar"
	"parley/shared/event"
)

func TestAnswers(t *testing.T) {
	m := NewModel(alice, bot)
	m.Apply(meetingRoom("!m")...)
	answer := func(sender, user, content string) {
		e := state("!m", event.TypeRSVP, user, content)
		e.Sender = sender
		m.Apply(e)
	}
	for _, user := range []string{bot, "@b:e", "@c:e", "@d:e", "@e:e"} {
		m.Apply(state("!m", event.TypeMember, user, `{"membership":"invite"}`))
	}
	for _, user := range []string{"@f:e", "@g:e"} {
		m.Apply(state("!m", event.TypeMember, user, `{"membership":"join"}`))
	}
	answer("@g:e", "@g:e", `{"occurrences":[{"uid":"u","recurrenceId":{"tzid":"UTC","value":"20401003T083000"},"status":"declined"}]}`)
	answer(alice, alice, `{"status":"accepted","occurrences":[{"uid":"u","recurrenceId":{"tzid":"UTC","value":"20401003T083000"},"status":"declined"}]}`)
	answer("@b:e", "@b:e", `{"status":"tentative"}`)
	answer(alice, "@c:e", `{"status":"accepted"}`)
	answer("@d:e", "@d:e", `{"status":"perhaps"}`)
	answer(bot, bot, `{"status":"accepted"}`)
	answer("@gone:e", "@gone:e", `{"status":"accepted"}`)

	answers, tally := m.Room("!m").Answers(calendar.Occurrence{})
	assert.Equal(t, Tally{event.Accepted: 3, event.Tentative: 1, "": 3}, tally)
	assert.Equal(t, map[string]event.Answer{alice: event.Accepted, "@b:e": event.Tentative, "@c:e": "", "@d:e": "", "@e:e": "",
		"@f:e": event.Accepted, "@g:e": event.Accepted}, answers,
		"not what others say for somebody, nor what is no answer; who has joined comes")
	_, tally = m.Room("!m").Answers(calendar.Occurrence{UID: "u", RecurrenceID: &calendar.DateTime{TZID: "UTC", Value: "20401003T083000"}})
	assert.Equal(t, 2, tally[event.Declined])
	assert.Empty(t, m.Room("!unknown").RSVP(alice))
}
