// Package share is the dialog with the ways to bring others to a meeting: its link, also as
// a QR code, a text for an e-mail, a file for calendars, and a telephone number.
package share

import (
	"strconv"
	"strings"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/calendar"
	"parley/shared/calendar/ical"
	"parley/shared/room"
	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/store"
	"parley/widget/ui"
)

// Dialog is the dialog. Of a series, people choose whether e-mail and file are about the
// occurrence that they came from, or about all.
type Dialog struct {
	app.Compo

	Store      *store.Store
	Reader     *browser.Reader
	Meeting    *room.Meeting
	Occurrence calendar.Occurrence // that people came from; without an entry when there is none
	OnClose    func(app.Context)

	mounted app.Context // of what goes on when a button that has begun it is gone

	all    bool   // of a series
	copied string // what is on the clipboard
	denied string // what could not be put there
	phone  phoneState
	dialIn store.DialIn
	code   string // picture of the link
	coded  string // the link that code is of
}

type phoneState int

const (
	phoneNone phoneState = iota // not offered
	phoneWaits
	phoneKnown
	phoneFailed
)

// OnMount implements app.Mounter.
func (d *Dialog) OnMount(ctx app.Context) {
	d.mounted = ctx
	if d.Store.HasDialIn(d.Meeting) {
		d.ask(ctx, app.Event{})
	}
}

// ask asks for the telephone number.
func (d *Dialog) ask(app.Context, app.Event) {
	d.phone = phoneWaits
	ctx, id := d.mounted, d.Meeting.RoomID
	ctx.Async(func() {
		got, err := d.Store.DialIn(ctx, id)
		ctx.Dispatch(func(app.Context) {
			d.dialIn, d.phone = got, phoneKnown
			if err != nil {
				d.phone = phoneFailed
			}
		})
	})
}

// Render implements app.Composer.
func (d *Dialog) Render() app.UI {
	return &ui.Dialog{
		ID: "share", Title: d.Reader.Text(text.ShareTitle, "title", d.Meeting.Title),
		CloseLabel: d.Reader.Text(text.EditorClose), OnClose: d.OnClose,
		Body: app.Div().Class("dialog-form").Body(
			app.Div().Class("dialog-body").Body(
				d.link(),
				d.choice(),
				d.mail(),
				d.file(),
				d.telephone(),
			),
		),
	}
}

func (d *Dialog) section(title text.Key, content ...app.UI) app.UI {
	return app.Section().Class("share-way").Body(append([]app.UI{app.H3().Text(d.Reader.Text(title))}, content...)...)
}

func (d *Dialog) link() app.UI {
	link := d.Store.Link(d.Meeting.RoomID)
	if d.coded != link {
		d.code, d.coded = codeImage(link), link
	}
	return d.section(text.ShareLink,
		app.If(d.Meeting.Recurring(), app.P().Class("share-warning").Body(
			ui.Icon("icon-info"), app.Span().Text(d.Reader.Text(text.ShareLinkSeries)),
		)),
		app.P().Class("share-text").Text(link),
		app.If(d.Store.Config.Guests, app.P().Class("field-hint").Text(d.Reader.Text(text.ShareGuests))),
		app.Div().Class("actions").Body(d.copyButton(text.ShareCopy, link, d.copyLink)),
		app.If(d.code != "", app.Div().Class("share-code").Body(
			app.Img().Src(d.code).Alt(d.Reader.Text(text.ShareCode)),
			app.P().Class("field-hint").Text(d.Reader.Text(text.ShareCodeHint)),
		)),
	)
}

// copyButton says whether it has copied what is there now.
func (d *Dialog) copyButton(label text.Key, content string, press app.EventHandler) app.UI {
	icon := "icon-copy"
	if d.copied == content {
		label, icon = text.ShareCopied, "icon-check"
	}
	return ui.Announcer(
		ui.Button{Label: d.Reader.Text(label), Icon: icon, OnClick: press}.UI(),
		app.If(d.denied == content, app.P().Class("field-hint").Text(d.Reader.Text(text.ShareNotCopied))),
	)
}

func (d *Dialog) copyLink(app.Context, app.Event) { d.copy(d.Store.Link(d.Meeting.RoomID)) }

func (d *Dialog) copyMail(app.Context, app.Event) { d.copy(d.letter().text(d.Reader)) }

func (d *Dialog) copy(content string) {
	ctx := d.mounted
	ctx.Async(func() {
		copied := browser.Copy(content)
		ctx.Dispatch(func(app.Context) {
			d.copied, d.denied = content, ""
			if !copied {
				d.copied, d.denied = "", content
			}
		})
	})
}

// isSeries reports whether there is something to choose.
func (d *Dialog) isSeries() bool {
	return d.Occurrence.Entry != nil && d.Meeting.Recurring() && d.recurrence() != ""
}

