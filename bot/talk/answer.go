package talk

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"parley/bot/chat"
	"parley/shared/calendar"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
	"parley/shared/text"
)

// Commands says what the bot understands.
func Commands(locale string) event.Message {
	var p page
	p.commands(text.Choose(locale))
	return p.notice()
}

// Introduction says the same to who may not know the bot, with how to have it in the other
// languages.
func Introduction(locale string) event.Message {
	l := text.Choose(locale)
	var p page
	p.others(l)
	p.commands(l)
	return p.notice()
}

func (p *page) commands(l text.Lang) {
	p.paragraph(text.Get(l, text.ChatHelp))
	p.items("ul", []line{
		{text: text.Get(l, text.ChatList), send: chat.Line(chat.List)},
		{text: text.Get(l, text.ChatNext), send: chat.Line(chat.Next)},
		{text: text.Get(l, text.ChatDetail), send: chat.Line(chat.Detail, "1")},
		{text: text.Get(l, text.ChatFile), send: chat.Line(chat.File, "1")},
		{text: text.Get(l, text.ChatCreate), send: chat.Line(chat.Create, text.Get(l, text.ChatExample))},
		{text: text.Get(l, text.ChatMove), send: chat.Line(chat.Move, "1", text.Get(l, text.ChatMoveTo))},
		{text: text.Get(l, text.ChatCancel), send: chat.Line(chat.Cancel, "1")},
		{text: text.Get(l, text.ChatInviteTo), send: chat.Line(chat.Invite, "1", somebody)},
		{text: text.Get(l, text.ChatReminders), send: chat.Line(chat.Reminders, "60 10")},
		{text: text.Get(l, text.ChatStatus), send: chat.Line(chat.Status)},
		{text: text.Get(l, text.ChatSetup), send: chat.Line(chat.Setup)},
		{text: text.Get(l, text.ChatLang), send: chat.Line(chat.Lang, strings.Join(languages, "|"))},
	})
}

const somebody = "@name:server"

var languages = []string{string(text.English), string(text.German)}

// Sentence is a text without parameters.
func Sentence(locale string, key text.Key) event.Message {
	var p page
	p.paragraph(text.Get(text.Choose(locale), key))
	return p.notice()
}

// Misunderstood says that a word is no command.
func Misunderstood(locale, word string) event.Message {
	var p page
	p.send(text.Get(text.Choose(locale), text.ChatUnknown, "word", oneLine(word)), chat.Line(chat.Help))
	return p.notice()
}

// NoSuchNumber says that the list has no meeting of a number.
func NoSuchNumber(locale, n string) event.Message {
	var p page
	p.send(text.Get(text.Choose(locale), text.ChatNumber, "n", oneLine(n)), chat.Line(chat.List))
	return p.notice()
}

// Languages says which languages there are.
func Languages(locale string) event.Message {
	var p page
	p.paragraph(text.Get(text.Choose(locale), text.ChatLangs, "languages", strings.Join(languages, ", ")))
	return p.notice()
}

// There says that a room has the planner already.
func There(locale, room string) event.Message {
	var p page
	p.paragraph(text.Get(text.Choose(locale), text.ChatThere, "room", RoomName(locale, room)))
	return p.notice()
}

// Reminders says how many minutes before it people are reminded of a meeting.
func Reminders(locale string, leads []int64) event.Message {
	if len(leads) == 0 {
		return Sentence(locale, text.ChatUnreminded)
	}
	sorted := slices.SortedFunc(slices.Values(leads), func(a, b int64) int { return cmp.Compare(b, a) })
	var minutes []string
	for _, n := range slices.Compact(sorted) {
		minutes = append(minutes, strconv.FormatInt(n, 10))
	}
	var p page
	p.paragraph(text.Get(text.Choose(locale), text.ChatReminded, "minutes", FormatsFor(locale).And(minutes)))
	return p.notice()
}

