package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/labstack/echo/v4"

	"parley/bot/config"
	"parley/bot/push"
)

var errUnknownService = errors.New("APPSERVICE_REGISTRATION: the homeserver does not know it; give the homeserver this very file and restart it")

// takePushed lets the homeserver push events, where there is a registration.
func (p *process) takePushed(e *echo.Echo) (err error) {
	if err = p.beService(); err != nil || p.config.Registration == "" {
		return err
	}
	p.pushed = &push.Receiver{Client: p.client, Secret: p.service.Secret, Record: p.record, Log: p.log}
	p.pushed.Mount(e)
	return nil
}

// beService has the bot sign in as an application service, where it is one.
func (p *process) beService() (err error) {
	if p.config.Registration == "" {
		return nil
	}
	if p.service, err = push.Load(p.config.Registration); err != nil {
		return fmt.Errorf("APPSERVICE_REGISTRATION: %w; parley registration makes one", err)
	}
	return nil
}

// registration prints a new registration of the bot, for the homeserver and for
// APPSERVICE_REGISTRATION.
func registration(_ context.Context, c config.Config, out io.Writer) error {
	localpart, server, whole := strings.Cut(strings.TrimPrefix(c.BotUsername, "@"), ":")
	if !whole || localpart == "" || server == "" {
		return errors.New("BOT_USERNAME: no user ID; give the whole one, such as @parley:example.org")
	}
	content, err := push.New(localpart, server, strings.TrimRight(string(c.PublicURL), "/")).YAML()
	if err == nil {
		_, err = out.Write(content)
	}
	return err
}
