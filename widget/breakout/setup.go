package breakout

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/command"
	"parley/shared/fault"
	"parley/shared/room"
	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/editor"
	"parley/widget/store"
	"parley/widget/ui"
)

// setup is the dialog in which people are divided into groups.
type setup struct {
	app.Compo

	Store   *store.Store
	Reader  *browser.Reader
	Begin   form
	Random  func(n int) int // a number below n; nil: by chance
	Modal   bool            // this page is the form, in a dialog of the client
	OnClose func(app.Context)

	mounted  app.Context // of what goes on when a control that has begun it is gone
	form     form
	people   []room.Participant // of the meeting, without the person
	read     bool               // people is complete
	unread   bool               // the client does not say who they are
	more     int                // how often more of them were asked for
	drawn    drawn
	from, to time.Time       // of the meeting; from is zero when it is over
	left     map[string]bool // fields that the person has been in
	refused  faults          // what the bot found wrong with the last command
	sent     int             // id of the last command; 0: none
	away     bool            // the client shows the form, in a page of its own
	lost     bool            // what was typed could not be handed to the widget that has opened this page
	fleeting bool            // the browser keeps no draft beyond this page
	moved    string          // where somebody was put, for screen readers
	cancel   func()
}

// begin returns the form that a person begins with: what was typed before, unless its time
// has come, or two groups without people.
func begin(s *store.Store, r *browser.Reader, draft string) form {
	v := s.View()
	var from, to time.Time
	if v.Here != nil {
		o, _ := v.Here.Upcoming(v.Now, s.Zones())
		from, to = o.Start, o.End
	}
	start, end := period(v.Now, from, to)
	f := form{Start: momentOf(start, v.Now), End: momentOf(end, v.Now)}
	if kept, ok := decode(draft); ok {
		if was, _ := kept.Start.In(v.Now.Location()); was.After(v.Now) {
			return kept
		}
		kept.Start, kept.End = f.Start, f.End
		return kept
	}
	f.resize(r, 2)
	return f
}

// momentOf shows a time as the reader's clock does, which now is of.
func momentOf(t, now time.Time) editor.Moment { return editor.MomentOf(t.In(now.Location())) }

// draftKey is where the draft is kept, per room and person.
func draftKey(s *store.Store) string {
	return "parley.groups " + s.Params.RoomID + " " + s.Params.UserID
}

// OnInit implements app.Initializer.
func (d *setup) OnInit() {
	d.form, d.left, d.away = d.Begin, map[string]bool{}, d.Store.Config.Modals && !d.Modal
	d.look()
}

// OnMount implements app.Mounter: who takes part in the meeting is only read now.
func (d *setup) OnMount(ctx app.Context) {
	d.mounted = ctx
	d.cancel = d.Store.Subscribe(func() { ctx.Dispatch(d.follow) })
	if d.away {
		d.open(ctx)
		return
	}
	d.examine(ctx, app.Event{})
	d.Store.OnModalButton(d.press)
}

// examine reads who takes part in the meeting.
func (d *setup) examine(app.Context, app.Event) {
	d.unread = false
	ctx := d.mounted
	ctx.Async(func() {
		answered := d.Store.Examine(ctx, d.Store.Params.RoomID)
		ctx.Dispatch(func(ctx app.Context) {
			d.read, d.unread = answered, !answered
			d.follow(ctx)
			if most := d.most(); answered && most > 0 && len(d.form.Groups) > most {
				d.form.resize(d.Reader, most)
			}
		})
	})
}

// OnDismount implements app.Dismounter.
func (d *setup) OnDismount() { d.cancel() }

// look learns who takes part in the meeting, and when it takes place.
func (d *setup) look() {
	v := d.Store.View()
	d.people = nil
	for _, p := range d.Store.Detail(d.Store.Params.RoomID).Participants {
		if p.UserID != d.Store.Params.UserID {
			d.people = append(d.people, p)
		}
	}
	if d.read {
		d.form.keep(idsOf(d.people))
	}
	if v.Here != nil {
		o, _ := v.Here.Upcoming(v.Now, d.Store.Zones())
		d.from, d.to = o.Start, o.End
	}
}

func idsOf(people []room.Participant) (ids []string) {
	for _, p := range people {
		ids = append(ids, p.UserID)
	}
	return ids
}

// follow looks at what has become of the meeting and of the command.
func (d *setup) follow(ctx app.Context) {
	d.look()
	c, ok := d.Store.Command(d.sent)
	if !ok {
		return
	}
	switch c.State {
	case store.Done:
		browser.Remove(draftKey(d.Store))
		d.quit(ctx)
	case store.Rejected:
		if d.refused == nil {
			d.refused = faults{}
			d.refused.add(c.Fault)
			d.focusError(ctx, d.refused)
		}
	}
}

// busy reports that a command is under way, so that the form must not be sent again.
func (d *setup) busy() bool {
	c, ok := d.Store.Command(d.sent)
	return ok && !c.State.Over()
}

func (d *setup) submit(ctx app.Context, e app.Event) {
	e.PreventDefault()
	d.send(ctx)
}

