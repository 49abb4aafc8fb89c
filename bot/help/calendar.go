package help

import (
	"context"
	"encoding/json"

	"parley/bot/matrix"
	"parley/bot/store"
	"parley/bot/talk"
	"parley/shared/event"
)

// controlVersion is that of what the bot sets up in a chat of two (event.ControlRoom).
const controlVersion = 1

// isDirect reports whether an invitation is to a chat of two. Whoever is invited again
// is not told so any more, but that the invitation before said it.
func isDirect(raw json.RawMessage, invitation event.Event) bool {
	member, _ := event.DecodeMember(invitation.Content)
	return member.IsDirect || event.DirectBefore(raw)
}

// isPair reports whether the bot shares a room with one person alone.
func isPair(v *view) bool { return v.isOrdinary() && len(v.Participants()) == 1 }

// beginCalendar makes a chat of two somebody's calendar. That it is one is remembered:
// the power may come later.
func (d *Desk) beginCalendar(ctx context.Context, item *store.Item, v *view, user string) error {
	locale, err := d.localeOf(ctx, user)
	if err != nil {
		return err
	}
	if err := d.store.SavePrivateRoom(ctx, store.PrivateRoom{User: user, About: v.ID, Room: v.ID}); err != nil {
		return err
	}
	if err := d.setUpCalendar(ctx, v); err != nil {
		return err
	}
	m := talk.Welcome{Locale: locale, Powerless: !d.maySetUp(v), Encrypted: d.cannotRead(v)}.Message()
	return d.say(ctx, item, v.ID, "welcome", m)
}

func (d *Desk) maySetUp(v *view) bool {
	powers := v.Powers()
	return powers.MayInstall(v.bot) && powers.MaySetState(v.bot, event.TypeName, event.TypeControlRoom)
}

// setUpCalendar writes what is missing in a chat of two; the marker comes last.
func (d *Desk) setUpCalendar(ctx context.Context, v *view) error {
	if v.has(event.TypeControlRoom) || !d.maySetUp(v) {
		return nil
	}
	_, err := d.write(ctx, v.ID, d.calendarStates(v, event.WidgetTypePlanner+"-"+d.store.RequestOf(v.ID)))
	return err
}

// calendarStates returns what makes a chat of two a calendar, with the planner as the
// widget of an id where there is none.
func (d *Desk) calendarStates(v *view, id string) []matrix.State {
	var states []matrix.State
	if v.Name() != d.settings.CalendarName {
		states = append(states, matrix.State{Type: event.TypeName, Content: event.Name{Name: d.settings.CalendarName}})
	}
	if planner, there := v.planner(d.settings.Planner.URL); there {
		id = *planner.StateKey
	} else {
		states = append(states, d.settings.Planner.State(id, event.WidgetTypePlanner))
	}
	return append(states,
		matrix.State{Type: event.TypeLayout, Content: event.Layout{Widgets: map[string]event.Placement{id: {Container: event.ContainerCenter}}}},
		matrix.State{Type: event.TypeControlRoom, Content: event.ControlRoom{RoomVersion: controlVersion}})
}
