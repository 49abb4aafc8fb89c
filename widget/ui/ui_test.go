package ui

import (
	"testing"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
	"github.com/stretchr/testify/assert"
)

func TestCombobox(t *testing.T) {
	var chosen []string
	c := &Combobox{
		ID: "people", Options: []Option{{ID: "1", Title: "One"}, {ID: "2", Title: "Two"}, {ID: "3", Title: "Three"}},
		OnSearch: func(app.Context, string) {},
		OnChoose: func(_ app.Context, id string) { chosen = append(chosen, id) },
	}
	page := app.NewClientTester(c)
	show := func() string {
		c.Update()
		page.Consume()
		return app.HTMLString(c)
	}
	press := func(keys ...string) (taken []bool) {
		for _, key := range keys {
			taken = append(taken, c.press(page.Context(), key))
		}
		return taken
	}
	assert.Contains(t, show(), `aria-expanded="false"`)
	assert.NotContains(t, show(), "aria-activedescendant")

	assert.Equal(t, []bool{true, true}, press("ArrowDown", "ArrowDown"))
	html := show()
	assert.Contains(t, html, `role="combobox"`)
	assert.Contains(t, html, `aria-activedescendant="people-option-1"`)

	assert.Equal(t, []bool{true, true, true}, press("ArrowUp", "ArrowUp", "Enter"))
	assert.Equal(t, []string{"3"}, chosen, "past the first is the last")
	assert.Contains(t, show(), `aria-expanded="false"`)

	c.Options = []Option{{ID: "1", Title: "One"}}
	assert.Equal(t, []bool{true, true, false, false}, press("ArrowDown", "Escape", "Escape", "a"), "closed: the key is the dialog's")
	assert.Equal(t, []bool{true}, press("Enter"), "must not submit the form")
	assert.Len(t, chosen, 1)
}

func TestFieldConnectsLabelHintAndError(t *testing.T) {
	f := Field{ID: "x", Label: "Title", Hint: "Short", Error: "Too long", Controls: []app.UI{&Input{ID: "x", Type: "text", Invalid: true}}}
	html := app.HTMLString(f.UI())
	for _, want := range []string{`for="x"`, `aria-describedby="x-hint x-error"`, `id="x-hint"`, `id="x-error"`, "Too long", `aria-live="polite"`} {
		assert.Contains(t, html, want)
	}
}

func TestButton(t *testing.T) {
	pressed := func(app.Context, app.Event) {}
	html := app.HTMLString(Button{Label: "Go", Icon: "icon-plus", Kind: Primary, OnClick: pressed}.UI())
	assert.Contains(t, html, `class="button button-primary"`)
	assert.Contains(t, html, `class="icon icon-plus"`)
	html = app.HTMLString(Button{Label: "Go", Submit: true, Disabled: true}.UI())
	assert.Contains(t, html, `type="submit"`)
	assert.Contains(t, html, "aria-disabled")
	assert.NotContains(t, html, "icon")
	assert.Contains(t, app.HTMLString(IconButton{Label: "Close", Icon: "icon-close", OnClick: pressed}.UI()), `aria-label="Close"`)
}

func TestAvatar(t *testing.T) {
	assert.Contains(t, app.HTMLString(Avatar("@zoe:b", "Ünal")), "Ü")
	assert.Contains(t, app.HTMLString(Avatar("@zoe:b", "@zoe:b")), ">z<")
	assert.Nil(t, Avatar("a", ""))
}
