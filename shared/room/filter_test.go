package room

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"parley/shared/event"
)

func day(d int) time.Time { return time.Date(2040, 10, d, 0, 0, 0, 0, time.UTC) }

// variety is a model of one meeting of each sort, by Planning's title and others.
func variety() *Model {
	m := NewModel(alice, bot)
	m.Apply(meetingRoom("!single")...)
	weekly := strings.Replace(berlinEntry, `"uid"`, `"rrule":"FREQ=WEEKLY;COUNT=3","uid"`, 1)
	m.Apply(replace(replace(meetingRoom("!weekly"), event.TypeMetadata, weekly), event.TypeName, `{"name":"Jour fixe"}`)...)
	endless := strings.Replace(berlinEntry, `"uid"`, `"rrule":"FREQ=DAILY","uid"`, 1)
	m.Apply(replace(replace(meetingRoom("!daily"), event.TypeMetadata, endless), event.TypeMember, `{"membership":"invite"}`)...)
	m.Apply(replace(meetingRoom("!broken"), event.TypeMetadata, `{"creator":5}`)...)
	m.Apply(state("!weekly", event.TypeMember, "@rene:e", `{"membership":"invite","displayname":"René Müller"}`),
		state("!single", event.TypeMember, "@rene:e", `{"membership":"leave","displayname":"René Müller"}`))
	theirs := strings.Replace(berlinEntry, alice, "@rene:e", 1)
	m.Apply(replace(replace(meetingRoom("!session"), event.TypeCreate, `{"type":"net.nordeck.meetings.breakoutsession"}`), event.TypeMetadata, theirs)...)
	return m
}

func TestFilters(t *testing.T) {
	const all = "!broken !daily !session !single !weekly"
	for name, c := range map[string]struct {
		filter Filter
		want   string
	}{
		"none":                {Filter{}, all},
		"meetings":            {Filter{Type: event.RoomTypeMeeting}, "!broken !daily !single !weekly"},
		"breakouts of a room": {Filter{Type: event.RoomTypeBreakout, Parent: "!parent"}, "!session"},
		"of another room":     {Filter{Parent: "!single"}, ""},
		"invited":             {Filter{Membership: event.MembershipInvite}, "!daily"},
		"joined":              {Filter{Membership: event.MembershipJoin}, "!broken !session !single !weekly"},
		"own":                 {Filter{Organiser: alice}, "!daily !single !weekly"},
		"of somebody":         {Filter{Organiser: "@rene:e"}, "!session"},
		"with somebody":       {Filter{Participant: "@rene:e"}, "!weekly"},
		"recurring":           {Filter{Recurring: Only, Broken: Without}, "!daily !weekly"},
		"not recurring":       {Filter{Recurring: Without, Broken: Without}, "!session !single"},
		"broken":              {Filter{Broken: Only}, "!broken"},
		"window":              {Filter{From: day(10), To: day(11)}, "!daily !weekly"},
		"window before":       {Filter{From: day(1), To: day(3)}, ""},
		"window after":        {Filter{From: day(18), To: day(19)}, "!daily"},
		"open":                {Filter{From: day(4)}, "!daily !weekly"},
		"open while it runs":  {Filter{From: day(3).Add(9 * time.Hour)}, "!daily !session !single !weekly"},
		"open in the end":     {Filter{From: day(30)}, "!daily"},
		"ended":               {Filter{EndedBy: day(4)}, "!session !single"},
		"ended in the end":    {Filter{EndedBy: day(30)}, "!session !single !weekly"},
		"not yet ended":       {Filter{EndedBy: day(3)}, ""},
		"begun":               {Filter{To: day(4)}, "!daily !session !single !weekly"},
		"not begun":           {Filter{To: day(3)}, ""},
		"title":               {Filter{Search: " FIXE "}, "!weekly"},
		"description":         {Filter{Search: "quarter"}, all},
		"title and name":      {Filter{Search: "jour muller"}, "!weekly"},
		"nobody who has left": {Filter{Search: "Planning Müller"}, ""},
		"nowhere":             {Filter{Search: "budget"}, ""},
		"several":             {Filter{Parent: "!parent", Recurring: Only, From: day(4), Search: "rene", Organiser: alice}, "!weekly"},
	} {
		t.Run(name, func(t *testing.T) {
			c.filter.Zones = zones
			var found []string
			for _, m := range variety().Meetings(c.filter) {
				found = append(found, m.RoomID)
			}
			assert.Equal(t, c.want, strings.Join(found, " "))
		})
	}
}

