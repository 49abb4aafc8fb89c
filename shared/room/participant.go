package room

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"parley/shared/event"
)

// Participant is somebody who is joined or invited to a room.
type Participant struct {
	UserID     string
	Name       string // to show: unlike that of all other participants
	AvatarURL  string // mxc; may be empty
	Membership string // join or invite
	Organiser  bool   // who the meeting's metadata name as its creator
}

// Participants returns who is joined or invited, without the bot: the organiser
// first, then by name. Nobody changes the list.
func (r *Room) Participants() []Participant {
	if r == nil {
		return nil
	}
	if !r.derived.participants {
		r.participants, r.derived.participants = r.gather()
	}
	return r.participants
}

// Nameless returns those participants of whom nobody has said how they are called.
func (r *Room) Nameless() (users []string) {
	for _, p := range r.Participants() {
		if p.Name == p.UserID {
			users = append(users, p.UserID)
		}
	}
	return users
}

// gather reports whether it is final: a name may become known in another room.
func (r *Room) gather() (all []Participant, final bool) {
	final = true
	organiser := ""
	if m := r.Meeting(); m != nil {
		organiser = m.Creator
	}
	taken := map[string]int{} // folded names, the bot's too
	for _, s := range r.of(event.TypeMember) {
		m := s.member()
		if m.Membership != event.MembershipJoin && m.Membership != event.MembershipInvite {
			continue
		}
		name := shown(m.DisplayName)
		if name == "" {
			name, final = r.nameAbove(s.key), false
		}
		taken[fold(name)]++
		if s.key != r.model.bot {
			all = append(all, Participant{s.key, name, m.AvatarURL, m.Membership, s.key == organiser})
		}
	}
	r.names = make(map[string]string, len(all))
	for i, p := range all {
		all[i].Name = unlike(p.Name, p.UserID, taken)
		r.names[p.UserID] = all[i].Name
	}
	sortParticipants(all)
	return all, final
}

// nameAbove is how somebody is called in a room that this one belongs to. Some homeservers
// do not say it where they are only invited.
func (r *Room) nameAbove(user string) string {
	for _, parent := range r.Parents() {
		if name := shown(r.model.Room(parent).Member(user).DisplayName); name != "" {
			return name
		}
	}
	return ""
}

// NameOf returns the name of a participant as Participants does, of others what is known.
func (r *Room) NameOf(user string) string {
	r.Participants()
	if r != nil && r.names[user] != "" {
		return r.names[user]
	}
	return NameOf(r.Member(user).DisplayName, user)
}

// NameWith is NameOf for somebody who has no name in the room, but one elsewhere.
func (r *Room) NameWith(displayName, user string) string {
	name := shown(displayName)
	taken := map[string]int{fold(name): 1}
	for _, s := range r.of(event.TypeMember) {
		m := s.member()
		there := m.Membership == event.MembershipJoin || m.Membership == event.MembershipInvite
		if there && s.key != user && fold(shown(m.DisplayName)) == fold(name) {
			taken[fold(name)]++
		}
	}
	return unlike(name, user, taken)
}

// NameOf returns how somebody is called of whom only the display name and the id are
// known; the id without a name.
func NameOf(displayName, id string) string { return unlike(shown(displayName), id, nil) }

// maxShown is how much of a display name is shown, in characters.
const maxShown = 100

// shown is a display name on one line, without what cannot be seen or turns the direction
// of writing, and not longer than names are.
func shown(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) || r == '\u2028' || r == '\u2029':
			return ' '
		case hidden(r) || unicode.IsControl(r):
			return -1
		}
		return r
	}, name)
	name = strings.Join(strings.Fields(name), " ")
	if utf8.RuneCountInString(name) > maxShown {
		name = string([]rune(name)[:maxShown-1]) + "…"
	}
	return name
}

// unlike adds the id to a name that others have as well, or that looks like an id
// (Matrix specification, "Calculating the display name for a user").
func unlike(name, id string, taken map[string]int) string {
	switch {
	case name == "":
		return id
	case taken[fold(name)] > 1, name[0] == '@' && strings.Contains(name, ":"):
		return name + " (" + id + ")"
	}
	return name
}

func sortParticipants(all []Participant) {
	keys := make(map[string]string, len(all))
	for _, p := range all {
		keys[p.UserID] = fold(p.Name) + "\x00" + p.UserID
	}
	sort.Slice(all, func(i, j int) bool {
		if all[i].Organiser != all[j].Organiser {
			return all[i].Organiser
		}
		return keys[all[i].UserID] < keys[all[j].UserID]
	})
}
