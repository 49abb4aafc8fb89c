package main

import (
	"fmt"
	"os"

	"parley/bot/api"
	"parley/bot/config"
	"parley/bot/etherpad"
	"parley/bot/meeting"
	"parley/bot/notes"
	"parley/bot/store"
	"parley/bot/web"
	"parley/shared/room"
)

// keepNotes lets meetings have notes, if the operator wants that.
func (p *process) keepNotes() error {
	c := p.config
	if !c.Notes {
		return nil
	}
	var template []byte
	if c.NotesTemplate != "" {
		var err error
		if template, err = os.ReadFile(c.NotesTemplate); err != nil {
			return fmt.Errorf("MEETING_NOTES_TEMPLATE: %w", err)
		}
	}
	occurrence := c.NotesScope == config.ScopeOccurrence
	p.notes = newKeeper(c, p.store)
	p.bot.KeepNotes(p.notes, meeting.NotesSettings{
		Moderator: room.Level(c.NotesLevel), Quota: int64(c.NotesQuota), OnClose: c.NotesOnClose, Occurrence: occurrence,
		DenyCrypted: c.NotesCrypted == config.NoticeDeny, Template: string(template),
	})
	return nil
}

// newKeeper returns what keeps notes.
func newKeeper(c config.Config, s *store.Store) *notes.Keeper {
	pads := etherpad.New(string(c.PadAPI), string(c.PadURL), c.PadKey)
	return notes.New(pads, s, c.PadKey, notes.Settings{
		Ticket: c.NotesTicket.Duration(), Occurrence: c.NotesScope == config.ScopeOccurrence, Export: c.NotesPDF == config.MakerEtherpad,
	})
}

// notesPage is what the widget knows of notes; nil where meetings have none.
func notesPage(c config.Config) *web.Notes {
	if !c.Notes {
		return nil
	}
	return &web.Notes{
		Embed: c.NotesOpen == config.OpenEmbed, Level: c.NotesLevel, Origin: c.PadURL.Origin(),
		Each: c.NotesScope == config.ScopeOccurrence, Last: c.NotesOnClose,
	}
}

// notesAPI are what the interface knows of notes; nil where meetings have none.
func (p *process) notesAPI() (api.Notes, *api.NotesConfig) {
	if !p.config.Notes {
		return nil, nil
	}
	return p.bot, &api.NotesConfig{Open: string(p.config.NotesOpen), Moderator: p.config.NotesLevel}
}
