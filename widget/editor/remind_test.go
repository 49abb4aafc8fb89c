package editor

import (
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"

	"parley/shared/command"
	"parley/widget/browser"
	"parley/widget/host/hosttest"
)

func TestRemindersAndTheirField(t *testing.T) {
	r := browser.NewReader("en", "", "UTC")
	for value, c := range map[string]struct {
		leads []int64
		words string
	}{
		unreminded: {[]int64{}, "None"},
		"0":        {[]int64{0}, "When it begins"},
		"1":        {[]int64{1}, "1 minute before"},
		"90":       {[]int64{90}, "90 minutes before"},
		"2880,60":  {[]int64{2880, 60}, "2 days before, 1 hour before"},
	} {
		assert.Equal(t, c.leads, leadsOf(value))
		assert.Equal(t, value, remindersOf(c.leads))
		assert.Equal(t, c.words, remindersText(r, c.leads))
	}
	assert.Nil(t, leadsOf(""), "as they are")
}

func TestReminderOfANewMeeting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, s, _, page := open(t, hosttest.NewCalendar())
		s.Config.Reminders = []int64{1440, 10}
		e.Update()
		assert.Contains(t, page(), `>1 day before, 10 minutes before<`)
		assert.Nil(t, e.form.creation("u", zones, "UTC").steps[0].Data.(command.Create).Reminders, "the operator's")
		e.form.Remind = "45"
		e.Update()
		assert.Contains(t, page(), `>45 minutes before<`)
		assert.Equal(t, []int64{45}, e.form.creation("u", zones, "UTC").steps[0].Data.(command.Create).Reminders)
	})
}
