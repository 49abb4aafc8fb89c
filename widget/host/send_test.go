package host

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/event"
)

const create = "net.nordeck.meetings.meeting.create"

// reaction is the data of a reaction event as a client passes it on.
func reaction(sender, room, to, key string) string {
	return `{"type":"m.reaction","sender":"` + sender + `","room_id":"` + room + `","event_id":"$r","content":` +
		`{"m.relates_to":{"rel_type":"m.annotation","event_id":"` + to + `","key":"` + key + `"},` +
		`"net.nordeck.meetings.bot.meta":{"created_room_id":"!new:b"}}}`
}

type outcome struct {
	answer event.Reaction
	err    error
}

func sendCommand(ctx context.Context, c *Client, accepted func(string)) chan outcome {
	result := make(chan outcome, 1)
	go func() {
		answer, err := c.Command(ctx, bot, create, map[string]any{"data": 1}, accepted)
		result <- outcome{answer, err}
	}()
	return result
}

func TestCommand(t *testing.T) {
	for name, early := range map[string]bool{"answer after the response": false, "answer before the response": true} {
		c, p := connect(t, Handler{})
		accepted := make(chan string, 1)
		result := sendCommand(t.Context(), c, func(id string) { accepted <- id })
		f := p.next("send_event")
		assert.JSONEq(t, `{"room_id":"`+room1+`","type":"`+create+`","content":{"data":1}}`, string(f.Data))
		if early {
			p.ask(t, "send_event", reaction(bot, room1, "$c", "✅"))
		}
		p.answer(f, `{"room_id":"`+room1+`","event_id":"$c"}`)
		assert.Equal(t, "$c", <-accepted)
		if !early {
			p.ask(t, "send_event", reaction(bot, room1, "$c", "✅"))
		}
		got := <-result
		require.NoError(t, got.err, name)
		assert.Equal(t, event.KeyDone, got.answer.RelatesTo.Key)
		assert.Equal(t, "!new:b", got.answer.Meta.CreatedRoomID)
		assert.Empty(t, c.inboxes)
	}
}

func TestCommandIgnoresOtherReactions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := connect(t, Handler{})
		result := sendCommand(t.Context(), c, func(string) {})
		p.answer(p.next("send_event"), `{"event_id":"$c"}`)
		p.ask(t, "send_event", reaction("@mallory:b", room1, "$c", "❌"))
		p.ask(t, "send_event", reaction(bot, "!other:b", "$c", "❌"))
		p.ask(t, "send_event", reaction(bot, room1, "$other", "❌"))
		synctest.Wait()
		assert.Empty(t, result)
		p.ask(t, "send_event", reaction(bot, room1, "$c", "✅"))
		assert.Equal(t, event.KeyDone, (<-result).answer.RelatesTo.Key)
	})
}

func TestCommandLooksForALostAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := connect(t, Handler{})
		result := sendCommand(t.Context(), c, func(string) {})
		p.answer(p.next("send_event"), `{"event_id":"$c"}`)
		const action = "org.matrix.msc3869.read_relations"
		p.answer(p.next(action), `{"chunk":[]}`)
		p.answer(p.next(action), `{"error":{"message":"not now"}}`)
		p.answer(p.next(action), `{"chunk":[`+reaction("@mallory:b", room1, "$c", "❌")+`,`+reaction(bot, room1, "$c", "✅")+`]}`)
		assert.Equal(t, event.KeyDone, (<-result).answer.RelatesTo.Key)
	})
}

func TestCommandFails(t *testing.T) {
	c, p := connect(t, Handler{})
	refused := sendCommand(t.Context(), c, func(string) { t.Error("was not accepted") })
	p.answer(p.next("send_event"), `{"error":{"message":"Cannot send room events of this type"}}`)
	assert.Error(t, (<-refused).err)

	ctx, cancel := context.WithCancel(t.Context())
	abandoned := sendCommand(ctx, c, func(string) {})
	p.answer(p.next("send_event"), `{"event_id":"$c"}`)
	cancel()
	assert.ErrorIs(t, (<-abandoned).err, context.Canceled)
	assert.Empty(t, c.inboxes)
}

// The existing bot may follow ❌ by ✅, and whoever reads relations gets the newest first.
func TestAnswersOfTheExistingBot(t *testing.T) {
	for name, c := range map[string]struct {
		keys []string
		want string
	}{
		"as a picture": {[]string{"✅\ufe0f"}, event.KeyDone},
		"not at once":  {[]string{"⏳", "👍", "✅"}, event.KeyDone},
		"failed":       {[]string{"❌", "✅"}, event.KeyFailed},
		"newest first": {[]string{"✅", "❌"}, event.KeyFailed},
	} {
		in := &inbox{sender: bot, owner: &Client{}}
		for _, key := range c.keys {
			r, err := event.DecodeReaction([]byte(`{"m.relates_to":{"rel_type":"m.annotation","event_id":"$c","key":"` + key + `"}}`))
			require.NoError(t, err)
			in.arrived = append(in.arrived, r)
		}
		answer, ok := in.find("$c")
		assert.True(t, ok, name)
		assert.Equal(t, c.want, answer.RelatesTo.Key, name)
	}
}
