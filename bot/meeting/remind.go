package meeting

import (
	"context"
	"slices"
	"time"

	"parley/bot/matrix"
	"parley/shared/event"
	"parley/shared/room"
)

// Leads are how many minutes before its occurrences people are reminded of a meeting; of
// nil, what the operator wants.
func (b *Bot) Leads(r *room.Room) []int64 {
	if own := r.Settings().Reminders; own != nil {
		return own
	}
	return b.settings.Reminders
}

// remind reminds people of a meeting that is about to begin. For one that has begun it is
// too late, but a little.
func (x *ringing) remind(ctx context.Context) error {
	o, ok := x.beginning()
	leads, left := x.Leads(x.Room), x.at().Sub(x.now())
	if x.Lead == 0 {
		left += time.Minute
	}
	if !ok || left <= 0 || !slices.Contains(leads, x.Lead) || x.overtaken(leads) {
		return nil
	}
	plain, html := x.occasion(o).Reminder(left)
	if x.Lead == 0 {
		plain, html = x.occasion(o).Begun()
	}
	return x.tell(ctx, o, plain, html)
}

// SetReminders says for a meeting how many minutes before its occurrences people are
// reminded; nil stands for what the operator wants, an empty list for never. What the
// sender may not do is a fault. The timers follow when the event comes back.
func (b *Bot) SetReminders(ctx context.Context, id, sender string, leads []int64) error {
	target, err := b.target(ctx, id, sender)
	if err != nil {
		return err
	}
	if d := target.MayRemind(sender); d != nil {
		return denied(d, fieldTarget)
	}
	return botForbidden(b.matrix.SetState(ctx, id, reminding(target.Room, leads)))
}

// reminding is the state of a meeting with other reminders.
func reminding(r *room.Room, leads []int64) matrix.State {
	s := r.Settings()
	s.Reminders = leads
	return matrix.State{Type: event.TypeSettings, Content: s}
}
