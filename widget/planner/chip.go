package planner

import (
	"strconv"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/event"
	"parley/shared/room"
	"parley/shared/text"
	"parley/widget/browser"
)

// chip is an occurrence in a calendar grid, in words.
type chip struct {
	Key   key
	Title string
	Clock string // when it begins; empty where that is another day
	Times string // for screen readers: times and state
	Class string // of its state
	From  string // when it begins and ends here, for those that can be moved
	To    string
}

// key tells occurrences apart.
type key struct {
	RoomID, UID string
	Start       int64 // ms since 1970
}

func keyOf(i *room.Item) key { return key{i.Meeting.RoomID, i.UID, i.Start.UnixMilli()} }

// chipOf describes an occurrence on a day.
func chipOf(i *room.Item, day, now time.Time, r *browser.Reader) chip {
	c := chip{Key: keyOf(i), Title: i.Meeting.Title, Times: r.Times(i.Start, i.End, r.Zone)}
	if !i.Start.Before(day) {
		c.Clock = short(r.Clock(i.Start, r.Zone))
	}
	if mayMove(i) {
		c.From, c.To = i.Start.In(now.Location()).Format(wallLayout), i.End.In(now.Location()).Format(wallLayout)
	}
	say := func(class string, state text.Key) { c.Class, c.Times = class, c.Times+", "+r.Text(state) }
	switch {
	case i.Meeting.Membership == event.MembershipInvite:
		say("chip-invited", text.PlannerInvited)
	case !i.End.After(now):
		say("chip-over", text.PlannerEnded)
	case !i.Start.After(now):
		say("chip-now", text.PlannerRunning)
	}
	return c
}

// button shows the details of the occurrence.
func (c chip) button(p *Planner, classes ...string) app.HTMLButton {
	b := app.Button().Type("button").Class("chip", c.Class).Class(classes...).TabIndex(-1).DataSet("room", c.Key.RoomID).
		Title(c.Title + ", " + c.Times)
	if c.From != "" {
		b = b.DataSet("uid", c.Key.UID).DataSet("start", c.Key.Start).DataSet("from", c.From).DataSet("to", c.To).
			Aria("describedby", moveHint).Aria("keyshortcuts", moveKeys)
	}
	return b.
		OnClick(func(ctx app.Context, e app.Event) {
			e.Call("stopPropagation")
			p.open(ctx, c.Key)
		}, c.Key.RoomID, c.Key.UID, c.Key.Start).
		Body(
			app.If(c.Clock != "", app.Span().Class("chip-clock").Text(c.Clock)),
			app.Span().Class("chip-title").Text(c.Title),
			unseen(", "+c.Times),
		)
}

// unseen is for screen readers.
func unseen(words string) app.UI { return app.Span().Class("unseen").Text(words) }

// dayLabel is how a day is called in a grid.
func dayLabel(r *browser.Reader, day, now time.Time, meetings int) string {
	label := r.DayFrom(day, now) + ", " + r.Text(text.PlannerCount, "count", strconv.Itoa(meetings))
	if name := note(day, now, r); name != "" {
		label = name + ", " + label
	}
	return label
}
