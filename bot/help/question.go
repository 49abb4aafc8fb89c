package help

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"parley/bot/chat"
	"parley/bot/matrix"
	"parley/bot/private"
	"parley/bot/store"
	"parley/bot/talk"
	"parley/shared/event"
	"parley/shared/fault"
	"parley/shared/text"
)

const maxLine = 1000 // bytes of what follows a verb

// question is what somebody asks the bot for.
type question struct {
	chat.Ask
	item   *store.Item
	event  event.Event
	here   *view             // the room in which it is asked
	known  store.PrivateRoom // what that is, if it is a private one
	about  *view             // the room that it is about; nil when the bot or the asker are not in there
	locale string            // BCP 47
	small  bool              // it is small talk: what the bot understands is the answer
	flood  bool              // it is one too many: that is the answer
	unsafe *fault.Fault      // it has not come in the way that the room asks for: so is that
}

// answers are what is done for each verb. An answer is a message; hidden says that not
// everybody in the room may see it.
var answers = map[chat.Verb]func(d *Desk, ctx context.Context, q *question) (m event.Message, hidden bool, err error){
	chat.Help:      (*Desk).explain,
	chat.Status:    (*Desk).tellStatus,
	chat.Setup:     (*Desk).setUp,
	chat.Lang:      (*Desk).changeLanguage,
	chat.List:      (*Desk).list,
	chat.Next:      (*Desk).detail,
	chat.Detail:    (*Desk).detail,
	chat.File:      (*Desk).export,
	chat.Create:    (*Desk).create,
	chat.Cancel:    (*Desk).cancel,
	chat.Invite:    (*Desk).invite,
	chat.Move:      (*Desk).move,
	chat.Reminders: (*Desk).remind,
	chat.Unknown:   (*Desk).wonder,
}

// heard answers a message to the bot, once.
func (d *Desk) heard(ctx context.Context, item *store.Item) error {
	if done, err := d.store.Step(ctx, item.EventID, store.StepReported); done != "" || err != nil {
		return err
	}
	q, err := d.understand(ctx, item)
	if q == nil || err != nil {
		return err
	}
	m, hidden, err := d.answerOnce(ctx, q)
	if err != nil {
		return err
	}
	if hidden {
		if m, err = d.whisper(ctx, q, m); err != nil {
			return err
		}
	}
	if err := d.say(ctx, item, item.RoomID, "said", m.InReplyTo(item.EventID)); err != nil {
		return err
	}
	return d.store.SaveStep(ctx, item.EventID, store.StepReported, item.RoomID)
}

func (d *Desk) answer(ctx context.Context, q *question) (event.Message, bool, error) {
	switch {
	case q.flood:
		return talk.Refusal(q.locale, fault.List{fault.New(fault.RateLimited, "")}), false, nil
	case q.unsafe != nil:
		return talk.Refusal(q.locale, fault.List{q.unsafe}), false, nil
	case q.small:
		return talk.Introduction(q.locale), false, nil
	case d.meetings.Expired(q.item, q.event):
		return talk.Refusal(q.locale, fault.List{fault.New(fault.Expired, "")}), false, nil
	case len(q.Rest) > maxLine:
		return talk.Refusal(q.locale, fault.List{fault.New(fault.TooLong, "")}), false, nil
	}
	return answers[q.Verb](d, ctx, q)
}

// understand reads a message and the rooms that it concerns; nil when there is nothing
// to answer.
func (d *Desk) understand(ctx context.Context, item *store.Item) (*question, error) {
	q := &question{item: item}
	_ = json.Unmarshal(item.Raw, &q.event) // it was read when it was recorded
	if !d.admitQuestion(q) {
		d.log.Info().Str("event_id", item.EventID).Msg("somebody asks too much")
		return nil, nil
	}
	var err error
	if q.known, err = d.store.PrivateRoomByID(ctx, item.RoomID); err != nil || q.small && q.known.User != q.event.Sender {
		return nil, err
	}
	if q.here, err = d.look(ctx, item.RoomID, q.event.Sender); err != nil || !d.mayTalk(q) || q.small && len(q.here.Participants()) > 1 {
		return nil, err // what people say to each other is none of the bot's business
	}
	if q.locale, err = d.languageOf(ctx, q); err != nil {
		return nil, err
	}
	if err = d.meetings.CheckSeal(ctx, item.RoomID); err != nil && !errors.As(err, &q.unsafe) {
		return nil, err
	}
	return q, d.findSubject(ctx, q)
}

