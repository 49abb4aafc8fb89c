package talk

import (
	"strconv"
	"time"

	"parley/shared/text"
)

// The abbreviated names of CLDR, contextual form.
var (
	germanDays   = [...]string{"So.", "Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa."}
	germanMonths = [...]string{"Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."}
)

// date writes a day with its weekday: "Tue, 24 Nov 2026", "Di., 24. Nov. 2026".
func date(lang text.Lang, t time.Time) string {
	if lang != text.German {
		return t.Format("Mon, 2 Jan 2006")
	}
	return germanDays[t.Weekday()] + ", " + strconv.Itoa(t.Day()) + ". " + germanMonths[t.Month()-1] + " " + strconv.Itoa(t.Year())
}
