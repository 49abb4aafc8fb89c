package room

import (
	"cmp"
	"sort"
	"strings"
	"time"

	"parley/shared/calendar"
	"parley/shared/event"
)

// Choice is about a quality of meetings.
type Choice int

// The choices: those with and without the quality, those with it, those without.
const (
	Any Choice = iota
	Only
	Without
)

func (c Choice) fits(has bool) bool { return c == Any || (c == Only) == has }

// Filter says which meetings are asked for. What is empty asks for all.
//
// A meeting that is open at a time takes place From then on; one that is over has
// ended by then (EndedBy). Broken meetings have no time.
type Filter struct {
	Type        string // event.RoomTypeMeeting or event.RoomTypeBreakout
	Parent      string // room id
	Membership  string // of the model's user: join or invite
	Organiser   string // user id
	Participant string // user id of somebody joined or invited
	Recurring   Choice
	Broken      Choice
	From, To    time.Time // overlapping [From, To)
	EndedBy     time.Time
	Zones       calendar.Zones // needed for the times
	Search      string         // words in title, description and names of participants; see Found
}

// Match returns the room's meeting when it is asked for, nil otherwise.
func (f Filter) Match(r *Room) *Meeting {
	m := r.Meeting()
	if m == nil || f.Parent != "" && !r.HasParent(f.Parent) || !f.fits(m) || !f.timely(m) {
		return nil
	}
	if f.Participant != "" && !r.takesPart(f.Participant) {
		return nil
	}
	if search := fold(f.Search); strings.TrimSpace(search) != "" && !holds(r.text(m), search) {
		return nil
	}
	return m
}

func (f Filter) fits(m *Meeting) bool {
	return isAsked(f.Type, m.Type) && isAsked(f.Membership, m.Membership) && isAsked(f.Organiser, m.Creator) &&
		f.Recurring.fits(m.Recurring()) && f.Broken.fits(m.Broken != nil)
}

func isAsked(wanted, is string) bool { return wanted == "" || wanted == is }

func (f Filter) timely(m *Meeting) bool {
	if !f.EndedBy.IsZero() && (f.openAt(m, f.EndedBy) || !f.begunBy(m, f.EndedBy)) {
		return false
	}
	switch {
	case f.From.IsZero() && f.To.IsZero():
		return true
	case f.To.IsZero():
		return f.openAt(m, f.From)
	case f.From.IsZero():
		return f.begunBy(m, f.To)
	}
	found, _ := calendar.Occurrences(m.Calendar, f.From, f.To, f.Zones)
	return len(found) > 0
}

// openAt reports that a meeting is running or will take place.
func (f Filter) openAt(m *Meeting, at time.Time) bool {
	_, open := m.Upcoming(at, f.Zones)
	return open
}

// begunBy reports that a meeting is running or has taken place.
func (f Filter) begunBy(m *Meeting, at time.Time) bool {
	_, runs := calendar.Current(m.Calendar, at, f.Zones)
	if runs {
		return true
	}
	_, was := calendar.Last(m.Calendar, at, f.Zones)
	return was
}

func (r *Room) takesPart(user string) bool {
	m := r.Membership(user)
	return m == event.MembershipJoin || m == event.MembershipInvite
}

// maxNames is how many participants of a meeting can be found by name.
const maxNames = 1000

// text returns what a search looks at, folded.
func (r *Room) text(m *Meeting) string {
	if !r.derived.words {
		var b strings.Builder
		b.WriteString(m.Title + "\n" + m.Description)
		people := r.Participants()
		for _, p := range people[:min(len(people), maxNames)] {
			b.WriteString("\n" + p.Name)
		}
		r.words, r.derived.words = fold(b.String()), true
	}
	return r.words
}

// Organisers returns who has made the meetings that a filter asks for, by name, as
// they are called there or in the room that these belong to.
func (m *Model) Organisers(f Filter) (all []Participant) {
	names := map[string]string{} // by user id
	for _, meeting := range m.Meetings(f) {
		id, r := meeting.Creator, m.rooms[meeting.RoomID]
		if name, known := names[id]; id != "" && (!known || name == "") {
			names[id] = cmp.Or(r.nameAbove(id), shown(r.Member(id).DisplayName))
		}
	}
	taken := map[string]int{} // folded names
	for _, name := range names {
		taken[fold(name)]++
	}
	for id, name := range names {
		all = append(all, Participant{UserID: id, Name: unlike(name, id, taken)})
	}
	sortParticipants(all)
	return all
}

// Meetings returns the meetings that match, in the order of their room ids.
func (m *Model) Meetings(f Filter) []*Meeting {
	var all []*Meeting
	add := func(r *Room) {
		if meeting := f.Match(r); meeting != nil {
			all = append(all, meeting)
		}
	}
	if f.Parent != "" {
		for _, r := range m.below[f.Parent] {
			add(r)
		}
		return all
	}
	for _, r := range m.rooms {
		add(r)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].RoomID < all[j].RoomID })
	return all
}
