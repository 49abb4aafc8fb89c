package planner

import (
	"strconv"
	"unicode/utf8"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/room"
	"parley/shared/text"
	"parley/widget/attend"
	"parley/widget/browser"
	"parley/widget/store"
	"parley/widget/ui"
)

// invitation is what the card of an open invitation shows, in words.
type invitation struct {
	RoomID string
	Title  string
	When   string // empty where the homeserver does not show it
	Who    string // has invited; empty where the reason says it
	Reason string
}

// badge leads to all open invitations, and back.
func (p *Planner) badge() app.UI {
	open := p.openInvitations()
	if open == 0 {
		return nil
	}
	return app.Button().Type("button").Class("button", "toggle", "badge").Aria("pressed", p.inbox).OnClick(p.toggleInbox).
		Body(ui.Icon("icon-email"), app.Span().Text(p.Reader.Text(text.AttendInvitations, "count", strconv.Itoa(open))))
}

func (p *Planner) openInvitations() int { return len(p.view.Invitations) + len(p.view.Upcoming) }

func (p *Planner) toggleInbox(app.Context, app.Event) { p.inbox = !p.inbox }

// allInvitations are all that are open, whenever the meetings take place.
func (p *Planner) allInvitations() app.UI {
	var all []invitation
	for _, i := range p.view.Upcoming {
		all = append(all, p.invitationTo(i))
	}
	return app.Div().Class("agenda").Body(p.inviting(append(all, p.untimed()...)))
}

// invitations are those whose time only the invitation's words tell: the others are among
// the meetings.
func (p *Planner) invitations() app.UI { return p.inviting(p.untimed()) }

func (p *Planner) inviting(all []invitation) app.UI {
	all = all[:min(len(all), p.limit)]
	return app.Section().Class("day").Hidden(len(all) == 0).Body(
		app.H2().Class("day-title").Text(p.Reader.Text(text.PlannerInvitations)),
		app.Ul().Class("cards").Body(app.Range(all).Slice(func(i int) app.UI {
			return &invitationCard{Store: p.Store, Reader: p.Reader, Invitation: all[i]}
		})),
	)
}

func (p *Planner) untimed() (all []invitation) {
	for _, i := range p.view.Invitations {
		words := invitation{RoomID: i.RoomID, Title: i.Name, Reason: limited(i.Reason)}
		if i.Sender != p.Store.Config.BotUserID || i.Reason == "" {
			words.Who = p.Store.NameOf(i.RoomID, i.Sender)
		}
		all = append(all, words)
	}
	return all
}

// invitationTo has the meeting's own words instead of the bot's, which repeat them.
func (p *Planner) invitationTo(i *room.Item) invitation {
	m := i.Meeting
	words := invitation{
		RoomID: m.RoomID, Title: m.Title, When: p.Reader.Dates(i.Start, i.End, p.Reader.Zone),
		Who: p.Store.NameOf(m.RoomID, m.Creator), Reason: limited(m.Description),
	}
	if m.Inviter != p.Store.Config.BotUserID {
		words.Who = p.Store.NameOf(m.RoomID, m.Inviter)
		if m.Reason != "" {
			words.Reason = limited(m.Reason)
		}
	}
	return words
}

// maxReason is how much is shown of what is said in an invitation, in characters.
const maxReason = 1000

func limited(reason string) string {
	if utf8.RuneCountInString(reason) > maxReason {
		return string([]rune(reason)[:maxReason]) + " …"
	}
	return reason
}

// invitationCard is the card of an invitation.
type invitationCard struct {
	app.Compo

	Store      *store.Store
	Reader     *browser.Reader
	Invitation invitation
}

// Render implements app.Composer.
func (c *invitationCard) Render() app.UI {
	i := c.Invitation
	return app.Li().Class("card").TabIndex(-1).DataSet("room", i.RoomID).Body(
		app.Div().Class("card-main").Body(
			app.P().Class("card-time").Hidden(i.When == "").Text(i.When),
			app.H3().Class("card-title").Text(i.Title),
			app.P().Class("card-recurrence").Hidden(i.Who == "").Text(c.Reader.Text(text.AttendInviter, "name", i.Who)),
			&folded{Reader: c.Reader, Text: i.Reason, Lines: 3},
		),
		&attend.Reply{Store: c.Store, Reader: c.Reader, RoomID: i.RoomID, Title: i.Title},
	)
}

// failedReplies says which replies were not taken, and why.
func (p *Planner) failedReplies() []app.UI {
	var banners []app.UI
	for _, reply := range p.view.Failed {
		id := reply.RoomID
		banners = append(banners, ui.Banner{
			Tone: ui.Critical, Title: reply.Title, Text: attend.Failure(p.Reader, reply), Actions: []app.UI{
				ui.Button{Label: p.Reader.Text(text.PlannerOpen), Scope: id, OnClick: func(app.Context, app.Event) { p.Store.Open(id) }}.UI(),
				ui.Button{Label: p.Reader.Text(text.CommandDismiss), Scope: id, OnClick: func(app.Context, app.Event) { p.Store.ForgetReply(id) }}.UI(),
			},
		}.UI())
	}
	return banners
}

// failureOf says why the reply to an invitation was not taken; "" when there was none.
func (p *Planner) failureOf(roomID string) string {
	for _, reply := range p.view.Failed {
		if reply.RoomID == roomID {
			return attend.Failure(p.Reader, reply)
		}
	}
	return ""
}