func TestOrganisers(t *testing.T) {
	m := variety()
	m.Apply(state("!parent", event.TypeMember, alice, `{"membership":"join","displayname":"Müller"}`),
		state("!session", event.TypeMember, "@rene:e", `{"membership":"join","displayname":"MULLER"}`))
	assert.Equal(t, []Participant{{UserID: alice, Name: "Müller (" + alice + ")"}, {UserID: "@rene:e", Name: "MULLER (@rene:e)"}}, m.Organisers(Filter{}))
	assert.Equal(t, []Participant{{UserID: alice, Name: "Müller"}}, m.Organisers(Filter{Type: event.RoomTypeMeeting}))
	m.Apply(state("!session", event.TypeMember, "@rene:e", `{"membership":"leave"}`))
	assert.Equal(t, "@rene:e", m.Organisers(Filter{Type: event.RoomTypeBreakout})[0].Name, "unknown")
	assert.Empty(t, m.Organisers(Filter{Parent: "!single"}))
}

func TestInvitationFilters(t *testing.T) {
	m := NewModel(alice, bot)
	for id, typ := range map[string]string{"!m": "meeting", "!b": "breakoutsession", "!other": "other", "!closed": "meeting"} {
		m.Apply(state(id, event.TypeCreate, "", `{"type":"net.nordeck.meetings.`+typ+`"}`), state(id, event.TypeName, "", `{"name":"Café"}`),
			state(id, event.TypeMember, alice, `{"membership":"invite","reason":"Monday"}`))
	}
	m.Apply(state("!closed", event.TypeTombstone, "", `{}`))
	for name, c := range map[string]struct {
		filter Filter
		want   int
	}{
		"all": {Filter{}, 2}, "meetings": {Filter{Type: event.RoomTypeMeeting}, 1}, "breakouts": {Filter{Type: event.RoomTypeBreakout}, 1},
		"by somebody": {Filter{Organiser: bot}, 2}, "by nobody": {Filter{Organiser: carol}, 0},
		"found": {Filter{Search: "cafe monday"}, 2}, "not found": {Filter{Search: "tea"}, 0},
	} {
		assert.Len(t, m.Invitations(c.filter), c.want, name)
	}
	m.Apply(state("!space", event.TypeSpaceChild, "!m", `{"via":["x"]}`))
	assert.Len(t, m.Invitations(Filter{Parent: "!p"}), 1, "of an unknown kind of room")
	m.Apply(state("!space", event.TypeCreate, "", `{"type":"m.space"}`))
	assert.Len(t, m.Invitations(Filter{Parent: "!p"}), 2, "spaces are no calendars")
}

func TestLeavingAndComingBack(t *testing.T) {
	m := NewModel(alice, bot)
	m.Apply(meetingRoom("!m")...)
	previous := "$!m" + event.TypeMember + alice
	for i, membership := range []string{"leave", "invite", "join", "ban", "leave", "join"} {
		e := state("!m", event.TypeMember, alice, `{"membership":"`+membership+`"}`)
		e.EventID, e.OriginServerTS, e.Unsigned.ReplacesState = string(rune('a'+i)), int64(-i), previous
		previous = e.EventID
		assert.Equal(t, []string{"!m"}, m.Apply(e))
		assert.Equal(t, membership == "join" || membership == "invite", len(m.Meetings(Filter{})) == 1, membership)
	}
}
