package store

import (
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
		"nothing allowed": {
			func(c *hosttest.Client, _ *server) { c.Denied = host.Capabilities },
			[]Problem{DeniedRooms, DeniedSend, DeniedAnswers, DeniedSearch, DeniedOpen, DeniedJoin},
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
