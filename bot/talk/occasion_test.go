package talk

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

var review = Occasion{
	Locale: "en-GB", Zone: "Europe/Berlin", Title: "Review & <b>Co</b>",
	Start: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC), End: time.Date(2026, 11, 24, 10, 30, 0, 0, time.UTC),
}

func TestReminder(t *testing.T) {
	t.Parallel()
	plain, rich := review.Reminder(10 * time.Minute)
	assert.Equal(t, "⏰ Review & <b>Co</b> begins in 10 minutes\n📅 Tue, 24 November 2026, 10:00–11:30 CET", plain)
	assert.Equal(t, "⏰ <strong>Review &amp; &lt;b&gt;Co&lt;/b&gt;</strong> begins in 10 minutes<br>📅 Tue, 24 November 2026, 10:00–11:30 CET", rich)

	german := review
	german.Locale, german.Zone = "de", "UTC"
	plain, _ = german.Reminder(time.Minute)
	assert.Equal(t, "⏰ Review & <b>Co</b> beginnt in 1 Minute\n📅 Di., 24. November 2026, 09:00–10:30 Uhr UTC", plain)
}

func TestHowLongUntilItBegins(t *testing.T) {
	t.Parallel()
	for left, want := range map[time.Duration]string{
		time.Second: "1 minute", 89 * time.Second: "1 minute", 10*time.Minute + 20*time.Second: "10 minutes", 45 * time.Minute: "45 minutes",
		time.Hour: "1 hour", 90 * time.Minute: "90 minutes", 2 * time.Hour: "2 hours", 24 * time.Hour: "1 day", 47 * time.Hour: "47 hours",
		7*24*time.Hour + 20*time.Second: "7 days",
	} {
		plain, _ := review.Reminder(left)
		assert.Contains(t, plain, " begins in "+want+"\n", left)
	}
}

func TestWhatIsSaidInABreakoutSession(t *testing.T) {
	t.Parallel()
	begun, _ := review.Begun()
	left, _ := review.Left(5 * time.Minute)
	over, rich := review.Over("https://matrix.to/#/!m:x?via=x&y", `Planning "1"`)
	assert.Equal(t, "▶️ Review & <b>Co</b> has begun\n📅 Tue, 24 November 2026, 10:00–11:30 CET", begun)
	assert.Equal(t, "⏳ Review & <b>Co</b> ends in 5 minutes\n📅 Tue, 24 November 2026, 10:00–11:30 CET", left)
	assert.Equal(t, "🏁 Review & <b>Co</b> is over\nBack to “Planning \"1\"”: https://matrix.to/#/!m:x?via=x&y", over)
	assert.Equal(t, `🏁 <strong>Review &amp; &lt;b&gt;Co&lt;/b&gt;</strong> is over<br>`+
		`Back to: <a href="https://matrix.to/#/!m:x?via=x&amp;y">Planning &#34;1&#34;</a>`, rich)

	german := review
	german.Locale, german.Title = "de-AT", "Gruppe 1"
	begun, _ = german.Begun()
	left, _ = german.Left(time.Minute)
	over, rich = german.Over("https://l/", "")
	assert.Contains(t, rich, `<br>Zurück zu: <a href="https://l/">Besprechung</a>`)
	assert.Equal(t, "▶️ Gruppe 1 hat begonnen", strings.Split(begun, "\n")[0])
	assert.Equal(t, "⏳ Gruppe 1 endet in 1 Minute", strings.Split(left, "\n")[0])
	assert.Equal(t, "🏁 Gruppe 1 ist zu Ende\nZurück zur Besprechung: https://l/", over)
	over, _ = german.Over("", "")
	assert.Equal(t, "🏁 Gruppe 1 ist zu Ende", over)
}

func TestALongTitleIsCutOff(t *testing.T) {
	t.Parallel()
	long := review
	long.Title = strings.Repeat("ü", 300)
	plain, _ := long.Begun()
	assert.Contains(t, plain, strings.Repeat("ü", 254)+"… has begun")
}
