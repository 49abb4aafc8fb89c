package store

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/calendar"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
	"parley/widget/host"
	"parley/widget/host/hosttest"
)

// server answers as the one that the widget comes from: zone files and health.
type server struct {
	mu    sync.Mutex
	sick  bool
	asked []string
	clock time.Time // that the bot tells, when it does
}

// ill sets whether the bot says that it is not well.
func (s *server) ill(is bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sick = is
}

func (s *server) fetch(_ context.Context, address string, _ int) (int, []byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, address)
	if strings.HasSuffix(address, "/health") {
		if s.sick {
			return 503, nil, nil
		}
		if s.clock.IsZero() {
			return 200, []byte(`{"status":"ok"}`), nil
		}
		return 200, []byte(`{"status":"ok","time":` + strconv.FormatInt(s.clock.UnixMilli(), 10) + `}`), nil
	}
	name, ok := strings.CutPrefix(address, "/base/tz/")
	if !ok {
		return 0, nil, errors.New("no such address")
	}
	data, err := zoneFile(name)
	if err != nil {
		return 404, nil, nil
	}
	return 200, data, nil
}

// now is a Wednesday noon in Berlin.
var now = time.Date(2026, 3, 4, 11, 0, 0, 0, time.UTC)

func berlin(t *testing.T) *time.Location {
	data, err := zoneFile("Europe/Berlin")
	require.NoError(t, err)
	loc, err := time.LoadLocationFromTZData("Europe/Berlin", data)
	require.NoError(t, err)
	return loc
}

// run starts a store on the client inside a synctest bubble and waits until it is
// at rest.
func run(t *testing.T, c *hosttest.Client, srv *server) *Store {
	t.Helper()
	start := time.Now()
	s, err := New(c, host.Params{
		WidgetID: hosttest.WidgetID, ParentOrigin: hosttest.Origin, RoomID: hosttest.Calendar, UserID: hosttest.Alice, DisplayName: "Alice",
	}, Config{BotUserID: hosttest.Bot, APIBaseURL: "/v1", BasePath: "/base/"}, Environment{
		Now:          func() time.Time { return now.Add(time.Since(start)) },
		Zone:         "Europe/Berlin",
		FirstWeekday: time.Monday,
		Fetch:        srv.fetch,
	})
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(stop)
	go s.Run(ctx)
	rest()
	return s
}

// rest waits until nothing happens any more but by the clock.
func rest() {
	time.Sleep(4 * bunch)
	synctest.Wait()
}

func titles(v *View) (all []string) {
	for _, i := range v.Items {
		all = append(all, i.Meeting.Title)
	}
	return all
}

func TestListsMeetings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		loc := berlin(t)
		c := hosttest.NewCalendar()
		c.Meeting("!b:x", "Second", event.MembershipJoin, time.Date(2026, 3, 5, 9, 0, 0, 0, loc), time.Hour)
		c.Meeting("!a:x", "First", event.MembershipInvite, time.Date(2026, 3, 4, 23, 0, 0, 0, loc), 2*time.Hour)
		c.Meeting("!c:x", "Next month", event.MembershipJoin, time.Date(2026, 4, 1, 9, 0, 0, 0, loc), time.Hour)
		c.Meeting("!d:x", "Left", event.MembershipLeave, time.Date(2026, 3, 5, 9, 0, 0, 0, loc), time.Hour)
		s := run(t, c, &server{})
		v := s.View()
		assert.Equal(t, Ready, v.Phase)
		assert.Equal(t, []string{"First", "Second"}, titles(v))
		assert.True(t, v.MayCreate)
		assert.Empty(t, v.Problems)
		assert.Equal(t, "Europe/Berlin", v.Now.Location().String())

		c.Push(c.Meeting("!e:x", "Live", event.MembershipJoin, time.Date(2026, 3, 4, 14, 0, 0, 0, loc), time.Hour)...)
		rest()
		assert.Equal(t, []string{"Live", "First", "Second"}, titles(s.View()))

		c.Push(c.Put("!e:x", event.TypeTombstone, "", map[string]any{"body": "over"}))
		s.ShowLater()
		rest()
		assert.Equal(t, []string{"First", "Second", "Next month"}, titles(s.View()))
	})
}

