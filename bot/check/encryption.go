package check

import (
	"cmp"
	"context"
	"errors"
	"io/fs"

	"parley/bot/matrix"
	"parley/bot/store"
)

// encryption looks whether clients will give keys to the bot: its device has to be signed by
// its account, for which it takes the recovery key where the account has an identity already.
func (x *examiner) encryption(ctx context.Context) {
	const what = "encryption"
	c := x.config
	if !c.Encryption {
		x.fine(what, "ENABLE_CRYPTO is false: what is encrypted the bot does not see")
		return
	}
	if c.AccessToken != "" && x.client.DeviceID() == "" {
		x.fail("ACCESS_TOKEN", "give one that was got by logging in, or set ENABLE_CRYPTO=false", "it belongs to no device, so that the bot cannot read in encrypted rooms")
		return
	}
	identity, device, err := x.client.PublishedKeys(ctx)
	switch {
	case err != nil:
		x.fail(what, "see the homeserver's log", "the keys of the bot's account cannot be looked up: %v", err)
	case c.AccessToken != "" && device && !x.keepsDevice(ctx):
		x.fail("ACCESS_TOKEN", "log in anew, as a new device, and give its token, or set ENABLE_CRYPTO=false", "its device has keys that are not kept here")
	case !identity:
		x.fine(what, "the bot makes an identity for its account when it starts")
	default:
		x.recoveryKey(ctx)
	}
}

// recoveryKey looks whether a new device of the bot could be signed.
func (x *examiner) recoveryKey(ctx context.Context) {
	const what = "encryption"
	key := cmp.Or(x.config.RecoveryKey, x.keptRecoveryKey(ctx))
	if key == "" {
		x.warn(what, "give the RECOVERY_KEY of the bot's account, or the database that it had before", "the bot's account has an identity that is not kept here; clients may not give keys to the bot")
		return
	}
	opens, err := x.client.OpensIdentity(ctx, key)
	switch {
	case err != nil:
		x.warn(what, "see the homeserver's log", "the recovery key cannot be tried: %v", err)
	case !opens:
		x.fail("RECOVERY_KEY", "give the one that parley recovery-key has printed, or that was made with its identity", "the recovery key is not that of the bot's account")
	default:
		x.fine(what, "the bot's account has an identity, by which clients know its device")
	}
}

// keptRecoveryKey returns the recovery key of the account that the database has, "" for none.
func (x *examiner) keptRecoveryKey(ctx context.Context) (key string) {
	// Without a database there is none yet.
	_ = x.withKeys(ctx, func(keys matrix.KeyStore) {
		if found, err := matrix.RecoveryKeys(ctx, keys); err == nil {
			key = found[x.account]
		}
	})
	return key
}

// keepsDevice reports whether the database has the keys of the bot's device, or may have them.
func (x *examiner) keepsDevice(ctx context.Context) (keeps bool) {
	err := x.withKeys(ctx, func(keys matrix.KeyStore) { keeps = x.client.KeepsDevice(ctx, keys) })
	return keeps || errors.Is(err, fs.ErrPermission)
}

// withKeys looks into the database.
func (x *examiner) withKeys(ctx context.Context, look func(matrix.KeyStore)) error {
	s, err := store.Look(ctx, x.config.Storage, string(x.config.Database))
	if err != nil {
		return err
	}
	defer s.Close()
	keys, err := s.Keys()
	if err == nil {
		look(keys)
	}
	return err
}
