package event

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"parley/shared/calendar"
)

func occurrence(value string) calendar.Occurrence {
	return calendar.Occurrence{UID: "u", RecurrenceID: &calendar.DateTime{TZID: "UTC", Value: value}}
}

func TestAnswersOfASeries(t *testing.T) {
	first, second := occurrence("20400103T090000"), occurrence("20400110T090000")
	r := RSVP{}.With(first, Declined)
	assert.Equal(t, Declined, r.For(first))
	assert.Empty(t, r.For(second))
	r = r.With(first, Tentative)
	assert.Len(t, r.Occurrences, 1)

	before := RSVP{Status: Accepted}.With(second, Declined)
	assert.Equal(t, RSVP{Status: Accepted}, before.With(second, Accepted), "like the rest, there is nothing to say of it")
	assert.Equal(t, Declined, before.For(second), "the answers of before stay as they are")
	assert.True(t, before.Says(second, Declined))
	assert.False(t, before.Says(calendar.Occurrence{}, Accepted), "not for all")
	assert.Equal(t, RSVP{Status: Tentative}, before.With(calendar.Occurrence{}, Tentative), "the whole meeting")
}

func TestTheFirstAnswerIsForgotten(t *testing.T) {
	r := RSVP{}
	for i := range MaxAnswers + 1 {
		r = r.With(occurrence(fmt.Sprintf("2040%04dT090000", i)), Accepted)
	}
	assert.Len(t, r.Occurrences, MaxAnswers)
	assert.Empty(t, r.For(occurrence("20400000T090000")))
	assert.Equal(t, Accepted, r.For(occurrence("20400001T090000")))
	assert.Equal(t, Accepted, r.For(occurrence("20400500T090000")))
}
