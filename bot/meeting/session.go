package meeting

import (
	"context"
	"errors"
	"strings"

	"parley/bot/matrix"
	"parley/bot/store"
	"parley/shared/calendar"
	"parley/shared/room"
)

// begin tells people in a breakout session that it has begun, unless it is over.
func (x *ringing) begin(ctx context.Context) error {
	o, ok := x.beginning()
	if !ok || !x.now().Before(o.End) {
		return nil
	}
	plain, html := x.occasion(o).Begun()
	return x.tell(ctx, o, plain, html)
}

// warn tells them that it ends soon, unless it has.
func (x *ringing) warn(ctx context.Context) error {
	o, ok := x.ending()
	left := x.at().Sub(x.now())
	if !ok || left <= 0 || x.overtaken(endLeads) {
		return nil
	}
	plain, html := x.occasion(o).Left(left)
	return x.tell(ctx, o, plain, html)
}

// end tells them that it is over and shows the way back, however late. If the operator
// wants that, and nothing follows, the room is closed.
func (x *ringing) end(ctx context.Context) error {
	reason, err := x.store.Step(ctx, x.item.EventID, store.StepBegun)
	if err != nil || reason != "" {
		return errors.Join(err, x.close(ctx, reason))
	}
	if x.meeting == nil {
		return nil
	}
	o, ok := x.ending()
	if !ok {
		return nil
	}
	reason, err = x.farewell(ctx, o)
	_, follows := calendar.Next(x.meeting.Calendar, x.at().Add(-1), x.zones)
	if matrix.Retryable(err) || follows || !x.settings.CloseBreakouts {
		return err
	}
	if err := x.store.SaveStep(ctx, x.item.EventID, store.StepBegun, reason); err != nil {
		return err
	}
	return x.close(ctx, reason)
}

// farewell says that the session is over and returns that in short.
func (x *ringing) farewell(ctx context.Context, o calendar.Occurrence) (short string, err error) {
	link, name, err := x.wayBack(ctx)
	if err != nil {
		return "", err
	}
	plain, html := x.occasion(o).Over(link, name)
	short, _, _ = strings.Cut(plain, "\n")
	return short, x.tell(ctx, o, plain, html)
}

// close closes the session's room.
func (x *ringing) close(ctx context.Context, reason string) error {
	if reason == "" {
		return nil
	}
	return (&closing{Bot: x.Bot, target: x.target, aside: inNotesLane(x.item), past: x.progressOf(x.item), reason: reason}).run(ctx)
}

// wayBack returns the link to the meeting that a breakout session belongs to, and the
// meeting's name; both are empty when it belongs to none.
func (x *ringing) wayBack(ctx context.Context) (link, name string, err error) {
	parents, err := x.above(ctx, x.Room)
	if len(parents) == 0 {
		return "", "", err
	}
	return room.Address(x.settings.LinkShare, parents[0].ID, x.matrix.ServerName()), parents[0].Name(), nil
}
