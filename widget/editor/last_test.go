package editor

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/event"
	"parley/widget/host"
	"parley/widget/host/hosttest"
)

func TestANewMeetingCanBeginWithTheLastOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		for _, id := range []string{"!old:x", "!last:x"} {
			for _, e := range c.Meeting(id, "Review of "+id, event.MembershipJoin, time.Date(2000, 1, 3, 9, 0, 0, 0, time.UTC), 90*time.Minute) {
				if e.Type == event.TypeMetadata {
					m, err := event.DecodeMetadata(e.Content)
					require.NoError(t, err)
					m.Creator, m.Calendar[0].RRule = hosttest.Alice, "FREQ=DAILY"
					c.PutBy(hosttest.Bot, id, event.TypeMetadata, "", m)
				}
			}
			c.Put(id, event.TypeMember, hosttest.Bob, event.Member{Membership: event.MembershipJoin, DisplayName: "Bob"})
			c.Put(id, event.TypeEncryption, "", event.Encryption{Algorithm: event.Megolm})
		}
		c.Meeting("!others:x", "Other", event.MembershipJoin, time.Date(2000, 1, 3, 9, 0, 0, 0, time.UTC), time.Hour)
		e, s, ctx, page := open(t, c)
		assert.Contains(t, page(), "Use the details of “Review of !last:x”")
		begin := e.form.Start
		e.takeLast(ctx, app.Event{})
		page()
		assert.Equal(t, "Review of !last:x", e.form.Title)
		assert.Equal(t, "About Review of !last:x", e.form.Description)
		assert.Equal(t, []host.Person{{UserID: hosttest.Bob, DisplayName: "Bob"}}, e.form.People)
		assert.Equal(t, begin, e.form.Start, "the time that was chosen")
		assert.Equal(t, Moved(begin, Moment{"2000-01-03", "09:00"}, Moment{"2000-01-03", "10:30"}), e.form.End)
		assert.Equal(t, Repeat{}, e.form.Repeat)
		subject := Subject{RoomID: "!last:x", UID: s.Detail("!last:x").Meeting.Calendar[0].UID}
		assert.False(t, e.form.Encrypted, "the bot could not read there")
		s.Config.Encrypts = true
		assert.True(t, Copy(s, e.Reader, subject).Encrypted)
		assert.Regexp(t, `<p (class="draft-note" hidden|hidden class="draft-note")>`, page())
		assert.Nil(t, e.last(), "nothing that was typed is lost")
	})
}
