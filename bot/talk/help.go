package talk

import (
	"cmp"

	"parley/bot/chat"
	"parley/shared/event"
	"parley/shared/text"
)

// What people are told to send in the room that is to be set up.
const (
	plannerWord = "/addwidget "
	powerWord   = "/op "
	power       = " 50" // that of a moderator
)

// Status is how far a room is set up.
type Status struct {
	Known      bool   // the bot is in the room, and whoever asks, too
	Name       string // "" for none
	Planner    bool   // is there
	MayInstall bool   // the bot may add widgets
	MayLink    bool   // the bot may link meetings
}

func (s Status) isDone() bool { return s.Known && s.Planner && s.MayInstall && s.MayLink }

// RoomName is the name of a room on one line, or what stands for it.
func RoomName(locale, name string) string {
	return cmp.Or(oneLine(name), text.Get(text.Choose(locale), text.HelpUnnamed))
}

// Greeting is what somebody is told who has invited the bot.
type Greeting struct {
	Locale string // BCP 47
	Room   Status
	Bot    string // user id
	Widget string // address of the planner
}

// others adds how to have a message in the other languages.
func (p *page) others(l text.Lang) {
	for _, other := range []text.Lang{text.English, text.German} {
		if other != l {
			p.send(text.Get(other, text.HelpSwitch), chat.Line(chat.Lang, string(other)))
		}
	}
}

// Welcome is what somebody is told who has begun a chat of two.
type Welcome struct {
	Locale    string // BCP 47
	Powerless bool   // the bot may not make it a calendar
	Encrypted bool   // the bot does not read it
}

// Message returns the welcome, with how to have it in the other languages.
func (w Welcome) Message() event.Message {
	l := text.Choose(w.Locale)
	var p page
	if !w.Encrypted {
		p.others(l)
	}
	if w.Powerless {
		p.paragraph(text.Get(l, text.HelpChat))
	} else {
		p.paragraph(text.Get(l, text.HelpDirect))
	}
	if w.Encrypted {
		p.paragraph(text.Get(l, text.HelpEncryptedChat))
		return p.notice()
	}
	p.send(text.Get(l, text.HelpMore), chat.Line(chat.Help))
	return p.notice()
}

// Message returns the greeting, with how to have it in the other languages.
func (g Greeting) Message() event.Message {
	l := text.Choose(g.Locale)
	var p page
	p.others(l)
	name := RoomName(g.Locale, g.Room.Name)
	switch {
	case !g.Room.Known:
		p.paragraph(text.Get(l, text.StatusGone))
	case g.Room.isDone():
		p.paragraph(text.Get(l, text.HelpAlready, "room", name))
	default:
		p.paragraph(text.Get(l, text.HelpHello, "room", name))
		p.steps(
			line{text: text.Get(l, text.HelpPower, "bot", g.Bot, "room", name), send: powerWord + g.Bot + power},
			line{text: text.Get(l, text.HelpWait)})
		p.send(text.Get(l, text.HelpOwn, "room", name), plannerWord+g.Widget)
	}
	p.send(text.Get(l, text.HelpMore), chat.Line(chat.Help))
	return p.notice()
}

// Installed says that the planner has been added to a room.
func Installed(locale, room string) event.Message {
	var p page
	p.paragraph(text.Get(text.Choose(locale), text.HelpInstalled, "room", RoomName(locale, room)))
	return p.notice()
}

// Unlinkable says why no meeting is planned in a room, and what helps.
func Unlinkable(locale, room, bot string) event.Message {
	var p page
	p.send(text.Get(text.Choose(locale), text.ChatUnlinkable, "room", RoomName(locale, room)), powerWord+bot+power)
	return p.notice()
}

// Message says how far the room is set up.
func (s Status) Message(locale string) event.Message {
	l, name := text.Choose(locale), RoomName(locale, s.Name)
	var p page
	if !s.Known {
		p.paragraph(text.Get(l, text.StatusGone))
		return p.notice()
	}
	power, planner := text.StatusPowerless, text.StatusNoPlanner
	if s.MayInstall && s.MayLink {
		power = text.StatusPower
	}
	if s.Planner {
		planner = text.StatusPlanner
	}
	p.paragraph(text.Get(l, power, "room", name))
	p.paragraph(text.Get(l, planner))
	return p.notice()
}
