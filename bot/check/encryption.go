package check

import (
	"context"

	"parley/bot/matrix"
	"parley/bot/store"
)

// encryption looks whether clients will give keys to the bot: its device has to be signed by
// its account, for which it takes the recovery key where the account has an identity already.
func (x *examiner) encryption(ctx context.Context) {
	const what = "encryption"
	c := x.config
	if !c.Encryption {
		return
	}
	if c.AccessToken != "" && x.client.DeviceID() == "" {
		x.fail("ACCESS_TOKEN", "give one that was got by logging in, or set ENABLE_CRYPTO=false", "it belongs to no device, so that the bot cannot read in encrypted rooms")
		return
	}
	has, err := x.client.HasIdentity(ctx)
	switch {
	case err != nil:
		x.fail(what, "see the homeserver's log", "the identity of the bot's account cannot be looked up: %v", err)
	case !has:
		x.fine(what, "the bot makes an identity for its account when it starts")
	case c.RecoveryKey == "" && !x.keepsRecoveryKey(ctx):
		x.warn(what, "give the RECOVERY_KEY of the bot's account, or the database that it had before", "the bot's account has an identity that is not kept here; clients may not give keys to the bot")
	default:
		x.fine(what, "the bot's account has an identity, by which clients know its device")
	}
}

// keepsRecoveryKey reports whether the database has the recovery key of the account.
func (x *examiner) keepsRecoveryKey(ctx context.Context) bool {
	s, err := store.Look(ctx, x.config.Storage, string(x.config.Database))
	if err != nil {
		return false
	}
	defer s.Close()
	keys, err := s.Keys()
	if err != nil {
		return false
	}
	found, err := matrix.RecoveryKeys(ctx, keys)
	return err == nil && found[x.account] != ""
}