func TestMidnight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		loc := berlin(t)
		c := hosttest.NewCalendar()
		c.Meeting("!a:x", "Today", event.MembershipJoin, time.Date(2026, 3, 4, 9, 0, 0, 0, loc), time.Hour)
		s := run(t, c, &server{})
		assert.Equal(t, []string{"Today"}, titles(s.View()))
		time.Sleep(13 * time.Hour)
		rest()
		assert.Empty(t, titles(s.View()))
		assert.Equal(t, 5, s.View().From.Day())
	})
}

func TestBrokenMeetingsHarmNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		loc := berlin(t)
		c := hosttest.NewCalendar()
		for _, id := range []string{"!a:x", "!b:x", "!c:x", "!good:x"} {
			c.Meeting(id, id, event.MembershipJoin, time.Date(2026, 3, 5, 9, 0, 0, 0, loc), time.Hour)
		}
		at := func(zone, value string) calendar.DateTime { return calendar.DateTime{TZID: zone, Value: value} }
		put := func(id string, e calendar.Entry) {
			c.Put(id, event.TypeMetadata, "", event.Metadata{Creator: hosttest.Bob, Calendar: []calendar.Entry{e}})
		}
		c.Put("!a:x", event.TypeMetadata, "", map[string]any{"calendar": 5})
		put("!b:x", calendar.Entry{UID: "1", DTStart: at("Nowhere/City", "20260305T090000"), DTEnd: at("Nowhere/City", "20260305T100000")})
		put("!c:x", calendar.Entry{UID: "1", DTStart: at("../../secret", "20260305T090000"), DTEnd: at("UTC", "20260305T100000")})
		srv := &server{}
		s := run(t, c, srv)
		var codes []fault.Code
		for _, m := range s.View().Broken {
			codes = append(codes, m.Broken.Code)
		}
		assert.Equal(t, []fault.Code{fault.Malformed, fault.UnknownZone, fault.UnknownZone}, codes)
		assert.Equal(t, []string{"!good:x"}, titles(s.View()))
		for _, address := range srv.asked {
			assert.NotContains(t, address, "secret")
		}
	})
}

func creation(title, draft string) Order {
	return Order{
		Title: title, Draft: draft, Context: command.Context{Locale: "en", Timezone: "UTC"},
		Steps: []Step{{command.TypeMeetingCreate, command.Create{Title: title}}},
	}
}

func TestCreate(t *testing.T) {
	for name, c := range map[string]struct {
		answer event.Reaction
		want   Command
	}{
		"done": {
			event.Reaction{Meta: event.BotMeta{CreatedRoomID: "!new:x", Warnings: []event.Tally{{Code: fault.InvitationFailed, Count: 1}}}},
			Command{State: Done, Room: "!new:x", Warnings: []event.Tally{{Code: fault.InvitationFailed, Count: 1}}},
		},
		"rejected": {
			event.Reaction{Meta: event.BotMeta{RoomID: "!private:x", Error: &event.Error{Code: fault.TooLong, Field: "data.title"}}},
			Command{State: Rejected, Details: "!private:x", Fault: fault.New(fault.TooLong, "data.title")},
		},
		"rejected by a bot that does not say why": {event.Reaction{}, Command{State: Rejected, Fault: fault.New(Unexplained, "")}},
	} {
		synctest.Test(t, func(t *testing.T) {
			client := hosttest.NewCalendar()
			client.Command = func(client *hosttest.Client, e event.Event) {
				time.Sleep(time.Second)
				r := c.answer
				r.RelatesTo = event.Relation{RelType: event.RelAnnotation, EventID: e.EventID, Key: map[bool]string{true: event.KeyDone, false: event.KeyFailed}[name == "done"]}
				client.Answer(hosttest.Bot, e, r)
			}
			s := run(t, client, &server{})
			id := s.Send(creation("T", "draft"))
			rest()
			assert.Equal(t, Running, s.View().Commands[0].State)
			s.Dismiss(id)
			assert.Len(t, s.View().Commands, 1, "one that is under way is not forgotten")
			time.Sleep(2 * time.Second)
			rest()
			want := c.want
			if want.ID, want.Order = id, creation("T", "draft"); want.State == Done {
				want.Carried = 1
			}
			assert.Equal(t, []Command{want}, s.View().Commands, name)
			s.Dismiss(id)
			rest()
			assert.Empty(t, s.View().Commands)
		})
	}
}

