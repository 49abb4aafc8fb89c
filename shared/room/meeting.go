package room

import (
	"cmp"
	"slices"
	"sort"
	"strings"
	"time"

	"parley/shared/calendar"
	"parley/shared/event"
	"parley/shared/fault"
)

// Meeting is a room of a meeting or a breakout session.
type Meeting struct {
	RoomID      string
	Type        string // event.RoomTypeMeeting or event.RoomTypeBreakout
	Title       string
	Description string
	Creator     string
	Membership  string // of the model's user: join or invite
	Calendar    []calendar.Entry
	DeleteAt    time.Time    // when the room is deleted; zero: never
	Broken      *fault.Fault // why the metadata cannot be read; the fields from it are empty then
}

// Meeting returns the meeting that the room is, nil when it is none: another room
// type, closed, without name or metadata, or the user is neither joined nor
// invited. Metadata that cannot be read make a broken meeting, not none.
func (r *Room) Meeting() *Meeting {
	if !r.derived {
		r.meeting, r.derived = r.derive(), true
	}
	return r.meeting
}

func (r *Room) derive() *Meeting {
	metadata, ok := r.State(event.TypeMetadata, "")
	if !ok || !r.open() || !r.present() {
		return nil
	}
	m := &Meeting{RoomID: r.ID, Type: r.Type(), Title: r.Name(), Membership: r.Membership(r.user)}
	if m.Title == "" || (m.Type != event.RoomTypeMeeting && m.Type != event.RoomTypeBreakout) {
		return nil
	}
	var topic event.Topic
	r.content(event.TypeTopic, "", &topic)
	m.Description = topic.Topic
	data, err := event.DecodeMetadata(metadata.Content)
	if err != nil {
		m.Broken = fault.Of(err)
		return m
	}
	m.Creator, m.Calendar = data.Creator, data.Calendar
	if data.ForceDeletionAt != nil {
		m.DeleteAt = time.UnixMilli(*data.ForceDeletionAt)
	}
	return m
}

// open reports that the room has not been closed.
func (r *Room) open() bool {
	_, closed := r.State(event.TypeTombstone, "")
	return !closed
}

// present reports that the user is joined or invited.
func (r *Room) present() bool {
	m := r.Membership(r.user)
	return m == event.MembershipJoin || m == event.MembershipInvite
}

// Filter says which meetings are asked for.
type Filter struct {
	Type   string // event.RoomTypeMeeting or event.RoomTypeBreakout
	Parent string // room id; "" for the meetings of all rooms
	Search string // in title or description, in any case of letters
}

// Match returns the room's meeting when it is asked for, nil otherwise.
func (f Filter) Match(r *Room) *Meeting {
	m := r.Meeting()
	if m == nil || m.Type != f.Type || (f.Parent != "" && !r.HasParent(f.Parent)) {
		return nil
	}
	search := strings.ToLower(strings.TrimSpace(f.Search))
	if search != "" && !strings.Contains(strings.ToLower(m.Title+"\n"+m.Description), search) {
		return nil
	}
	return m
}

// Meetings returns the meetings that match, in the order of their room ids.
func (m *Model) Meetings(f Filter) []*Meeting {
	var all []*Meeting
	for _, r := range m.rooms {
		if meeting := f.Match(r); meeting != nil {
			all = append(all, meeting)
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].RoomID < all[j].RoomID })
	return all
}

// Item is one occurrence of a meeting.
type Item struct {
	Meeting *Meeting
	calendar.Occurrence
}

// Agenda returns the occurrences of the meetings that overlap [from, to), sorted
// by start and then room id. A meeting whose calendar cannot be expanded, for
// lack of a zone or because it is wrong, is among the broken ones.
func Agenda(meetings []*Meeting, from, to time.Time, zones calendar.Zones) (items []Item, broken []*Meeting) {
	for _, m := range meetings {
		found, err := calendar.Occurrences(m.Calendar, from, to, zones)
		if m.Broken != nil || err != nil {
			broken = append(broken, m)
		}
		for _, o := range found {
			items = append(items, Item{m, o})
		}
	}
	Sort(items)
	return items, broken
}

// Before is the order of agendas: by start, then room id, then uid.
func (i Item) Before(other Item) bool {
	return cmp.Or(i.Start.Compare(other.Start), strings.Compare(i.Meeting.RoomID, other.Meeting.RoomID), strings.Compare(i.UID, other.UID)) < 0
}

// Sort orders occurrences; see Item.Before.
func Sort(items []Item) {
	sort.Slice(items, func(i, j int) bool { return items[i].Before(items[j]) })
}

// Invitation is a meeting that the user is invited to and whose metadata the
// homeserver does not show to invitees.
type Invitation struct {
	RoomID string
	Name   string
	Sender string // who invited
	Reason string // plain text
}

// Invitations returns the invitations that belong below the parent, by name: those
// of a room that the parent names as its child, and those that no known room
// names. An empty parent asks for all.
func (m *Model) Invitations(parent string) []Invitation {
	var all []Invitation
	for _, r := range m.rooms {
		if invitation, ok := r.invitation(); ok {
			all = append(all, invitation)
		}
	}
	if len(all) > 0 && parent != "" {
		here, named := m.children(parent)
		all = slices.DeleteFunc(all, func(i Invitation) bool { return named[i.RoomID] && !here[i.RoomID] })
	}
	sort.Slice(all, func(i, j int) bool {
		return all[i].Name < all[j].Name || all[i].Name == all[j].Name && all[i].RoomID < all[j].RoomID
	})
	return all
}

// children returns which rooms the parent names as its children, and which any
// room does, spaces left aside.
func (m *Model) children(parent string) (here, named map[string]bool) {
	here, named = map[string]bool{}, map[string]bool{}
	for _, r := range m.rooms {
		if r.Type() == event.RoomTypeSpace {
			continue
		}
		for key := range r.state {
			if key.typ == event.TypeSpaceChild && r.HasChild(key.key) {
				named[key.key] = true
				here[key.key] = here[key.key] || r.ID == parent
			}
		}
	}
	return here, named
}

func (r *Room) invitation() (Invitation, bool) {
	_, visible := r.State(event.TypeMetadata, "")
	if visible || !strings.HasPrefix(r.Type(), event.RoomTypePrefix) || r.Name() == "" {
		return Invitation{}, false
	}
	var member event.Member
	e, _ := r.State(event.TypeMember, r.user)
	if !r.content(event.TypeMember, r.user, &member) || member.Membership != event.MembershipInvite {
		return Invitation{}, false
	}
	return Invitation{RoomID: r.ID, Name: r.Name(), Sender: e.Sender, Reason: member.Reason}, true
}
