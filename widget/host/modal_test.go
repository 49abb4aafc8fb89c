package host

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestModalWidgetsOnlyRead(t *testing.T) {
	p := newParent()
	modal := params
	modal.Modal = ModalMeeting
	var heard []string
	c, err := New(p, modal, Handler{
		Opened: func(data json.RawMessage) { heard = append(heard, string(data)) },
		Button: func(id string) { heard = append(heard, id) },
	})
	require.NoError(t, err)
	p.Receive(c.receive)
	asked := p.ask(t, "capabilities", `{}`)
	for _, capability := range []string{CanSeeRooms, CanSearch, CanReceiveState("m.room.power_levels")} {
		assert.Contains(t, asked, `"`+capability+`"`)
	}
	for _, part := range []string{".send.", ".receive.event:", CanNavigate} {
		assert.False(t, strings.Contains(asked, part), part)
	}
	assert.Equal(t, `{}`, p.ask(t, "widget_config", `{"name":"New meeting","data":{"draft":"{}"}}`))
	assert.Equal(t, `{}`, p.ask(t, "button_clicked", `{"id":"submit"}`))
	assert.Equal(t, []string{`{"draft":"{}"}`, "submit"}, heard)
}

func TestModalWidgetsAreOpenedAndClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var result string
		c, p := connect(t, Handler{Closed: func(data json.RawMessage) { result = string(data) }})
		done := make(chan error, 1)
		go func() { done <- c.OpenModal(t.Context(), Modal{Type: "m.custom", URL: "https://x", Name: "N"}) }()
		f := p.next("open_modal")
		assert.JSONEq(t, `{"type":"m.custom","url":"https://x","name":"N","buttons":null,"data":null}`, string(f.Data))
		p.answer(f, `{"error":{"message":"Unable to open modal at this time"}}`)
		var refused *Refusal
		assert.ErrorAs(t, <-done, &refused)
		p.ask(t, "close_modal", `{"submit":true}`)
		assert.Equal(t, `{"submit":true}`, result)
	})
}
