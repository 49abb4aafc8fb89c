package main

import (
	"context"
	"errors"

	"parley/bot/matrix"
	"parley/bot/store"
)

// remember makes sure that the store is the one that the bot has worked with, or is like
// it, before anything is taken or done.
func (p *process) remember(ctx context.Context) error {
	for {
		err := p.rememberOnce(ctx)
		if err == nil {
			p.remembers.Store(true)
			return p.bot.LookAround(ctx)
		}
		if ctx.Err() != nil || !matrix.Retryable(err) && !errors.Is(err, store.ErrStorage) && !errors.Is(err, store.ErrLost) {
			return err
		}
		p.log.Warn().Err(err).Msg("it is not known yet whether the store is the bot's")
		pause(ctx, signInPause)
	}
}

func (p *process) rememberOnce(ctx context.Context) error {
	lost, err := p.bot.Lost(ctx)
	if !lost || err != nil {
		return err
	}
	held, release, err := p.store.HoldStream(ctx, p.client.UserID())
	if err != nil {
		return err
	}
	defer release()
	if lost, err = p.bot.Lost(held); !lost || err != nil { // another process may have made it anew
		return err
	}
	if p.pushed == nil {
		stream, err := p.streamFrom(held)
		if err != nil {
			return err
		}
		if err := stream.Begin(held); err != nil { // what comes from now on is not looked for
			return err
		}
	}
	return p.bot.Restore(held)
}