// admitQuestion reads what is asked and reports whether it is answered. Who asks too much
// is told so once.
func (d *Desk) admitQuestion(q *question) (ok bool) {
	now := time.Now()
	if q.Ask, ok = chat.Read(q.event.Content, d.matrix.UserID()); !ok {
		q.Word, q.small = chat.Said(q.event.Content)
		ok, _ = d.introduced.Admit(q.item.RoomID, "", q.item.EventID, now)
		return ok
	}
	if ok, _ = d.asked.Admit(q.event.Sender, q.item.EventID, q.item.EventID, now); !ok {
		ok, _ = d.hushed.Admit(q.event.Sender, "", q.item.EventID, now)
		q.flood = true
	}
	return ok
}

func (d *Desk) mayTalk(q *question) bool {
	return q.here.botIsIn() && q.here.Membership(q.event.Sender) == event.MembershipJoin && !d.cannotRead(q.here)
}

// findSubject looks at the room that a question is about: in a room of help the one that
// it helps with.
func (d *Desk) findSubject(ctx context.Context, q *question) (err error) {
	q.about = q.here
	if q.known.About != "" && q.known.About != q.item.RoomID {
		q.about, err = d.look(ctx, q.known.About, q.event.Sender)
	}
	if !q.about.botIsIn() || q.about.Membership(q.event.Sender) != event.MembershipJoin {
		q.about = nil
	}
	return err
}

// languageOf is that of the room where it has one, else that which the asker has chosen,
// else German for who writes it.
func (d *Desk) languageOf(ctx context.Context, q *question) (string, error) {
	if locale := q.here.Settings().Locale; locale != "" {
		return locale, nil
	}
	person, err := d.store.Person(ctx, q.event.Sender)
	switch {
	case err != nil || person.Locale != "":
		return person.Locale, err
	case chat.German(q.Word):
		return string(text.German), nil
	}
	return d.localeOf(ctx, q.event.Sender)
}

// whisper tells the asker alone, and returns what everybody is told. A room that cannot
// be opened leaves the answer untold.
func (d *Desk) whisper(ctx context.Context, q *question, m event.Message) (event.Message, error) {
	room := private.Personal(q.event.Sender, q.locale)
	room.Reason = text.Get(text.Choose(q.locale), text.ChatReason)
	id, err := d.rooms.Tell(ctx, room, q.item, "whispered", m)
	passes := matrix.Retryable(err) || errors.Is(err, private.ErrNotYet) || errors.Is(err, store.ErrStorage)
	if err != nil && (passes && q.item.Attempt < greetTries || ctx.Err() != nil) {
		return event.Message{}, err
	}
	if err != nil {
		d.log.Warn().Err(err).Str("event_id", q.item.EventID).Msg("somebody cannot be answered in private")
		return talk.Refusal(q.locale, fault.List{fault.New(fault.Rejected, "")}), nil
	}
	return talk.Whispered(q.locale, room.Name, d.link(id)), nil
}

// unable says that the homeserver refuses for good; before that the error is returned.
func (d *Desk) unable(q *question, err error) (event.Message, bool, error) {
	if matrix.Retryable(err) {
		return event.Message{}, false, err
	}
	d.log.Warn().Err(err).Str("event_id", q.item.EventID).Msg("an answer cannot be given")
	return talk.Refusal(q.locale, fault.List{fault.New(fault.Rejected, "")}), false, nil
}
