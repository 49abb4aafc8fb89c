package meeting

import (
	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/room"
	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/store"
)

// History says who has changed what of a meeting, once somebody wants to know.
type History struct {
	app.Compo

	Store  *store.Store
	Reader *browser.Reader
	RoomID string

	open    bool
	phase   store.Phase
	changes []store.Past
}

// maxNames is how many people a change names.
const maxNames = 5

// Render implements app.Composer.
func (h *History) Render() app.UI {
	return app.Div().Class("history").Body(
		app.Button().Type("button").Class("link").Aria("expanded", h.open).OnClick(h.toggle).Text(h.Reader.Text(text.HistoryTitle)),
		app.P().Class("history-note").Role("status").Hidden(!h.open).Text(h.note()),
		app.Ul().Hidden(!h.open || len(h.changes) == 0).Body(app.Range(h.changes).Slice(h.change)),
	)
}

func (h *History) toggle(ctx app.Context, _ app.Event) {
	if h.open = !h.open; !h.open {
		return
	}
	h.phase = store.Loading
	ctx.Async(func() {
		changes, ok := h.Store.ReadHistory(ctx, h.RoomID)
		ctx.Dispatch(func(app.Context) {
			if h.changes, h.phase = changes, store.Ready; !ok {
				h.phase = store.Failed
			}
		})
	})
}

func (h *History) note() string {
	switch h.phase {
	case store.Loading:
		return h.Reader.Text(text.HistoryLoading)
	case store.Failed:
		return h.Reader.Text(text.HistoryFailed)
	}
	return h.Reader.Text(text.HistoryPart)
}

func (h *History) change(i int) app.UI {
	c := h.changes[i]
	return app.Li().Body(
		app.Span().Class("history-what").Text(h.what(c)),
		app.Span().Class("history-who").Text(c.Name+" · "+h.Reader.Dates(c.At, c.At, h.Reader.Zone)),
	)
}

// aspects are what can have been changed, those of one update first.
var aspects = map[room.Aspect]text.Key{
	room.AspectTitle: text.EditorName, room.AspectDescription: text.EditorDescription,
	room.AspectTimes: text.HistoryTimes, room.AspectReminders: text.HistoryReminder,

	room.AspectCreated: text.HistoryCreated, room.AspectInvited: text.HistoryInvited, room.AspectRemoved: text.HistoryRemoved,
	room.AspectWidgets: text.HistoryWidgets, room.AspectMessages: text.HistoryMessages, room.AspectBreakouts: text.HistoryBreakouts,
}

func (h *History) what(c store.Past) string {
	var parts []string
	for _, a := range c.What {
		parts = append(parts, h.Reader.Text(aspects[a], "names", h.names(c.Names)))
	}
	words := h.Reader.And(parts)
	if a := c.What[0]; a >= room.AspectTitle && a <= room.AspectReminders {
		return h.Reader.Text(text.HistoryChanged, "what", words)
	}
	return words
}

func (h *History) names(names []string) string {
	if len(names) > maxNames {
		names = append(names[:maxNames:maxNames], "…")
	}
	return h.Reader.And(names)
}
