package room

import "parley/shared/command"

// Expect has a meeting seen as it will be when the bot has carried out commands; nil has it
// seen as it is. Others than updates and closings change nothing that is seen.
func (m *Model) Expect(id string, commands []command.Data) {
	if r := m.rooms[id]; r != nil {
		r.expected = commands
		r.meeting, r.words, r.derived = nil, "", derived{}
	}
}

// awaited returns the meeting after the commands that are expected; nil when it is closed
// by one.
func (r *Room) awaited(m Meeting) *Meeting {
	for _, c := range r.expected {
		switch c := c.(type) {
		case command.Close:
			return nil
		case command.Update:
			if c.Title != nil {
				m.Title = *c.Title
			}
			if c.Description != nil {
				m.Description = *c.Description
			}
			if c.Calendar != nil {
				m.Calendar, m.Broken = c.Calendar, nil
			}
		}
	}
	return &m
}
