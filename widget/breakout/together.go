package breakout

import (
	"strconv"
	"strings"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/command"
	"parley/shared/fault"
	"parley/shared/text"
	"parley/widget/notice"
	"parley/widget/store"
	"parley/widget/ui"
)

// extensions are by how many minutes all sessions can be extended.
var extensions = [...]int{5, 10, 15}

// together is what can be done to all sessions at once.
func (s *Screen) together() app.UI {
	return app.Div().Class("sessions-all").Hidden(len(s.all) == 0).Body(
		s.messageForm(),
		app.Div().Class("actions").Body(s.extender(), app.If(len(closing(s.all)) > 0, ui.Button{
			Label: s.Reader.Text(text.BreakoutCloseAll), Kind: ui.Destructive, OnClick: s.askClose,
		}.UI())),
	)
}

// extender lets the sessions that are not over end later, where the person may do that.
func (s *Screen) extender() app.UI {
	possible := false
	for _, one := range s.all {
		possible = possible || one.timed && !one.over && one.Update && !one.Meeting.Recurring()
	}
	if !possible {
		return app.Div().Hidden(true)
	}
	full := len(extension(s.all, time.Minute, s.Store.Zones())) == 0
	hint := ""
	if full {
		hint = s.Reader.Text(text.BreakoutExtendFull)
	}
	return app.Div().Class("sessions-extend").Role("group").Aria("labelledby", "sessions-extend").Body(
		app.Span().ID("sessions-extend").Text(s.Reader.Text(text.BreakoutExtend)),
		app.Range(extensions[:]).Slice(func(i int) app.UI {
			minutes := extensions[i]
			return ui.Button{
				Label: s.Reader.Text(text.BreakoutMinutes, "count", strconv.Itoa(minutes)), Disabled: full, Scope: minutes,
				OnClick: func(app.Context, app.Event) { s.extend(time.Duration(minutes) * time.Minute) },
			}.UI()
		}),
		app.Span().Class("field-hint").Hidden(!full).Text(hint),
	)
}

func (s *Screen) extend(by time.Duration) {
	if steps := extension(s.sessions(), by, s.Store.Zones()); len(steps) > 0 {
		s.Store.Send(orderOf(s.Reader, store.Extend, steps...))
	}
}

func (s *Screen) askClose(app.Context, app.Event) { s.closing = true }

func (s *Screen) closeDialog() app.UI {
	return &ui.Dialog{
		ID: "sessions-close", Title: s.Reader.Text(text.BreakoutCloseTitle), CloseLabel: s.Reader.Text(text.EditorClose), OnClose: s.leave,
		Body: app.Div().Class("dialog-form").Body(
			app.Div().Class("dialog-body").Body(
				app.P().Text(s.Reader.Text(text.BreakoutCloseText, "count", strconv.Itoa(len(closing(s.all))))),
			),
			app.Div().Class("dialog-buttons").Body(
				ui.Button{Label: s.Reader.Text(text.EditorCancel), OnClick: closeAround}.UI(),
				ui.Button{Label: s.Reader.Text(text.BreakoutCloseAll), Kind: ui.Destructive, OnClick: s.closeAll}.UI(),
			),
		),
	}
}

// closeAround closes the dialog that a button is in.
func closeAround(ctx app.Context, _ app.Event) { ctx.JSSrc().Call("closest", "dialog").Call("close") }

func (s *Screen) closeAll(ctx app.Context, e app.Event) {
	if steps := closing(s.all); len(steps) > 0 {
		s.Store.Send(orderOf(s.Reader, store.CloseAll, steps...))
	}
	closeAround(ctx, e)
}

const fieldMessage = "sessions-message"

// messageForm is for a message to all sessions. What was typed stays until it is there.
func (s *Screen) messageForm() app.UI {
	if !s.view.MayMessage {
		return app.Form().Hidden(true)
	}
	problem := s.messageProblem()
	return app.Form().Class("sessions-message").Attr("novalidate", true).OnSubmit(s.submitMessage).OnKeyDown(s.messageKey).Body(
		ui.Field{
			ID: fieldMessage, Label: s.Reader.Text(text.BreakoutMessage), Hint: s.Reader.Text(text.BreakoutMessageHint), Error: problem,
			Controls: []app.UI{&ui.Input{
				ID: fieldMessage, Value: s.message, Invalid: problem != "",
				OnInput: func(_ app.Context, words string) {
					s.message = words
					s.Update() // the context is the control's
				},
			}},
		}.UI(),
		ui.Announcer(s.messageOutcome()...),
		ui.Button{Label: s.Reader.Text(text.BreakoutSend), Icon: "icon-send", Submit: true, Disabled: s.telling() || strings.TrimSpace(s.message) == ""}.UI(),
	)
}

// messageProblem is what is wrong with the message, except that there is none yet.
func (s *Screen) messageProblem() string {
	for _, f := range s.messageData().Validate(s.Store.Zones()) {
		if f.Code == fault.TooLong {
			return text.Fault(s.Reader.Lang, f.Code)
		}
	}
	return ""
}

func (s *Screen) messageData() command.BreakoutMessage {
	return command.BreakoutMessage{TargetRoomID: s.Store.Params.RoomID, Message: strings.TrimSpace(s.message)}
}

// messageOutcome says what has become of the last message.
func (s *Screen) messageOutcome() []app.UI {
	c, ok := s.Store.Command(s.told)
	if !ok {
		return nil
	}
	return []app.UI{notice.Outcome(s.Store, s.Reader, c)}
}

func (s *Screen) telling() bool {
	c, ok := s.Store.Command(s.told)
	return ok && !c.State.Over()
}

func (s *Screen) messageKey(ctx app.Context, e app.Event) {
	if e.Get("key").String() != "Enter" || e.Get("shiftKey").Bool() || e.Get("isComposing").Bool() ||
		e.Get("target").Get("id").String() != fieldMessage {
		return
	}
	e.PreventDefault()
	s.tell()
}

func (s *Screen) submitMessage(_ app.Context, e app.Event) {
	e.PreventDefault()
	s.tell()
}

// tell sends the message, unless one is under way or something is wrong with this one.
func (s *Screen) tell() {
	data := s.messageData()
	if s.telling() || len(data.Validate(s.Store.Zones())) > 0 {
		return
	}
	s.Store.Dismiss(s.told)
	s.sending = s.message
	s.told = s.Store.Send(orderOf(s.Reader, store.Tell, store.Step{Type: command.TypeSubMeetingsMessages, Data: data}))
}

// settleMessage takes away a message that has arrived, unless another one was typed since.
func (s *Screen) settleMessage() {
	if c, ok := s.Store.Command(s.told); s.sending == "" || !ok || c.State != store.Done {
		return
	}
	if s.message == s.sending {
		s.message = ""
	}
	s.sending = ""
}
