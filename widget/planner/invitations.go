package planner

import (
	"strconv"
	"unicode/utf8"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/room"
	"parley/shared/text"
	"parley/widget/attend"
	"parley/widget/ui"
)

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
	var all []*roomCard
	for _, i := range p.view.Upcoming {
		all = append(all, p.invitationTo(i))
	}
	all = append(all, p.untimed()...)
	return app.Div().Class("agenda").Body(p.inviting(all), app.If(len(all) > p.limit,
		&loadMore{Label: p.Reader.Text(text.PlannerMore), OnReach: p.extend}))
}

// invitations are those whose time only the invitation's words tell: the others are among
// the meetings.
func (p *Planner) invitations() app.UI { return p.inviting(p.untimed()) }

func (p *Planner) inviting(all []*roomCard) app.UI {
	all = all[:min(len(all), p.limit)]
	return app.Section().Class("day").Hidden(len(all) == 0).Body(
		app.H2().Class("day-title").Text(p.Reader.Text(text.PlannerInvitations)),
		app.Ul().Class("cards").Body(app.Range(all).Slice(func(i int) app.UI { return all[i] })),
	)
}

func (p *Planner) untimed() (all []*roomCard) {
	for _, i := range p.view.Invitations {
		inviter := i.Sender
		if inviter == p.Store.Config.BotUserID && i.Reason != "" {
			inviter = "" // the bot says who has asked for it
		}
		all = append(all, p.invitation(i.RoomID, i.Name, "", inviter, i.Reason))
	}
	return all
}

// invitationTo has the meeting's own words instead of the bot's, which repeat them.
func (p *Planner) invitationTo(i *room.Item) *roomCard {
	m := i.Meeting
	inviter, words := m.Creator, m.Description
	if m.Inviter != p.Store.Config.BotUserID {
		inviter = m.Inviter
		if m.Reason != "" {
			words = m.Reason
		}
	}
	return p.invitation(m.RoomID, m.Title, p.Reader.Dates(i.Start, i.End, p.Reader.Zone), inviter, words)
}

func (p *Planner) invitation(id, title, when, inviter, words string) *roomCard {
	c := &roomCard{Store: p.Store, Reader: p.Reader, RoomID: id, Title: title, When: when, Text: limited(words), Lines: 3}
	if inviter != "" {
		c.Who = p.Reader.Text(text.AttendInviter, "name", p.Store.NameOf(id, inviter))
	}
	return c
}

// maxReason is how much is shown of what is said in an invitation, in characters.
const maxReason = 1000

func limited(reason string) string {
	if utf8.RuneCountInString(reason) > maxReason {
		return string([]rune(reason)[:maxReason]) + " …"
	}
	return reason
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
