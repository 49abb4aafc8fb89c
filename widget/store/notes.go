package store

import (
	"context"
	"encoding/json"

	"parley/shared/event"
	"parley/shared/room"
)

// Keeping is how an installation keeps notes of meetings.
type Keeping struct {
	Embed bool       `json:"embed"` // they are shown in the widget, else in a tab
	Level room.Level `json:"level"` // that it takes to say who writes
	Each  bool       `json:"each"`  // each date of a series has its own
	Last  bool       `json:"last"`  // a PDF is posted before a meeting is closed
}

// Notes is what a meeting's room says of its notes.
type Notes struct {
	event.Notes
	Moderates bool // the person says who writes
	Joined    int  // how many people can
	Series    bool // they are for all dates of one
}

// Notes returns what is known of the notes of a meeting; there is false where it cannot have
// any.
func (s *Store) Notes(id string) (n Notes, there bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.model.Room(id)
	if s.Config.Notes == nil || s.Config.APIBaseURL == "" || r.Membership(s.Params.UserID) != event.MembershipJoin {
		return n, false
	}
	n.Notes = r.Notes()
	for _, p := range r.Participants() {
		if p.Membership == event.MembershipJoin {
			n.Joined++
		}
	}
	if m := r.Meeting(); m != nil && !s.Config.Notes.Each {
		for _, e := range m.Calendar {
			n.Series = n.Series || e.IsSeries()
		}
	}
	if _, known := r.State(event.TypePowerLevels, ""); known {
		n.Moderates = r.MayModerateNotes(s.Params.UserID, s.Config.Notes.Level) == nil
	}
	return n, true
}

// Minutes are the notes of a meeting as the bot's API knows them.
type Minutes struct {
	Status string `json:"status"`
	Access string `json:"my_access"` // write, read, or "" for none
	People []struct {
		UserID   string `json:"user_id"`
		ReadOnly bool   `json:"readonly"`
	} `json:"participants"` // that have joined; only moderators are told, like the rest
	PDF *struct {
		Filename string `json:"filename"`
	} `json:"pdf"` // the last one
	Unsaved bool `json:"unsaved"` // the text has changed since
}

const maxMinutes = 1 << 20 // bytes

// ReadMinutes asks how the notes of a meeting are. The client may ask the person first
// whether we may know who they are, as for all that follows.
func (s *Store) ReadMinutes(ctx context.Context, id string) (m Minutes, err error) {
	body, err := s.ask(ctx, notesPath(id, ""), nil, maxMinutes)
	if err == nil {
		err = json.Unmarshal(body, &m)
	}
	return m, err
}

// OpenNotes asks for an address at which the person opens the notes of a meeting, once.
func (s *Store) OpenNotes(ctx context.Context, id string) (address string, writes bool, err error) {
	body, err := s.ask(ctx, notesPath(id, "/access"), []byte("{}"), maxMinutes)
	var answer struct {
		Message string `json:"message"`
		URL     string `json:"url"`
	}
	if err == nil {
		err = json.Unmarshal(body, &answer)
	}
	return answer.URL, answer.Message == "write_url", err
}

// LetWrite lets people write in the notes of a meeting, or only read. The first who may
// write begin the notes.
func (s *Store) LetWrite(ctx context.Context, id string, users []string, write bool) error {
	call := "/deselect_writer"
	if write {
		call = "/select_writer"
	}
	data, err := json.Marshal(map[string][]string{"participant_ids": users})
	if err == nil {
		_, err = s.ask(ctx, notesPath(id, call), data, maxMinutes)
	}
	return err
}

// PostNotes has the notes of a meeting posted in its room as a PDF, and returns its name.
func (s *Store) PostNotes(ctx context.Context, id string) (name string, err error) {
	body, err := s.ask(ctx, notesPath(id, "/generate_pdf"), []byte("{}"), maxMinutes)
	var answer struct {
		Filename string `json:"filename"`
	}
	if err == nil {
		err = json.Unmarshal(body, &answer)
	}
	return answer.Filename, err
}

func notesPath(id, call string) string { return "/meeting/" + room.Escape(id, "") + "/notes" + call }
