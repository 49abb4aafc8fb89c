package help

import (
	"context"
	"net/url"

	"parley/bot/matrix"
	"parley/bot/store"
	"parley/shared/event"
)

// Migrate turns the chats of two that an earlier version of the existing system has set
// up, with the planner as their only widget, into calendars of today. What has the
// marker already is left alone. It returns when that is done or ctx ends.
func (d *Desk) Migrate(ctx context.Context) {
	migrated := 0
	err := matrix.Visit(ctx, d.log, d.matrix.DirectRooms, func(ctx context.Context, id string) error {
		v, err := d.look(ctx, id, d.matrix.UserID())
		if err != nil || !v.botIsIn() || !isPair(v) || v.has(event.TypeControlRoom) || !d.maySetUp(v) {
			return err
		}
		done, err := d.migrateRoom(ctx, v)
		if done {
			migrated++
		}
		return err
	})
	if err == nil {
		d.log.Info().Int("migrated", migrated).Msg("looked for chats of two to migrate")
	}
}

func (d *Desk) migrateRoom(ctx context.Context, v *view) (bool, error) {
	widget, only := v.onlyWidget()
	if !only || !sameHost(widget.URL, d.settings.Planner.URL) {
		return false, nil
	}
	user := v.Participants()[0].UserID
	if err := d.store.SavePrivateRoom(ctx, store.PrivateRoom{User: user, About: v.ID, Room: v.ID}); err != nil {
		return false, err
	}
	states := append([]matrix.State{d.settings.Planner.State(widget.ID, event.WidgetTypePlanner)}, d.calendarStates(v, widget.ID)...)
	return d.write(ctx, v.ID, states)
}

// onlyWidget returns the one widget of a room, by its state key; only is false when
// there are more or none.
func (v *view) onlyWidget() (widget event.Widget, only bool) {
	found := 0
	for _, e := range v.state {
		if e.Type != event.TypeWidget {
			continue
		}
		if w, err := event.DecodeWidget(e.Content); err == nil && w.URL != "" {
			found++
			widget = w
			widget.ID = *e.StateKey
		}
	}
	return widget, found == 1
}

func sameHost(a, b string) bool {
	first, err := url.Parse(a)
	second, wrong := url.Parse(b)
	return err == nil && wrong == nil && first.Host != "" && first.Host == second.Host
}
