package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"parley/bot/config"
	"parley/bot/matrix"
	"parley/bot/meeting"
	"parley/bot/store"
)

// trust is what the setting means.
var trust = map[config.Trust]matrix.Trust{
	config.TrustAny: matrix.AnyDevice, config.TrustSigned: matrix.SignedDevice, config.TrustPinned: matrix.PinnedOwner,
}

// openVault makes the bot able to read and write in encrypted rooms, with patience for a
// homeserver that is not there.
func (p *process) openVault(ctx context.Context) error {
	if !p.config.Encryption {
		return nil
	}
	for {
		err := p.openVaultOnce(ctx)
		switch {
		case err == nil:
			p.log.Info().Str("device_id", p.client.DeviceID()).Msg("encrypted rooms can be read")
			return nil
		case errors.Is(err, matrix.ErrUnsigned):
			p.log.Error().Err(err).Msg("clients may not give keys to the bot: commands in encrypted rooms fail")
			return nil
		case errors.Is(err, matrix.ErrNoDevice), errors.Is(err, matrix.ErrOtherKeys):
			return fmt.Errorf("ACCESS_TOKEN: %w, or set ENABLE_CRYPTO=false", err)
		case errors.Is(err, errNoServiceDevice):
			return err
		}
		p.log.Warn().Err(err).Msg("the bot's keys are not there yet")
		if pause(ctx, signInPause); ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

var errNoServiceDevice = errors.New("APPSERVICE_REGISTRATION: the homeserver gives application services no device; set ENABLE_CRYPTO=false")

func (p *process) openVaultOnce(ctx context.Context) error {
	if p.pushed != nil {
		if err := p.takeDevice(ctx); err != nil {
			return err
		}
	}
	keys, err := p.store.Keys()
	if err != nil {
		return err
	}
	e := matrix.Encryption{
		Keys: keys, Minimum: trust[p.config.MinimumTrust], Recovery: p.config.RecoveryKey, Password: p.config.BotPassword,
		Arrived: p.keyArrived, Log: p.log,
	}
	err = p.client.OpenVault(ctx, e)
	if errors.Is(err, matrix.ErrOtherKeys) && p.becomeNewDevice(ctx) == nil {
		err = p.client.OpenVault(ctx, e)
	}
	return err
}

// becomeNewDevice is for a bot whose device was signed out, or its keys lost.
func (p *process) becomeNewDevice(ctx context.Context) error {
	if p.pushed == nil {
		return p.client.BecomeNewDevice(ctx)
	}
	held, release, err := p.store.Hold(ctx, "login")
	if err != nil {
		return err
	}
	defer release()
	return p.client.RenewDevice(held, p.store)
}

// takeDevice makes an application service have a device; processes that share a database
// have one together.
func (p *process) takeDevice(ctx context.Context) error {
	held, release, err := p.store.Hold(ctx, "login")
	if err != nil {
		return err
	}
	defer release()
	err = p.client.SignInDevice(held, p.store)
	if err != nil && !matrix.Retryable(err) {
		p.log.Error().Err(err).Msg("the homeserver refuses to give a device")
		return errNoServiceDevice
	}
	return err
}

// keyArrived has what waits for a key go on.
func (p *process) keyArrived(session, room string) {
	if err := p.store.HurryLanes(context.Background(), room, meeting.KeyLane(room, session)); err != nil {
		p.log.Warn().Err(err).Msg("what waits for a key goes on later")
	}
	p.work.Wake()
}

// followKeys asks for keys, which are not pushed.
func (p *process) followKeys(ctx context.Context) {
	for ctx.Err() == nil {
		err := p.client.FollowKeys(ctx, p.store, p.log)
		if errors.Is(err, matrix.ErrToken) {
			p.log.Warn().Msg("somebody has signed the bot's device out")
			err = p.openVault(ctx)
		}
		if err != nil && ctx.Err() == nil {
			p.log.Warn().Err(err).Msg("keys are not followed")
			pause(ctx, signInPause)
		}
	}
}

// recoveryKey prints the recovery key of the bot's account.
func recoveryKey(ctx context.Context, c config.Config, out io.Writer) error {
	s, err := store.Look(ctx, c.Storage, string(c.Database))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: there is no parley.db in it; the bot makes it when it starts", keeping(c))
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%s: %w; call this as root, or as the user of the bot", keeping(c), err)
	case err != nil:
		return fmt.Errorf("%s: %w", keeping(c), err)
	}
	defer s.Close()
	keys, err := s.Keys()
	if err != nil {
		return err
	}
	found, err := matrix.RecoveryKeys(ctx, keys)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return errors.New("there is no recovery key yet: the bot makes it when it starts for the first time, unless its account had an identity before")
	}
	for user, key := range found {
		fmt.Fprintf(out, "%s: %s\n", user, key)
	}
	return nil
}
