package help

import (
	"cmp"
	"context"
	"time"

	"parley/bot/chat"
	"parley/bot/meeting"
	"parley/bot/store"
	"parley/bot/talk"
	"parley/shared/calendar"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
	"parley/shared/text"
)

// maxZones is in how many of the newest meetings a time zone is looked for.
const maxZones = 10

// create makes a meeting as the command does, with the same checks. That the asker may
// send that command, no homeserver has checked here.
func (d *Desk) create(ctx context.Context, q *question) (event.Message, bool, error) {
	say := func(m event.Message) (event.Message, bool, error) { return m, false, nil }
	people, line := chat.People(q.Rest)
	draft, mistake := chat.ParsePlan(line, d.meetings.Zones())
	switch {
	case mistake != nil:
		return say(talk.Mistake(q.locale, *mistake))
	case q.about == nil:
		return say(talk.Status{}.Message(q.locale))
	case !q.about.isOrdinary() || q.known.About == "" && q.known.Room != "":
		return say(talk.Sentence(q.locale, text.ChatElsewhere))
	case q.about.MayCreate(q.event.Sender) != nil:
		return say(talk.Refusal(q.locale, fault.List{fault.New(fault.Forbidden, "")}))
	case !q.about.Powers().MayLink(q.about.bot): // nobody would find it again
		return say(talk.Unlinkable(q.locale, q.about.Name(), q.about.bot))
	}
	zone, err := d.zoneOf(ctx, q, draft.Zone)
	if err != nil {
		return event.Message{}, false, err
	}
	loc, err := d.meetings.Zones().Location(zone)
	if err != nil {
		return say(talk.Refusal(q.locale, fault.List{fault.New(fault.UnknownZone, "")}))
	}
	plan, mistake := draft.At(wall(q.item.Received, loc))
	if mistake != nil {
		return say(talk.Mistake(q.locale, *mistake))
	}
	create := command.Create{Title: plan.Title, Calendar: []calendar.Entry{plan.Entry(q.item.Request, zone, loc)}}
	for _, user := range people {
		create.Participants = append(create.Participants, command.Participant{UserID: user})
	}
	made, faults, err := d.carry(ctx, q, command.TypeMeetingCreate, create, command.Context{Locale: q.locale, Timezone: zone})
	if err != nil {
		return event.Message{}, false, err
	}
	if len(faults) > 0 {
		return say(talk.Refusal(q.locale, faults))
	}
	if err := d.store.SavePerson(ctx, q.event.Sender, store.Person{Timezone: draft.Zone}); err != nil {
		return event.Message{}, false, err
	}
	m := talk.Meeting{Title: plan.Title, Calendar: create.Calendar, Link: d.link(made.CreatedRoomID), Zones: d.meetings.Zones()}
	m.When, _ = calendar.Next(create.Calendar, time.Time{}, d.meetings.Zones())
	return say(m.Planned(q.locale, made.Warnings, draft.Zone != ""))
}

// wall is the local time in a zone, labelled UTC.
func wall(t time.Time, loc *time.Location) time.Time {
	t = t.In(loc)
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

func (d *Desk) carry(ctx context.Context, q *question, typ string, data command.Data, texts command.Context) (event.BotMeta, fault.List, error) {
	content, err := command.Content(data, texts)
	if err != nil {
		return event.BotMeta{}, nil, err
	}
	e := q.event
	e.RoomID, e.EventID, e.Content = q.about.ID, q.item.EventID, content
	return d.meetings.Carry(ctx, q.item, typ, e)
}

// zoneOf returns the zone that is written in a plan, else that of the room, else the
// asker's: of what they planned last, or of their newest meeting below the room, else the
// operator's.
func (d *Desk) zoneOf(ctx context.Context, q *question, written string) (zone string, err error) {
	if zone = cmp.Or(written, q.about.Settings().Timezone); zone != "" {
		return zone, nil
	}
	person, err := d.store.Person(ctx, q.event.Sender)
	if person.Timezone != "" || err != nil {
		return person.Timezone, err
	}
	below := children(q.about)
	for _, id := range below[:min(len(below), maxZones)] {
		entries, err := d.calendarFor(ctx, id, q.event.Sender)
		if err != nil {
			return "", err
		}
		if len(entries) > 0 && entries[0].DTStart.TZID != meeting.NoZone {
			return entries[0].DTStart.TZID, nil
		}
	}
	return cmp.Or(d.settings.Timezone, meeting.NoZone), nil
}
