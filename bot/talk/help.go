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
	Encrypted  bool   // the bot does not read what is written there
	Meeting    bool   // it is that of a meeting, with nothing to set up

	Moderators []string // names of some who may make the bot a moderator, where whoever asks may not
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
}

// power says who makes the bot a moderator, and how.
func (s Status) power(locale, bot string) string {
	l, name := text.Choose(locale), RoomName(locale, s.Name)
	if len(s.Moderators) == 0 {
		return text.Get(l, text.HelpPower, "bot", bot, "room", name)
	}
	names := make([]string, len(s.Moderators))
	for i, moderator := range s.Moderators {
		names[i] = oneLine(moderator)
	}
	return text.Get(l, text.HelpModerators, "bot", bot, "room", name, "names", FormatsFor(locale).Or(names))
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
			line{text: g.Room.power(g.Locale, g.Bot), send: powerWord + g.Bot + power},
			line{text: text.Get(l, text.HelpWait)})
	}
	if g.Room.Known && g.Room.Encrypted {
		p.paragraph(text.Get(l, text.HelpEncrypted, "room", name))
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
	var p page
	p.status(s, locale)
	return p.notice()
}

// Own says the same, and how the planner is added without the bot.
func (s Status) Own(locale, widget string) event.Message {
	var p page
	p.status(s, locale)
	p.send(text.Get(text.Choose(locale), text.HelpOwn, "room", RoomName(locale, s.Name)), plannerWord+widget)
	return p.notice()
}

func (p *page) status(s Status, locale string) {
	l, name := text.Choose(locale), RoomName(locale, s.Name)
	power, planner := text.StatusPowerless, text.StatusNoPlanner
	if s.MayInstall && s.MayLink {
		power = text.StatusPower
	}
	if s.Planner {
		planner = text.StatusPlanner
	}
	switch {
	case !s.Known:
		p.paragraph(text.Get(l, text.StatusGone))
		return
	case s.Meeting:
		p.paragraph(text.Get(l, text.StatusMeeting, "room", name))
	default:
		p.paragraph(text.Get(l, power, "room", name))
		p.paragraph(text.Get(l, planner))
	}
	if s.Encrypted {
		p.paragraph(text.Get(l, text.HelpEncrypted, "room", name))
	}
}