func (d *Dialog) recurrence() string {
	return d.Reader.Recurrence(d.Meeting.Calendar, d.Occurrence.UID, d.Store.Zones())
}

// whole reports that e-mail and file are about all that the meeting is.
func (d *Dialog) whole() bool { return d.all || !d.isSeries() }

func (d *Dialog) choice() app.UI {
	if !d.isSeries() {
		return nil
	}
	value := theDate
	if d.all {
		value = theSeries
	}
	return ui.Radios("share-what", d.Reader.Text(text.ShareWhat), []ui.Choice{
		{Value: theDate, Text: d.Reader.Text(text.ShareDate, "range", d.when())},
		{Value: theSeries, Text: d.Reader.Text(text.ShareSeries, "rule", d.recurrence())},
	}, value, d.choose)
}

// What e-mail and file may be about.
const (
	theDate   = "date"
	theSeries = "series"
)

func (d *Dialog) choose(value string) { d.all = value == theSeries }

// when is the occurrence, with the zone: others may be elsewhere.
func (d *Dialog) when() string {
	if d.Occurrence.Entry == nil {
		return ""
	}
	return d.Reader.ZonedDates(d.Occurrence.Start, d.Occurrence.End, d.Reader.Zone)
}

func (d *Dialog) letter() letter {
	l := letter{
		Title: strings.Join(strings.Fields(d.Meeting.Title), " "), Description: d.Meeting.Description,
		When: d.when(), Link: d.Store.Link(d.Meeting.RoomID), Phone: phone(d.Reader, d.dialIn),
	}
	if d.whole() {
		l.Recurrence = d.recurrence()
	}
	return l
}

func (d *Dialog) mail() app.UI {
	l := d.letter()
	content := l.text(d.Reader)
	return d.section(text.ShareMail,
		app.P().Class("share-text").Text(content),
		app.Div().Class("actions").Body(
			d.copyButton(text.ShareMailCopy, content, d.copyMail),
			app.A().Class("button", "button-secondary").Href(l.mailto(d.Reader)).Target("_blank").Rel("noopener").OnClick(ui.Leave).Body(
				ui.Icon("icon-email"), app.Span().Text(d.Reader.Text(text.ShareMailWrite)),
			),
		),
	)
}

func (d *Dialog) file() app.UI {
	if d.Meeting.Broken != nil {
		return nil
	}
	return d.section(text.ShareFile,
		app.P().Class("field-hint").Text(d.Reader.Text(text.ShareFileHint)),
		app.Div().Class("actions").Body(
			ui.Button{Label: d.Reader.Text(text.ShareFileSave), Icon: "icon-download", OnClick: d.save}.UI(),
		),
	)
}

func (d *Dialog) save(app.Context, app.Event) {
	browser.Offer(d.Meeting.FileName(), "text/calendar", d.calendarFile())
}

// calendarFile is what the bot writes, too. What cannot be written is left out.
func (d *Dialog) calendarFile() []byte {
	m, zones := d.Meeting, d.Store.Zones()
	organiser, link, now := d.Store.NameIn(m.RoomID, m.Creator), d.Store.Link(m.RoomID), d.Store.View().Now
	var file ical.Feed
	if d.whole() {
		file, _ = m.File(organiser, link, now, zones)
	} else {
		file = m.FileOf(d.Occurrence, organiser, link, now)
	}
	data, _ := ical.Write(file, zones)
	return data
}

func (d *Dialog) telephone() app.UI {
	if d.phone == phoneNone {
		return nil
	}
	lines := d.phoneLines()
	return d.section(text.SharePhone, ui.Announcer(
		app.Range(lines).Slice(func(i int) app.UI { return app.P().Text(lines[i]) }),
		app.If(d.phone == phoneFailed, ui.Button{Label: d.Reader.Text(text.PlannerRetry), OnClick: d.ask}.UI()),
	))
}

func (d *Dialog) phoneLines() []string {
	switch lines := phone(d.Reader, d.dialIn); {
	case d.phone == phoneWaits:
		return []string{d.Reader.Text(text.SharePhoneWaits)}
	case d.phone == phoneFailed:
		return []string{d.Reader.Text(text.SharePhoneFailed)}
	case len(lines) == 0:
		return []string{d.Reader.Text(text.SharePhoneNone)}
	default:
		return lines
	}
}

// phone is how people take part by telephone, in lines.
func phone(r *browser.Reader, d store.DialIn) []string {
	if d.Number == "" {
		return nil
	}
	lines := []string{r.Text(text.SharePhoneNumber, "number", d.Number)}
	if d.PIN != 0 { // there is none, or the bot could not learn it
		lines = append(lines, r.Text(text.SharePhonePIN, "pin", strconv.FormatInt(d.PIN, 10)))
	}
	return lines
}
