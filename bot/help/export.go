package help

import (
	"context"
	"encoding/json"
	"time"

	"parley/bot/matrix"
	"parley/bot/store"
	"parley/shared/calendar/ical"
	"parley/shared/event"
)

const calendarType = "text/calendar"

// export sends a meeting as a file for other calendars. It is uploaded once.
func (d *Desk) export(ctx context.Context, q *question) (event.Message, bool, error) {
	l, otherwise, err := d.numbered(ctx, q, q.Rest)
	if l == nil {
		return otherwise, false, err
	}
	file := matrix.File{Name: l.FileName(), Type: calendarType, Data: d.calendarFile(q, l)}
	kept, err := d.store.Step(ctx, q.item.EventID, store.StepUpload)
	if err != nil {
		return event.Message{}, false, err
	}
	var m event.Message
	if kept == "" || json.Unmarshal([]byte(kept), &m) != nil {
		if m, err = d.matrix.Attach(ctx, q.item.RoomID, file); err != nil {
			return d.unable(q, err)
		}
		record, err := json.Marshal(m)
		if err == nil {
			err = d.store.SaveStep(ctx, q.item.EventID, store.StepUpload, string(record))
		}
		if err != nil {
			return event.Message{}, false, err
		}
	}
	return m, hides(q.here, *l), nil
}

func (d *Desk) calendarFile(q *question, l *listed) []byte {
	zones := d.meetings.Zones()
	m := d.described(*l)
	file, err := l.File(m.Organiser, m.Link, time.UnixMilli(q.event.OriginServerTS), zones)
	if err != nil {
		d.log.Info().Err(err).Str("room_id", l.RoomID).Msg("a calendar is exported as it is")
	}
	data, problems := ical.Write(file, zones)
	for _, p := range problems {
		d.log.Info().Err(p).Str("room_id", l.RoomID).Msg("something is missing in an export")
	}
	return data
}