// NoLeads says how reminders are written.
func NoLeads(locale string) event.Message {
	var p page
	p.send(text.Get(text.Choose(locale), text.ChatLeads), chat.Line(chat.Reminders, "60 10"))
	return p.notice()
}

// Refusal says why something is not done.
func Refusal(locale string, faults fault.List) event.Message {
	l := text.Choose(locale)
	var p page
	for i, f := range faults {
		if i == maxFaults {
			p.paragraph(text.Get(l, text.TroubleMore, "count", strconv.Itoa(len(faults)-i)))
			break
		}
		p.paragraph(Fault(l, f, nil))
	}
	return p.notice()
}

var mistakes = map[chat.Code]text.Key{
	chat.NoTitle: text.MistakeTitle, chat.NoDate: text.MistakeDate, chat.NoTime: text.MistakeTime,
	chat.BadUntil: text.MistakeUntil, chat.NoRule: text.MistakeRule,
	chat.BadDate: text.MistakeDay, chat.BadTime: text.MistakeClock, chat.BadWord: text.MistakeWord,
	chat.NotDate: text.MistakeNotDate, chat.NotTime: text.MistakeNotTime, chat.Past: text.MistakePast, chat.Backward: text.MistakeBackward,
}

// Mistake says what is wrong with the line of a plan, and how it is right.
func Mistake(locale string, m chat.Mistake) event.Message {
	l := text.Choose(locale)
	return mistake(l, m, text.ChatGrammar, chat.Line(chat.Create, text.Get(l, text.ChatExample)))
}

// Unmoved says what is wrong with where a meeting is moved to, and how it is right.
func Unmoved(locale string, m chat.Mistake) event.Message {
	l := text.Choose(locale)
	return mistake(l, m, text.ChatWhither, chat.Line(chat.Move, "1", text.Get(l, text.ChatMoveTo)))
}

func mistake(l text.Lang, m chat.Mistake, grammar text.Key, example string) event.Message {
	var p page
	p.paragraph(text.Get(l, mistakes[m.Code], "word", oneLine(m.Word)))
	if m.Hint != "" {
		p.paragraph(text.Get(l, text.MistakeHint, "hint", m.Hint))
	}
	p.send(text.Get(l, grammar), example)
	return p.notice()
}

// Meeting is a meeting as people are told about it.
type Meeting struct {
	Title       string
	Description string
	Calendar    []calendar.Entry
	When        calendar.Occurrence // the one that runs, or the next
	Organiser   string              // display name
	People      []string            // display names
	Link        string              // to its room
	Zones       calendar.Zones
}

// Upcoming lists meetings by number; more says that there are others.
func Upcoming(locale string, meetings []Meeting, more bool) event.Message {
	l := text.Choose(locale)
	if len(meetings) == 0 {
		return Sentence(locale, text.ChatNone)
	}
	var p page
	p.paragraph(text.Get(l, text.ChatUpcoming))
	var lines []line
	for _, m := range meetings {
		about := m.Times(locale)
		if rule := m.rule(locale); rule != "" {
			about += ", " + rule
		}
		lines = append(lines, line{label: oneLine(m.Title), address: m.Link, text: "– " + about})
	}
	p.steps(lines...)
	if more {
		p.paragraph(text.Get(l, text.ChatMore))
	}
	return p.notice()
}

// Message tells all there is to know about a meeting.
func (m Meeting) Message(locale string) event.Message {
	l := text.Choose(locale)
	var p page
	p.strong(oneLine(m.Title))
	about := func(what text.Key, value string) {
		if value != "" {
			p.paragraph(text.Get(l, text.TroubleField, "field", text.Get(l, what), "problem", value))
		}
	}
	about(text.CockpitWhen, m.Times(locale))
	about(text.CockpitRecurrence, m.rule(locale))
	about(text.ChatOrganiser, oneLine(m.Organiser))
	about(text.CockpitPeople, m.people(l))
	about(text.CockpitDescription, shorten(strings.TrimSpace(visible(m.Description)), maxDescription))
	p.link(text.Get(l, text.PlannerOpen), oneLine(m.Title), m.Link)
	return p.notice()
}