// send sends the form, unless something is wrong with it.
func (d *setup) send(ctx app.Context) {
	if d.busy() {
		return
	}
	for _, field := range d.fields() {
		d.left[field] = true
	}
	if wrong := d.check(); len(wrong) > 0 {
		d.comeBack(ctx)
		d.focusError(ctx, wrong)
		return
	}
	if d.Modal {
		d.hand(store.Handed{Draft: d.form.encode(), Submit: true})
		return
	}
	d.Store.Dismiss(d.sent)
	d.refused = nil
	o := orderOf(d.Reader, store.SetUp, store.Step{Type: command.TypeBreakoutsCreate, Data: d.data()})
	o.Draft = d.form.encode()
	d.sent = d.Store.Send(o)
	if d.away { // the screen says what becomes of it
		browser.Remove(draftKey(d.Store))
		d.quit(ctx)
	}
}

// data is the command for what the form says.
func (d *setup) data() command.Breakouts {
	loc := d.Store.View().Now.Location()
	b := command.Breakouts{Description: d.form.Description}
	b.StartTime, _ = d.form.Start.In(loc)
	b.EndTime, _ = d.form.End.In(loc)
	for _, g := range d.form.Groups {
		c := command.Group{Title: strings.TrimSpace(g.Title)}
		for _, id := range g.People {
			c.Participants = append(c.Participants, command.Participant{UserID: id})
		}
		b.Groups = append(b.Groups, c)
	}
	return b
}

// Faults that only the dialog finds, beside those of the command.
const (
	groupCount fault.Code = "group_count"
	emptyGroup fault.Code = "empty_group"
)

// check is what is wrong with the form, by field.
func (d *setup) check() faults {
	found := faults{}
	loc := d.Store.View().Now.Location()
	start, begins := d.form.Start.In(loc)
	end, ends := d.form.End.In(loc)
	if n, err := strconv.Atoi(d.form.Count); err != nil || n < 1 || n > d.most() {
		found[fieldCount] = groupCount
	}
	switch {
	case !begins:
		found[fieldStart] = fault.BadDate
	case !d.from.IsZero() && (start.Before(d.from) || !start.Before(d.to)):
		found[fieldStart] = editor.Outside
	}
	switch {
	case !ends:
		found[fieldEnd] = fault.BadDate
	case !d.from.IsZero() && end.After(d.to):
		found[fieldEnd] = editor.Outside
	}
	for _, wrong := range d.data().Validate(d.Store.Zones()) {
		found.add(wrong)
	}
	for i, g := range d.form.Groups {
		if len(g.People) == 0 {
			found.add(fault.New(emptyGroup, groupPath(i)+"participants"))
		}
	}
	return found
}

// most is how many groups there can be.
func (d *setup) most() int { return min(len(d.people), command.MaxGroups) }

// errorAt is the message below a field: of a field that was left, what the rules say, and
// what the bot said until it is changed.
func (d *setup) errorAt(field string) string {
	if code, ok := d.refused[field]; ok {
		return text.Fault(d.Reader.Lang, code)
	}
	if code, wrong := d.drawn.wrong[field]; wrong && d.left[field] {
		return text.Fault(d.Reader.Lang, code)
	}
	return ""
}

// change takes over what was typed or chosen.
func (d *setup) change(field string, set func()) {
	set()
	delete(d.refused, field)
	d.fleeting = !browser.Save(draftKey(d.Store), d.form.encode())
	d.Update() // the context is a control's
}

func (d *setup) leave(field string) func(app.Context) {
	return func(app.Context) {
		d.left[field] = true
		d.Update() // the context is the control's
	}
}

// setCount makes another number of groups, if it is one.
func (d *setup) setCount(typed string) {
	d.left[fieldCount] = true
	d.form.Count = typed
	if n, err := strconv.Atoi(typed); err == nil && n >= 1 && n <= d.most() {
		d.form.resize(d.Reader, n)
	}
}

// move puts somebody into a group and brings the focus along.
func (d *setup) move(p room.Participant, to int) {
	where := d.Reader.Text(text.BreakoutNone)
	if to != nowhere {
		where = d.form.Groups[to].Title
	}
	d.moved = d.Reader.Text(text.BreakoutMoved, "name", p.Name, "group", where)
	d.change(groupField(to), func() { d.form.move(p.UserID, to) })
	d.mounted.Defer(func(app.Context) { focus(d.selectID(p.UserID)) })
}

// distribute puts everybody into a group.
func (d *setup) distribute(order func(ids []string) []string) {
	d.moved = ""
	d.change("", func() { d.form.distribute(order(idsOf(d.people))) })
}

func (d *setup) evenly(app.Context, app.Event) {
	d.distribute(func(ids []string) []string { return ids })
}

func (d *setup) atRandom(app.Context, app.Event) {
	d.distribute(func(ids []string) []string { return shuffled(ids, d.random) })
}

func (d *setup) random(n int) int {
	if d.Random != nil {
		return d.Random(n)
	}
	return rand.IntN(n)
}

func (d *setup) takeOut(app.Context, app.Event) {
	d.distribute(func([]string) []string { return nil })
}

// focusError brings the person to the first field that is wrong.
func (d *setup) focusError(ctx app.Context, wrong faults) {
	for _, field := range d.fields() {
		if _, is := wrong[field]; is {
			ctx.Defer(func(app.Context) { focus(field) })
			return
		}
	}
}

func focus(id string) {
	if element := app.Window().GetElementByID(id); element.Truthy() {
		element.Call("focus")
		element.Call("scrollIntoView", map[string]any{"block": "nearest"})
	}
}

func (d *setup) close(app.Context, app.Event) { ui.CloseDialog(d) }
