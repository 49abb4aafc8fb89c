package store

import (
	"context"
	"encoding/base64"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/event"
	"parley/shared/room"
	"parley/widget/browser"
	"parley/widget/host"
	"parley/widget/host/hosttest"
)

func TestLink(t *testing.T) {
	s := &Store{Params: host.Params{ParentOrigin: "https://client.example", UserID: "@alice:other.org"}}
	assert.Equal(t, "https://client.example/#/room/!m:x?via=other.org", s.Link("!m:x"))
	s.Params.ParentOrigin = "vector://vector"
	assert.Equal(t, "https://matrix.to/#/!m:x?via=other.org", s.Link("!m:x"))
	s.Config = Config{BotUserID: "@parley:example.org:8448", LinkShare: "https://matrix.to/#/"}
	assert.Equal(t, "https://matrix.to/#/!m:x?via=example.org%3A8448", s.Link("!m:x"))
}

func TestDialInIsForMembersWhereThereIsOne(t *testing.T) {
	s := &Store{Config: Config{APIBaseURL: "https://bot.example/v1", DialIn: true}}
	joined, invited := &room.Meeting{Membership: event.MembershipJoin}, &room.Meeting{Membership: event.MembershipInvite}
	assert.True(t, s.HasDialIn(joined))
	assert.False(t, s.HasDialIn(invited))
	s.Config.DialIn = false
	assert.False(t, s.HasDialIn(joined))
}

// api is the bot's, with what it answers and was asked.
type api struct {
	status int
	body   string
	asked  [][2]string
}

func (a *api) fetch(_ context.Context, address, authorization string, _ []byte, limit int) (int, []byte, error) {
	a.asked = append(a.asked, [2]string{address, authorization})
	return a.status, []byte(a.body), nil
}

func TestDialIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		bot := &api{status: 200, body: `{"jitsi_dial_in_number":"+49 30 123456","jitsi_pin":4711}`}
		s, err := New(c, host.Params{WidgetID: hosttest.WidgetID, ParentOrigin: hosttest.Origin},
			Config{APIBaseURL: "https://bot.example/v1", DialIn: true}, Environment{Now: time.Now, Zone: "UTC", Fetch: browser.Fetch, FetchAs: bot.fetch})
		require.NoError(t, err)
		go s.Run(t.Context())
		synctest.Wait()
		got, err := s.DialIn(t.Context(), "!m/ü:x")
		require.NoError(t, err)
		assert.Equal(t, DialIn{Number: "+49 30 123456", PIN: 4711}, got)
		require.Len(t, bot.asked, 1)
		assert.Equal(t, "https://bot.example/v1/meeting/%21m%2F%C3%BC%3Ax/sharingInformation", bot.asked[0][0])
		proof, err := base64.StdEncoding.DecodeString(bot.asked[0][1][len("MX-Identity "):])
		require.NoError(t, err)
		assert.JSONEq(t, `{"matrix_server_name":"example.org","access_token":"token"}`, string(proof))

		c.Failing["get_openid"] = `{"state":"blocked"}`
		bot.body = `{}`
		got, err = s.DialIn(t.Context(), "!m:x")
		assert.NoError(t, err, "the person is not asked twice")
		assert.Empty(t, got)

		for _, bot.status = range []int{404, 429, 502} {
			_, err = s.DialIn(t.Context(), "!m:x")
			assert.ErrorIs(t, err, ErrUntold)
		}
		bot.status = 401
		_, err = s.DialIn(t.Context(), "!m:x")
		assert.ErrorIs(t, err, ErrUntold)
		_, err = s.DialIn(t.Context(), "!m:x")
		assert.ErrorIs(t, err, host.ErrUnidentified, "a proof that is refused is not used again")
		assert.Len(t, bot.asked, 6)
	})
}
