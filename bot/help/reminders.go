package help

import (
	"context"
	"errors"

	"parley/bot/chat"
	"parley/bot/talk"
	"parley/shared/event"
	"parley/shared/fault"
	"parley/shared/text"
)

// plainLead is how many minutes before a meeting people are reminded who want that where
// the operator has nothing to say.
const plainLead = 10

// remind tells when the people in a meeting are reminded of it, or changes that for
// somebody who may update the meeting.
func (d *Desk) remind(ctx context.Context, q *question) (event.Message, bool, error) {
	if q.about == nil || q.about.Type() != event.RoomTypeMeeting {
		return talk.Sentence(q.locale, text.ChatInMeeting), false, nil
	}
	if q.Rest == "" {
		return talk.Reminders(q.locale, d.meetings.Leads(q.about.Room)), false, nil
	}
	usual := d.meetings.Leads(nil)
	if len(usual) == 0 {
		usual = []int64{plainLead}
	}
	leads, ok := chat.Leads(q.Rest, usual)
	if !ok {
		return talk.NoLeads(q.locale), false, nil
	}
	err := d.meetings.SetReminders(ctx, q.about.ID, q.event.Sender, leads)
	if f := (*fault.Fault)(nil); errors.As(err, &f) {
		return talk.Refusal(q.locale, fault.List{f}), false, nil
	}
	if err != nil {
		return d.unable(q, err)
	}
	return talk.Reminders(q.locale, leads), false, nil
}
