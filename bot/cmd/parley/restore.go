package main

import (
	"context"
	"errors"

	"parley/bot/matrix"
)

// remember makes sure that the store is the one that the bot has worked with, or is like
// it, before anything is taken or done.
func (p *process) remember(ctx context.Context) error {
	for ctx.Err() == nil {
		err := p.rememberOnce(ctx)
		var refused *matrix.Error
		if errors.As(err, &refused) && !matrix.Retryable(err) {
			p.log.Error().Err(err).Msg("the bot's account cannot note which store it has: one that is lost is not made anew")
			err = nil
		}
		if err == nil {
			p.remembers.Store(true)
			return p.bot.LookAround(ctx)
		}
		p.log.Warn().Err(err).Msg("it is not known yet whether the store is the one that the bot has worked with")
		pause(ctx, signInPause)
	}
	return ctx.Err()
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
