package planner

import (
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"

	"parley/shared/room"
	"parley/widget/browser"
	"parley/widget/host/hosttest"
)

func TestNarrowPlannersShowOneDay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, page := open(t, hosttest.NewCalendar(), "en")
		t.Cleanup(func() { browser.Remove(p.spanKey()) })
		shows := func(want room.Span, why string) {
			t.Helper()
			page()
			assert.Equal(t, want, p.view.Span, why)
		}
		p.fit(1000)
		p.chooseSpan(room.SpanWeek)
		shows(room.SpanWeek, "chosen")
		p.fit(700)
		shows(room.SpanWeek, "there is room")
		p.fit(639)
		shows(room.SpanDay, "there is none")
		p.fit(640)
		shows(room.SpanWeek, "there is again")
		p.fit(300)
		p.chooseSpan(room.SpanMonth)
		p.fit(301)
		shows(room.SpanMonth, "chosen in a narrow planner")
		p.chooseSpan(room.SpanList)
		p.fit(1000)
		shows(room.SpanList, "chosen meanwhile")
		p.fit(300)
		shows(room.SpanList, "lists fit")
	})
}