func TestOwnMeetingIsJoined(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		c.Command = func(c *hosttest.Client, e event.Event) {
			c.Answer(hosttest.Bot, e, event.Done(e.EventID, []string{"!new:x"}, nil))
		}
		s := run(t, c, &server{})
		s.Send(creation("T", ""))
		rest()
		joins := c.Sent()[1:]
		require.Len(t, joins, 1)
		assert.True(t, joins[0].Has(event.TypeMember, hosttest.Alice))
		assert.Equal(t, "!new:x", joins[0].RoomID)
		assert.JSONEq(t, `{"membership":"join","displayname":"Alice"}`, string(joins[0].Content))
		time.Sleep(time.Hour)
		require.Len(t, s.View().Commands, 1, "good news stay")
		second := s.Send(creation("U", ""))
		rest()
		require.Len(t, s.View().Commands, 1, "until there are newer ones")
		assert.Equal(t, second, s.View().Commands[0].ID)
	})
}

func TestOnlyTheBotsInvitationsAreAccepted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		const mallory = "@mallory:example.org"
		for id, by := range map[string]struct{ metadata, invitation string }{
			"!bots:x": {hosttest.Bot, hosttest.Bot}, "!trap:x": {hosttest.Bot, mallory}, "!forged:x": {mallory, hosttest.Bot},
		} {
			c.Meeting(id, id, event.MembershipInvite, now, time.Hour)
			c.PutBy(by.metadata, id, event.TypeMetadata, "", event.Metadata{Creator: hosttest.Alice, Calendar: []calendar.Entry{{UID: "1"}}})
			c.PutBy(by.invitation, id, event.TypeMember, hosttest.Alice, event.Member{Membership: event.MembershipInvite})
		}
		run(t, c, &server{})
		require.Len(t, c.Sent(), 1)
		assert.Equal(t, "!bots:x", c.Sent()[0].RoomID)
	})
}

func TestLateAndUnsent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		srv := &server{}
		s := run(t, c, srv)
		s.Send(creation("Late", ""))
		srv.ill(true)
		time.Sleep(tardy)
		rest()
		assert.Equal(t, Late, s.View().Commands[0].State)
		assert.Equal(t, []Problem{BotSilent}, s.View().Problems)

		srv.ill(false)
		c.Answer(hosttest.Bot, c.Sent()[0], event.Done(c.Sent()[0].EventID, nil, nil))
		time.Sleep(time.Minute)
		rest()
		assert.Equal(t, Done, s.View().Commands[0].State)
		assert.Empty(t, s.View().Problems, "it has been asked again")

		for response, want := range map[string]State{
			`{"error":{"message":"x","matrix_api_error":{"response":{"errcode":"M_FORBIDDEN"}}}}`: Rejected,
			`{"error":{"message":"x"}}`: Unsent,
		} {
			c.Failing["send_event"] = response
			id := s.Send(creation("T", ""))
			rest()
			commands := s.View().Commands
			assert.Equal(t, want, commands[len(commands)-1].State)
			s.Dismiss(id)
		}
	})
}
