package help

import (
	"context"
	"strings"
	"time"
	"unicode"

	"parley/bot/matrix"
	"parley/bot/store"
	"parley/shared/calendar"
	"parley/shared/calendar/ical"
	"parley/shared/event"
)

const (
	calendarType = "text/calendar"
	maxFileName  = 60 // characters
)

// export sends a meeting as a file for other calendars. It is uploaded once.
func (d *Desk) export(ctx context.Context, q *question) (event.Message, bool, error) {
	l, otherwise, err := d.numbered(ctx, q, q.Rest)
	if l == nil {
		return otherwise, false, err
	}
	file := matrix.File{Name: fileName(l.Title), Type: calendarType, Data: d.calendarFile(q, l)}
	mxc, err := d.store.Step(ctx, q.item.EventID, store.StepUpload)
	if err != nil {
		return event.Message{}, false, err
	}
	if mxc == "" {
		if mxc, err = d.matrix.Upload(ctx, file); err != nil {
			return d.unable(q, err)
		}
		if err := d.store.SaveStep(ctx, q.item.EventID, store.StepUpload, mxc); err != nil {
			return event.Message{}, false, err
		}
	}
	return event.Attachment(file.Name, mxc, file.Type, len(file.Data)), hides(q.here, *l), nil
}

func (d *Desk) calendarFile(q *question, l *listed) []byte {
	zones := d.meetings.Zones()
	entries, err := calendar.Normalize(l.Calendar, zones)
	if err != nil {
		d.log.Info().Err(err).Str("room_id", l.RoomID).Msg("a calendar is exported as it is")
	}
	m := d.described(*l)
	data, problems := ical.Write(ical.Feed{
		Stamp: time.UnixMilli(q.event.OriginServerTS).UTC(),
		Meetings: []ical.Meeting{{
			RoomID: l.RoomID, Title: l.Title, Description: l.Description, Location: m.Link, URL: m.Link,
			Organizer: &ical.Person{Address: ical.UserAddress(l.Creator), Name: m.Organiser}, Entries: entries,
		}},
	}, zones)
	for _, p := range problems {
		d.log.Info().Err(p).Str("room_id", l.RoomID).Msg("something is missing in an export")
	}
	return data
}

// fileName is a title as the name of a file that no system takes amiss.
func fileName(title string) string {
	name := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == ' ' || r == '-' {
			return r
		}
		return -1
	}, title)
	runes := []rune(strings.TrimSpace(name))
	if name = strings.TrimSpace(string(runes[:min(len(runes), maxFileName)])); name == "" {
		name = "meeting"
	}
	return name + ".ics"
}
