package talk

import (
	"strconv"
	"time"

	"parley/shared/text"
)

// Occasion is an occurrence of a meeting of which the bot speaks to all in its room. Each
// text comes as plain text and as HTML.
type Occasion struct {
	Locale     string // BCP 47, of the room
	Zone       string // IANA, of the room
	Title      string // of the meeting
	Start, End time.Time
}

// Reminder says how long it is until the meeting begins, and when that is.
func (o Occasion) Reminder(left time.Duration) (plain, rich string) {
	lang := text.Choose(o.Locale)
	return o.say(func(title string) string {
		minutes := wholeMinutes(left)
		switch hours := (minutes + 30) / 60; {
		case minutes < 120 && minutes != 60:
			return text.Get(lang, text.RemindMinutes, "title", title, "count", strconv.Itoa(minutes))
		case hours < 48 && hours != 24:
			return text.Get(lang, text.RemindHours, "title", title, "count", strconv.Itoa(hours))
		default:
			return text.Get(lang, text.RemindDays, "title", title, "count", strconv.Itoa((hours+12)/24))
		}
	})
}

// Begun says that a breakout session has begun.
func (o Occasion) Begun() (plain, rich string) {
	return o.say(func(title string) string { return text.Get(text.Choose(o.Locale), text.SessionBegun, "title", title) })
}

// Left says how long it is until a breakout session ends.
func (o Occasion) Left(left time.Duration) (plain, rich string) {
	minutes := strconv.Itoa(wholeMinutes(left))
	return o.say(func(title string) string {
		return text.Get(text.Choose(o.Locale), text.SessionLeft, "title", title, "count", minutes)
	})
}

// wholeMinutes is how many minutes people speak of.
func wholeMinutes(left time.Duration) int { return max(1, int(left.Round(time.Minute)/time.Minute)) }

// Over says that a breakout session is over, and where the way back is: a link to the
// meeting, whose name may be unknown.
func (o Occasion) Over(link, meeting string) (plain, rich string) {
	lang := text.Choose(o.Locale)
	title := oneLine(o.Title)
	plain = text.Get(lang, text.SessionOver, "title", title)
	rich = text.Get(lang, text.SessionOver, "title", strong(title))
	if link == "" {
		return plain, rich
	}
	back, label := text.Get(lang, text.SessionBack), oneLine(meeting)
	if label != "" {
		back = text.Get(lang, text.SessionBackTo, "name", label)
	} else {
		label = text.Get(lang, text.FieldMeeting)
	}
	return plain + "\n" + back + ": " + link, rich + "<br>" + escape(text.Get(lang, text.SessionBackLink)) + ": " + anchor(label, link)
}

// say writes a sentence about the meeting, and below it when that takes place.
func (o Occasion) say(sentence func(title string) string) (plain, rich string) {
	title := oneLine(o.Title)
	when := text.Get(text.Choose(o.Locale), text.InviteWhen, "range", FormatsFor(o.Locale).ZonedDates(o.Start, o.End, o.Zone))
	return sentence(title) + "\n" + when, sentence(strong(title)) + "<br>" + escape(when)
}

func strong(plain string) string { return "<strong>" + escape(plain) + "</strong>" }
