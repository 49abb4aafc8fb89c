package help

import (
	"context"

	"parley/bot/chat"
	"parley/bot/matrix"
	"parley/bot/private"
	"parley/bot/store"
	"parley/bot/talk"
	"parley/shared/event"
	"parley/shared/fault"
	"parley/shared/text"
)

func (d *Desk) explain(_ context.Context, q *question) (event.Message, bool, error) {
	return talk.Commands(q.locale), false, nil
}

func (d *Desk) wonder(_ context.Context, q *question) (event.Message, bool, error) {
	return talk.Misunderstood(q.locale, q.Word), false, nil
}

func (d *Desk) tellStatus(_ context.Context, q *question) (event.Message, bool, error) {
	return d.statusIn(q.about, q.event.Sender).Message(q.locale), false, nil
}

// setUp installs the planner for somebody who may add widgets themselves.
func (d *Desk) setUp(ctx context.Context, q *question) (event.Message, bool, error) {
	refuse := func(code fault.Code) (event.Message, bool, error) {
		return talk.Refusal(q.locale, fault.List{fault.New(code, "")}), false, nil
	}
	switch v := q.about; {
	case v == nil:
		return talk.Status{}.Message(q.locale), false, nil
	case v.isMeeting():
		return d.statusIn(v, q.event.Sender).Message(q.locale), false, nil
	case !v.isOrdinary():
		return talk.Sentence(q.locale, text.ChatElsewhere), false, nil
	case !v.Powers().MayInstall(q.event.Sender):
		return refuse(fault.Forbidden)
	case !v.Powers().MayInstall(v.bot):
		return d.statusIn(v, q.event.Sender).Own(q.locale, d.settings.Planner.URL), false, nil
	default:
		installed, err := d.install(ctx, q.item, v)
		if err != nil {
			return event.Message{}, false, err
		}
		switch {
		case installed:
			return talk.Installed(q.locale, v.Name()), false, nil
		case d.hasPlanner(v):
			return talk.There(q.locale, v.Name()), false, nil
		}
		return refuse(fault.BotForbidden)
	}
}

// changeLanguage speaks another language with somebody from now on, wherever they have
// asked for it. A room of help begins anew.
func (d *Desk) changeLanguage(ctx context.Context, q *question) (event.Message, bool, error) {
	locale := chat.Language(q.Rest)
	if !text.Known(locale) || len(locale) > len("en-GB") {
		return talk.Languages(q.locale), false, nil
	}
	if err := d.store.SavePerson(ctx, q.event.Sender, store.Person{Locale: locale}); err != nil {
		return event.Message{}, false, err
	}
	known := q.known
	if known.User != q.event.Sender || known.About == "" || known.About == known.Room {
		return talk.Sentence(locale, text.ChatSpeaks), false, nil
	}
	known.Locale = locale
	if err := d.store.SavePrivateRoom(ctx, known); err != nil {
		return event.Message{}, false, err
	}
	if err := d.rename(ctx, q, locale); err != nil {
		return event.Message{}, false, err
	}
	return talk.Greeting{Locale: locale, Room: d.statusIn(q.about, q.event.Sender), Bot: d.matrix.UserID()}.Message(), false, nil
}

// rename writes marker, name and topic of a room of help in the new language.
func (d *Desk) rename(ctx context.Context, q *question, locale string) error {
	name := ""
	if q.about != nil {
		name = q.about.Name()
	}
	room := helpRoom(q.known.User, q.known.About, name, locale)
	_, err := d.write(ctx, q.known.Room, []matrix.State{
		private.Marker(d.matrix.UserID(), room),
		{Type: event.TypeName, Content: event.Name{Name: room.Name}},
		{Type: event.TypeTopic, Content: event.Topic{Topic: room.Topic}},
	})
	return err
}
