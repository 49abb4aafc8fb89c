package room

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"parley/shared/command"
	"parley/shared/event"
)

func TestHistory(t *testing.T) {
	const bot, parent, meeting = "@bot:x", "!parent:x", "!m:x"
	clock := int64(0)
	say := func(sender, room, id, typ string, content any) event.Event {
		raw, _ := json.Marshal(content)
		clock += 1000
		return event.Event{Type: typ, RoomID: room, Sender: sender, EventID: id, Content: raw, OriginServerTS: clock}
	}
	type object = map[string]any
	asked := func(sender, room, id, typ string, data object) event.Event {
		return say(sender, room, id, typ, object{"data": data})
	}
	answer := func(id string, created ...string) event.Event {
		return say(bot, parent, "$re"+id, event.TypeReaction, event.Done(id, created, nil))
	}
	once, weekly := []any{object{"uid": "u"}}, []any{object{"rrule": "FREQ=WEEKLY", "uid": "u"}}
	events := []event.Event{
		asked("@a:x", parent, "$1", command.TypeMeetingCreate, object{"title": "T", "calendar": once}), answer("$1", "!other:x", meeting),
		asked("@b:x", parent, "$2", command.TypeMeetingUpdate, object{"target_room_id": meeting, "title": "New", "calendar": once}), answer("$2"),
		asked("@b:x", meeting, "$3", command.TypeMeetingUpdate, object{"target_room_id": meeting, "reminders": []int{}, "calendar": weekly}), answer("$3"),
		asked("@a:x", parent, "$4", command.TypeParticipantsHandle, object{"target_room_id": meeting, "invite": true, "userIds": []string{"@c:x", "not one"}}), answer("$4"),
		asked("@a:x", parent, "$5", command.TypeParticipantsHandle, object{"target_room_id": meeting, "invite": false, "userIds": []string{"@c:x"}}), answer("$5"),
		asked("@a:x", meeting, "$6", command.TypeBreakoutsCreate, object{}), answer("$6", "!s:x"),
		asked("@a:x", parent, "$7", command.TypeMessagePermissions, object{"target_room_id": meeting}), answer("$7"),
		asked("@a:x", parent, "$8", command.TypeWidgetsHandle, object{"target_room_id": meeting}), answer("$8"),
		// What is no change of the meeting.
		asked("@a:x", parent, "$9", command.TypeMeetingUpdate, object{"target_room_id": meeting, "title": "Refused"}),
		say(bot, parent, "$re9", event.TypeReaction, event.Reaction{RelatesTo: event.Relation{RelType: event.RelAnnotation, EventID: "$9", Key: event.KeyFailed}}),
		asked("@a:x", parent, "$10", command.TypeMeetingUpdate, object{"target_room_id": meeting, "title": "Forged"}),
		say("@a:x", parent, "$re10", event.TypeReaction, event.Done("$10", nil, nil)),
		asked("@a:x", parent, "$11", command.TypeMeetingUpdate, object{"target_room_id": "!other:x", "title": "Another's"}), answer("$11"),
		asked("@a:x", parent, "$12", command.TypeMeetingCreate, object{"title": "Another"}), answer("$12", "!other:x"),
		asked("@a:x", parent, "$13", command.TypeMeetingUpdate, object{"target_room_id": meeting, "calendar": weekly}), answer("$13"),
		say("@a:x", parent, "$14", command.TypeMeetingUpdate, 7), answer("$14"),
	}
	at := func(second int64) time.Time { return time.UnixMilli(second * 1000) }
	want := []Change{
		{"@a:x", at(15), []Aspect{AspectWidgets}, nil},
		{"@a:x", at(13), []Aspect{AspectMessages}, nil},
		{"@a:x", at(11), []Aspect{AspectBreakouts}, nil},
		{"@a:x", at(9), []Aspect{AspectRemoved}, []string{"@c:x"}},
		{"@a:x", at(7), []Aspect{AspectInvited}, []string{"@c:x"}},
		{"@b:x", at(5), []Aspect{AspectReminders, AspectTimes}, nil},
		{"@b:x", at(3), []Aspect{AspectTitle}, nil},
		{"@a:x", at(1), []Aspect{AspectCreated}, nil},
	}
	assert.Equal(t, want, History(meeting, bot, events))
	backwards := append([]event.Event{}, events...)
	for i, e := range events {
		backwards[len(events)-1-i] = e
	}
	assert.Equal(t, want, History(meeting, bot, append(backwards, events...)), "in any order, and twice")

	late := History(meeting, bot, events[2:6])
	assert.Equal(t, []Aspect{AspectTitle}, late[1].What, "whether the time was another one is not known")
	assert.Equal(t, []Aspect{AspectReminders, AspectTimes}, late[0].What)
}

func TestHistoryIsLimited(t *testing.T) {
	var events []event.Event
	for i := range 2 * maxChanges {
		id := "$" + string(rune('a'+i))
		content, _ := json.Marshal(map[string]any{"data": map[string]any{"target_room_id": "!m:x", "title": id}})
		reaction, _ := json.Marshal(event.Done(id, nil, nil))
		events = append(events,
			event.Event{Type: command.TypeMeetingUpdate, Sender: "@a:x", EventID: id, Content: content, OriginServerTS: int64(i)},
			event.Event{Type: event.TypeReaction, Sender: "@bot:x", Content: reaction})
	}
	changes := History("!m:x", "@bot:x", events)
	assert.Len(t, changes, maxChanges)
	assert.Equal(t, time.UnixMilli(2*maxChanges-1), changes[0].At, "the newest")
}
