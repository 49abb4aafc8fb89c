package store

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"parley/shared/command"
	"parley/shared/event"
	"parley/widget/host"
	"parley/widget/host/hosttest"
)

func TestProblems(t *testing.T) {
	for name, c := range map[string]struct {
		prepare func(*hosttest.Client, *server)
		want    []Problem
	}{
		"none":        {func(*hosttest.Client, *server) {}, nil},
		"bot ill":     {func(_ *hosttest.Client, s *server) { s.ill(true) }, []Problem{BotSilent}},
		"bot absent":  {func(c *hosttest.Client, _ *server) { member(c, event.MembershipLeave) }, []Problem{BotMissing}},
		"bot invited": {func(c *hosttest.Client, _ *server) { member(c, event.MembershipInvite) }, []Problem{BotMissing}},
		"bot without power": {func(c *hosttest.Client, _ *server) {
			c.Put(hosttest.Calendar, event.TypePowerLevels, "", map[string]any{"users": map[string]int{hosttest.Alice: 100}})
		}, []Problem{BotPowerless}},
		"room encrypted": {func(c *hosttest.Client, _ *server) {
			c.Put(hosttest.Calendar, event.TypeEncryption, "", event.Encryption{Algorithm: event.Megolm})
		}, []Problem{BotDeaf}},
		"nothing allowed": {
			func(c *hosttest.Client, _ *server) { c.Denied = host.Capabilities },
			[]Problem{DeniedRooms, DeniedSend, DeniedChange, DeniedAnswers, DeniedParts, DeniedReply, DeniedSearch, DeniedOpen, DeniedJoin},
		},
		"sending denied": {
			func(c *hosttest.Client, _ *server) { c.Denied = []string{host.CanSend(command.TypeMeetingCreate)} },
			[]Problem{DeniedSend},
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			client, srv := hosttest.NewCalendar(), &server{}
			c.prepare(client, srv)
			v := run(t, client, srv).View()
			assert.Equal(t, Ready, v.Phase, name)
			assert.Equal(t, c.want, v.Problems, name)
			impossible := func(p Problem) bool { return p == BotMissing || p == BotDeaf || p == DeniedSend }
			assert.Equal(t, !slices.ContainsFunc(c.want, impossible), v.MayCreate, name)
		})
	}
}

// Whatever is denied, it is said what that means; only reading commands is not needed.
func TestEachCapabilityThatIsDeniedIsAProblem(t *testing.T) {
	for _, capability := range host.Capabilities {
		if strings.Contains(capability, "receive.event:net.nordeck") || strings.Contains(capability, "requires_client") {
			continue
		}
		synctest.Test(t, func(t *testing.T) {
			c := hosttest.NewCalendar()
			c.Denied = []string{capability}
			v := run(t, c, &server{}).View()
			assert.Equal(t, Ready, v.Phase, capability)
			if !strings.Contains(capability, "breakoutsessions") && !strings.Contains(capability, "sub_meetings") {
				assert.NotEmpty(t, v.Problems, capability)
			}
		})
	}
}

func TestBreakoutSessionsDeniedIsAProblemInMeetingsOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := inMeeting(t, host.CanSend(command.TypeBreakoutsCreate), host.CanSend(command.TypeMeetingCreate))
		assert.Equal(t, []Problem{DeniedBreakouts}, s.View().Problems)
		c.Push(c.PutBy(hosttest.Bot, hosttest.Calendar, event.TypePowerLevels, "", map[string]any{
			"users": map[string]int{hosttest.Alice: 100, hosttest.Bot: 50}, "events": map[string]int{event.TypeMetadata: 100}, "kick": 60,
		}))
		rest()
		assert.Equal(t, []Problem{DeniedBreakouts, BotPowerless}, s.View().Problems)
		assert.Equal(t, []Power{ToChange, ToRemove}, s.View().Lacks)
		assert.EqualValues(t, 100, s.View().Needed)
	})
}

// inMeeting is a store in the room of a meeting.
func inMeeting(t *testing.T, denied ...string) (*hosttest.Client, *Store) {
	c := hosttest.NewCalendar()
	c.Denied = denied
	c.Meeting(hosttest.Calendar, "Kick-off", event.MembershipJoin, now.Add(time.Hour), time.Hour)
	c.PutBy(hosttest.Bot, hosttest.Calendar, event.TypePowerLevels, "", map[string]any{"users": map[string]int{hosttest.Alice: 100, hosttest.Bot: 100}})
	return c, run(t, c, &server{})
}

func TestOfflineComesAndGoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := &server{}
		s := run(t, hosttest.NewCalendar(), srv)
		srv.ill(true)
		s.Connected(false)
		rest()
		assert.Equal(t, []Problem{Offline}, s.View().Problems)
		s.checkBot()
		rest()
		assert.Equal(t, []Problem{Offline, BotSilent}, s.View().Problems)
		srv.ill(false)
		s.Connected(true)
		rest()
		assert.Empty(t, s.View().Problems, "the bot is asked again at once")
	})
}

func TestClockThatIsWrong(t *testing.T) {
	for off, want := range map[time.Duration][]Problem{
		0: nil, 4 * time.Minute: nil, -4 * time.Minute: nil, 24 * time.Hour: {ClockWrong}, -24 * time.Hour: {ClockWrong},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := run(t, hosttest.NewCalendar(), &server{clock: now.Add(off)})
			assert.Equal(t, want, s.View().Problems, off)
			assert.InDelta(t, off.Abs(), s.View().ClockOff, float64(time.Minute))
		})
	}
}

func member(c *hosttest.Client, membership string) {
	c.Put(hosttest.Calendar, event.TypeMember, hosttest.Bot, event.Member{Membership: membership})
}

func TestMayCreate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		s := run(t, c, &server{})
		assert.True(t, s.View().MayCreate)
		c.Push(c.Put(hosttest.Calendar, event.TypePowerLevels, "", map[string]any{
			"events": map[string]int{command.TypeMeetingCreate: 50}, "users": map[string]int{hosttest.Bot: 50},
		}))
		rest()
		assert.False(t, s.View().MayCreate)
	})
}

func TestSilentClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		c.Undecided = true
		s := run(t, c, &server{})
		assert.Equal(t, Connecting, s.View().Phase)
		c.Silent["org.matrix.msc2876.read_events"] = true
		c.Decide()
		rest()
		assert.Equal(t, Loading, s.View().Phase)
		for s.View().Phase == Loading {
			time.Sleep(time.Second)
		}
		assert.Equal(t, Failed, s.View().Phase)

		delete(c.Silent, "org.matrix.msc2876.read_events")
		s.Retry()
		rest()
		assert.Equal(t, Ready, s.View().Phase)
	})
}

func TestLanguageFollowsTheClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		s := run(t, c, &server{})
		told := 0
		cancel := s.Subscribe(func() { told++ })
		c.Ask("language_change", map[string]any{"lang": "de"})
		rest()
		assert.Equal(t, "de", s.View().Language)
		cancel()
		c.Ask("language_change", map[string]any{"lang": "en"})
		rest()
		assert.Equal(t, 1, told)
	})
}
