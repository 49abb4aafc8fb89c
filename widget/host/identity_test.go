package host

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
)

const allowed = `"state":"allowed","access_token":"secret","matrix_server_name":"example.org","expires_in":3600`

type identified struct {
	identity Identity
	err      error
}

func identify(ctx context.Context, c *Client) chan identified {
	result := make(chan identified, 1)
	go func() {
		i, err := c.Identity(ctx)
		result <- identified{i, err}
	}()
	return result
}

func TestIdentity(t *testing.T) {
	known := identified{identity: Identity{Token: "secret", Server: "example.org", Seconds: 3600}}
	for answer, want := range map[string]identified{
		`{` + allowed + `}`:   known,
		`{"state":"blocked"}`: {err: ErrUnidentified},
		`{"state":"allowed"}`: {err: ErrUnidentified},
		`{}`:                  {err: ErrUnidentified},
	} {
		c, p := connect(t, Handler{})
		result := identify(t.Context(), c)
		p.answer(p.next("get_openid"), answer)
		assert.Equal(t, want, <-result, answer)

		result = identify(t.Context(), c)
		p.answer(p.next("get_openid"), `{"state":"request"}`)
		assert.JSONEq(t, `{}`, p.ask(t, "openid_credentials", answer))
		assert.Equal(t, want, <-result, answer)
	}
}

func TestIdentityThatComesTooLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := connect(t, Handler{})
		ctx, cancel := context.WithCancel(t.Context())
		result := identify(ctx, c)
		p.answer(p.next("get_openid"), `{"state":"request"}`)
		synctest.Wait()
		cancel()
		assert.ErrorIs(t, (<-result).err, context.Canceled)
		for range 2 { // the first question's answer, and one to nobody
			p.ask(t, "openid_credentials", `{"state":"blocked"}`)
		}
		result = identify(t.Context(), c)
		p.answer(p.next("get_openid"), `{`+allowed+`}`)
		assert.NoError(t, (<-result).err)
		assert.Contains(t, p.ask(t, "openid_credentials", `[]`), "error")
	})
}
