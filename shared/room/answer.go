package room

import (
	"parley/shared/calendar"
	"parley/shared/event"
)

// RSVP returns what a user has said about coming to the meeting; empty when nothing.
func (r *Room) RSVP(user string) event.RSVP {
	s := r.find(event.TypeRSVP, user)
	if answers, ok := s.decoded().(*event.RSVP); ok && s.current().Sender == user {
		return *answers
	}
	return event.RSVP{}
}

// Tally is how many participants have given which answer; "" is that of those who have
// not answered.
type Tally map[event.Answer]int

// Answers returns what each of the participants has said about an occurrence, by user
// id, and how many have said it. Who has joined without a word is taken to come.
func (r *Room) Answers(o calendar.Occurrence) (map[string]event.Answer, Tally) {
	answers, tally := map[string]event.Answer{}, Tally{}
	for _, p := range r.Participants() {
		said := r.RSVP(p.UserID)
		if p.Membership == event.MembershipJoin {
			said = said.OfMember()
		}
		answer := said.For(o)
		answers[p.UserID] = answer
		tally[answer]++
	}
	return answers, tally
}
