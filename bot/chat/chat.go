// Package chat reads what people write to the bot. It is pure: whether they may have it
// done is for others.
package chat

import (
	"cmp"
	"encoding/json"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"parley/shared/event"
)

// Prefix begins a message to the bot.
const Prefix = "!meeting"

// Verb is what the bot is asked to do. The word for it is that which people write.
type Verb string

// The verbs.
const (
	Help      Verb = "help"
	Status    Verb = "status"
	Setup     Verb = "setup"
	Lang      Verb = "lang"
	List      Verb = "list"
	Next      Verb = "next"
	Detail    Verb = "detail"
	Create    Verb = "create"
	Cancel    Verb = "cancel"
	Invite    Verb = "invite"
	Move      Verb = "move"
	File      Verb = "ics"
	Reminders Verb = "reminders"
	Unknown   Verb = ""
)

// verbs are all words for them, in English and German.
var verbs = map[string]Verb{
	"": Help, "help": Help, "h": Help, "hilfe": Help,
	"status": Status, "stat": Status,
	"setup": Setup, "addwidget": Setup, "einrichten": Setup,
	"lang": Lang, "language": Lang, "sprache": Lang,
	"list": List, "ls": List, "liste": List, "termine": List,
	"next": Next, "nächste": Next, "naechste": Next,
	"detail": Detail, "details": Detail,
	"create": Create, "new": Create, "plan": Create, "erstellen": Create, "neu": Create, "anlegen": Create, "planen": Create,
	"cancel": Cancel, "delete": Cancel, "absagen": Cancel, "löschen": Cancel, "loeschen": Cancel,
	"invite": Invite, "einladen": Invite,
	"move": Move, "reschedule": Move, "verschieben": Move, "verlegen": Move,
	"ics": File, "export": File,
	"reminders": Reminders, "reminder": Reminders, "remind": Reminders, "erinnerungen": Reminders, "erinnerung": Reminders,
}

// german are words by which somebody shows that they speak German: those for verbs, and
// those with which people begin to talk.
var german = map[string]bool{
	"hilfe": true, "einrichten": true, "sprache": true, "liste": true, "termine": true, "nächste": true, "naechste": true, "erstellen": true,
	"neu": true, "anlegen": true, "planen": true, "absagen": true, "löschen": true, "loeschen": true, "einladen": true, "verschieben": true,
	"verlegen": true, "erinnerungen": true, "erinnerung": true,
	"hallo": true, "guten": true, "moin": true, "servus": true, "grüezi": true, "bitte": true, "danke": true, "ich": true, "wie": true,
	"wer": true, "kannst": true, "und": true, "der": true, "das": true, "ist": true, "nicht": true, "deutsch": true,
}

// German reports whether somebody writes German, as far as a few words tell.
func German(text string) bool {
	apart := func(r rune) bool { return !unicode.IsLetter(r) }
	return slices.ContainsFunc(strings.FieldsFunc(strings.ToLower(text), apart), func(word string) bool { return german[word] })
}

// languages are words for those that people may choose.
var languages = map[string]string{"english": "en", "englisch": "en", "german": "de", "deutsch": "de"}

// Language returns the BCP 47 tag of a language that is named so, or by its name.
func Language(word string) string {
	return cmp.Or(languages[strings.ToLower(word)], word)
}

// Line is what people write to have something done.
func Line(verb Verb, rest ...string) string {
	return strings.Join(append([]string{Prefix, string(verb)}, rest...), " ")
}

// Ask is a message to the bot.
type Ask struct {
	Verb Verb
	Word string // that was written for the verb
	Rest string // what follows it, trimmed
}

// Read returns what a message asks the bot for. ok is false for a message that is not
// for the bot: one is when its text begins with Prefix, the bot's user id or a mention
// of the bot. Edits are none, and of a reply the quotation does not count.
func Read(content json.RawMessage, bot string) (ask Ask, ok bool) {
	m, _ := event.DecodeMessage(content) // what cannot be read is not for the bot
	if m.MsgType != event.MessageText || m.RelatesTo != nil && m.RelatesTo.RelType == event.RelReplace {
		return Ask{}, false
	}
	body, rich := m.Body, m.FormattedBody
	if m.RelatesTo != nil && m.RelatesTo.ReplyTo != nil {
		body, rich = unquoted(body, rich)
	}
	text, ok := addressed(strings.TrimSpace(body), rich, bot)
	if !ok {
		return Ask{}, false
	}
	word, rest := cut(strings.TrimLeft(text, ":, \t\n"))
	return Ask{Verb: verbs[strings.ToLower(word)], Word: word, Rest: rest}, true
}

// Said returns what somebody writes to nobody by name; ok is false for what is no text, or
// an edit.
func Said(content json.RawMessage) (text string, ok bool) {
	m, _ := event.DecodeMessage(content) // what cannot be read says nothing
	edit := m.RelatesTo != nil && m.RelatesTo.RelType == event.RelReplace
	text = strings.TrimSpace(m.Body)
	return text, m.MsgType == event.MessageText && !edit && text != ""
}

// addressed returns what follows the bot's name.
func addressed(body, rich, bot string) (text string, ok bool) {
	for _, name := range []string{Prefix, bot, mention(rich, bot)} {
		if name != "" && len(body) >= len(name) && strings.EqualFold(body[:len(name)], name) {
			text = body[len(name):]
			if text == "" || strings.ContainsRune(" \t\r\n:,", rune(text[0])) {
				return text, true
			}
		}
	}
	return "", false
}

// pill is a mention as clients write it, at the beginning of a message.
var pill = regexp.MustCompile(`^(?:<p>)?\s*<a href="https://matrix\.to/#/([^"]+)"[^<>]*>([^<]+)</a>`)

// mention returns what stands in plain text for the mention of the bot with which a
// message begins; "" when it does not.
func mention(rich, bot string) string {
	found := pill.FindStringSubmatch(rich)
	if found == nil {
		return ""
	}
	user, err := url.PathUnescape(html.UnescapeString(found[1]))
	if err != nil || user != bot {
		return ""
	}
	return html.UnescapeString(found[2])
}

// unquoted drops the quotation from a reply (Matrix specification, fallbacks for rich
// replies).
func unquoted(body, rich string) (string, string) {
	for strings.HasPrefix(body, ">") {
		_, body, _ = strings.Cut(body, "\n")
	}
	if _, after, quoted := strings.Cut(rich, "</mx-reply>"); quoted && strings.HasPrefix(rich, "<mx-reply>") {
		rich = after
	}
	return body, rich
}

// cut returns the first word of a text and what follows.
func cut(text string) (word, rest string) {
	text = strings.TrimSpace(text)
	if i := strings.IndexAny(text, " \t\r\n"); i >= 0 {
		return text[:i], strings.TrimSpace(text[i:])
	}
	return text, ""
}
