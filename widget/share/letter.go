package share

import (
	"strings"
	"unicode/utf8"

	"parley/shared/room"
	"parley/shared/text"
	"parley/widget/browser"
)

// letter is an invitation for those who have no Matrix client at hand.
type letter struct {
	Title       string
	When        string // when it takes place; "" when that is not known
	Recurrence  string // how it recurs; "" for one occurrence
	Description string
	Link        string
	Phone       []string // lines
}

// text is the letter as plain text.
func (l letter) text(r *browser.Reader) string {
	var facts []string
	if l.When != "" {
		facts = append(facts, r.Text(text.ShareWhen, "range", l.When))
	}
	if l.Recurrence != "" {
		facts = append(facts, r.Text(text.ShareRepeats, "rule", l.Recurrence))
	}
	ways := append([]string{r.Text(text.ShareWhere, "link", l.Link)}, l.Phone...)
	var parts []string
	for _, part := range []string{l.Title, strings.Join(facts, "\n"), strings.TrimSpace(l.Description), strings.Join(ways, "\n")} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "\n\n")
}

// maxMailto is how long an address may be that all programs take: Windows hands no longer
// ones on.
const maxMailto = 2000

// mailto is the address that opens a mail program with the letter (RFC 6068). One that is
// too long loses the end of its description, and then that of its title.
func (l letter) mailto(r *browser.Reader) string {
	if utf8.RuneCountInString(l.Description) > maxMailto { // spares the loop most of its work
		l.Description = cut(l.Description, maxMailto)
	}
	for {
		address := "mailto:?subject=" + room.Escape(l.Title, "") +
			"&body=" + room.Escape(strings.ReplaceAll(l.text(r), "\n", "\r\n"), "")
		switch {
		case len(address) <= maxMailto:
			return address
		case l.Description != "":
			l.Description = shorter(l.Description)
		case utf8.RuneCountInString(l.Title) > minTitle:
			l.Title = shorter(l.Title)
		default:
			return address
		}
	}
}

const minTitle = 20 // characters

const ellipsis = " …"

// shorter is a text without its last tenth; a short one becomes none.
func shorter(whole string) string {
	whole = strings.TrimSuffix(whole, ellipsis)
	keep := utf8.RuneCountInString(whole) * 9 / 10
	if keep < minTitle {
		return ""
	}
	return cut(whole, keep)
}

// cut is the beginning of a text that has more characters than it may keep.
func cut(whole string, keep int) string {
	return strings.TrimSpace(string([]rune(whole)[:keep])) + ellipsis
}
