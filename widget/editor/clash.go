package editor

import (
	"context"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/room"
	"parley/shared/text"
)

// consideration is how long typing must rest before clashes are looked for.
const consideration = 400 * time.Millisecond

// lookForClashes finds, in a while, what else takes place at the time of the first date.
func (e *Editor) lookForClashes() {
	ctx := e.mounted // that of a control ends with it
	e.stopLooking()
	if e.isSession() { // everybody is in its meeting at that time
		return
	}
	plan := e.form.plan(e.Store.Zones(), e.Reader.Zone)
	from, err := plan.DTStart.Time(e.Store.Zones())
	to, wrong := plan.DTEnd.Time(e.Store.Zones())
	if err != nil || wrong != nil || !to.After(from) {
		e.clashes = nil
		return
	}
	var others []string
	for _, p := range e.form.People {
		if p.UserID != e.Store.Params.UserID {
			others = append(others, p.UserID)
		}
	}
	none := len(e.clashes) == 0
	looking, stop := context.WithCancel(ctx)
	e.stopLooking = stop
	go func() {
		select {
		case <-time.After(consideration):
		case <-looking.Done():
			return
		}
		found := e.Store.Clashes(looking, e.Subject.RoomID, from, to, others)
		if none && len(found) == 0 {
			return
		}
		ctx.Dispatch(func(app.Context) {
			if looking.Err() == nil {
				e.clashes = found
			}
		})
	}()
}

// clashHint says what else takes place at the same time.
func (e *Editor) clashHint() string {
	if len(e.clashes) == 0 {
		return ""
	}
	var meetings []string
	for _, c := range e.clashes {
		meetings = append(meetings, e.Reader.Text(text.EditorClash, "title", shortened(c.Meeting.Title), "people", e.Reader.And(e.names(c))))
	}
	return e.Reader.Text(text.EditorClashes, "meetings", e.Reader.And(meetings))
}

// shortened is the beginning of a title, which can be of any length in rooms of others.
func shortened(title string) string {
	const most = 80 // characters
	if all := []rune(title); len(all) > most {
		return string(all[:most]) + " …"
	}
	return title
}

// names are those of the people whom a clash is about.
func (e *Editor) names(c room.Clash) (names []string) {
	for _, id := range c.Users {
		if id == e.Store.Params.UserID {
			names = append(names, e.Reader.Text(text.EditorYou))
			continue
		}
		for _, p := range e.form.People {
			if p.UserID == id {
				names = append(names, p.Name())
			}
		}
	}
	return names
}