// Planned says that a meeting was made, except for the warnings, and in which time zone
// unless that was written.
func (m Meeting) Planned(locale string, warnings []event.Tally, written bool) event.Message {
	l := text.Choose(locale)
	var p page
	p.strong(text.Get(l, text.ChatPlanned, "title", oneLine(m.Title)))
	p.paragraph(m.Times(locale))
	if rule := m.rule(locale); rule != "" {
		p.paragraph(rule)
	}
	if zone := m.zone(); !written && zone != "" {
		p.paragraph(text.Get(l, text.ChatZone, "zone", zone))
	}
	for _, w := range warnings {
		p.paragraph(text.Fault(l, w.Code))
	}
	p.link(text.Get(l, text.PlannerOpen), oneLine(m.Title), m.Link)
	p.send(text.Get(l, text.ChatInvite), chat.Line(chat.Invite, somebody))
	return p.notice()
}

// done says in words what a command has done.
var done = map[string]text.Key{
	command.TypeMeetingClose: text.ChatCancelled, command.TypeParticipantsHandle: text.ChatInvited, command.TypeMeetingUpdate: text.ChatMoved,
}

// Done says what a command has done to a meeting, except for the warnings; about is when
// that takes place, or who is invited.
func Done(locale, typ, title, about string, warnings []event.Tally) event.Message {
	l := text.Choose(locale)
	var p page
	p.strong(text.Get(l, done[typ], "title", oneLine(title)))
	p.paragraph(visible(about))
	for _, w := range warnings {
		p.paragraph(text.Fault(l, w.Code))
	}
	return p.notice()
}

// Whom says how people are invited.
func Whom(locale string) event.Message {
	return Asked(locale, text.ChatWhom, chat.Invite, "1", somebody)
}

// Whither says how a meeting is moved.
func Whither(locale string) event.Message {
	return Asked(locale, text.ChatWhither, chat.Move, "1", text.Get(text.Choose(locale), text.ChatMoveTo))
}

// Asked says how something is written, with an example.
func Asked(locale string, key text.Key, verb chat.Verb, example ...string) event.Message {
	var p page
	p.send(text.Get(text.Choose(locale), key), chat.Line(verb, example...))
	return p.notice()
}

// Join asks somebody to accept an invitation first.
func Join(locale, title, link string) event.Message {
	l := text.Choose(locale)
	var p page
	p.paragraph(text.Get(l, text.ChatJoin, "title", oneLine(title)))
	p.link(text.Get(l, text.PlannerOpen), oneLine(title), link)
	return p.notice()
}

// Times writes when the meeting takes place.
func (m Meeting) Times(locale string) string {
	if m.When.Entry == nil {
		return ""
	}
	return FormatsFor(locale).ZonedDates(m.When.Start, m.When.End, m.When.Entry.DTStart.TZID)
}

func (m Meeting) zone() string {
	if m.When.Entry == nil {
		return ""
	}
	return m.When.Entry.DTStart.TZID
}

func (m Meeting) rule(locale string) string {
	for i := range m.Calendar {
		if e := &m.Calendar[i]; e.IsSeries() && (m.When.Entry == nil || e.UID == m.When.UID) {
			return text.Describe(text.Choose(locale), FormatsFor(locale), e, m.Zones)
		}
	}
	return ""
}

func (m Meeting) people(l text.Lang) string {
	names := make([]string, 0, maxNames+1)
	for i, name := range m.People {
		if i == maxNames {
			names = append(names, text.Get(l, text.CockpitOthers, "count", strconv.Itoa(len(m.People)-i)))
			break
		}
		names = append(names, oneLine(name))
	}
	return strings.Join(names, ", ")
}
