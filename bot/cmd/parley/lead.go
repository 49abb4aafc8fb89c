package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"parley/bot/api"
	"parley/bot/matrix"
	"parley/bot/meeting"
)

// adoptEvery is how long a process may go on with an access token that is not valid any
// more while another one has a new one.
const adoptEvery = 5 * time.Second

// lead follows the stream until ctx ends. Of several processes one does, and another one
// when that ends or is not heard of any more. What is pushed, each of them takes.
func (p *process) lead(ctx context.Context) error {
	if p.pushed != nil {
		p.follow(p.pushed)
		err := p.pushed.Run(ctx)
		if errors.Is(err, matrix.ErrToken) {
			return errUnknownService
		}
		return err
	}
	for {
		held, release, err := p.store.HoldStream(ctx, p.client.UserID())
		if err != nil {
			return err
		}
		err = p.listen(held)
		lost := held.Err() != nil && ctx.Err() == nil
		release()
		if errors.Is(err, matrix.ErrOtherKeys) {
			p.log.Warn().Msg("somebody has signed the bot's device out")
			if err = p.openVault(ctx); err == nil {
				continue
			}
		}
		if !lost {
			return err
		}
		p.follow(nil)
		p.log.Warn().Msg("the event stream is left to another process")
	}
}

// listen follows the stream from where it was recorded last.
func (p *process) listen(ctx context.Context) error {
	stream, err := p.streamFrom(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", p.keeping(), err)
	}
	p.follow(stream)
	return stream.Run(ctx)
}

// streamFrom returns the stream as it goes on where it was recorded last.
func (p *process) streamFrom(ctx context.Context) (*matrix.Stream, error) {
	position, err := p.store.Position(ctx, p.client.UserID())
	p.bot.Listen()
	return &matrix.Stream{
		Client: p.client, Types: meeting.Wanted(), Position: position, Busy: p.work.Busy, Log: p.log, Record: p.record,
	}, err
}

// standBy tells whether commands are taken while this process does not follow the stream:
// when another one does.
func (p *process) standBy(ctx context.Context) error {
	account := p.client.UserID()
	if account == "" || !p.store.Shared() {
		return api.Starting
	}
	switch followed, err := p.store.StreamHeld(ctx, account); {
	case err != nil:
		return api.Storage
	case !followed:
		return api.Starting
	}
	return nil
}

// alone does what no two processes do at the same time, again where that may have
// happened: the database was away.
func (p *process) alone(ctx context.Context, name string, do func(context.Context)) {
	for ctx.Err() == nil {
		held, release, err := p.store.Hold(ctx, name)
		if err != nil {
			return
		}
		do(held)
		lost := held.Err() != nil
		release()
		if !lost {
			return
		}
	}
}

// adopt uses what another process has got by logging in.
func (p *process) adopt(ctx context.Context) error {
	if p.pushed != nil {
		return p.client.AdoptDevice(ctx, p.store)
	}
	_, err := p.client.Adopt(ctx)
	return err
}

// keepSignedIn uses the access token that another process has got in place of one that is
// not valid any more. Who follows the stream notices that and logs in.
func (p *process) keepSignedIn(ctx context.Context) {
	ticker := time.NewTicker(adoptEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		err := p.adopt(ctx)
		if err == nil && p.client.IsOtherDevice() {
			err = p.openVault(ctx)
		}
		if err != nil && ctx.Err() == nil {
			p.log.Warn().Err(err).Msg("it is not known whether another process has logged in")
		}
	}
}
