package main

import (
	"errors"
	"io/fs"

	"github.com/labstack/echo/v4"
	"parley/bot/config"
	"parley/bot/meeting"
	botweb "parley/bot/web"
	"parley/web"
)

// mountWeb serves the widget.
func mountWeb(e *echo.Echo, c config.Config, botUserID func() string) error {
	files, err := fs.Sub(web.Dist, "dist")
	if err != nil {
		return err
	}
	rooms, err := meeting.LoadBlueprint(c.EventsFile, c.LayoutsFile)
	if err != nil {
		return err
	}
	return botweb.Mount(e, files, botweb.Options{
		PublicURL: string(c.PublicURL), BotUserID: botUserID, Version: version, FrameAncestors: c.FrameAncestors,
		Notes: notesPage(c), LinkShare: string(c.LinkShare), DialIn: c.DialInURL != "", Groupware: string(c.OpenXchange), Reminders: c.Reminders, Modals: c.ClientDialogs, Encrypts: c.Encryption, Guests: c.GuestLevels && rooms.IsOpen(),
	})
}

func widgetIncluded() error {
	if _, err := web.Dist.Open("dist/manifest.json"); err != nil {
		return errors.New("it is not in the program")
	}
	return nil
}
