package matrix

import (
	"context"
	"errors"
	"fmt"

	"go.mau.fi/util/dbutil"
	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/crypto"
	"maunium.net/go/mautrix/crypto/ssss"
	"maunium.net/go/mautrix/id"
)

// recoverySecret is the recovery key's name in the store.
const recoverySecret id.Secret = "parley.recovery_key"

// beKnown has the bot's device signed by the bot's account (Matrix specification,
// Cross-signing): clients give no keys to devices that are not. The account's own keys are
// made at the first start, and kept by the homeserver, encrypted with the recovery key.
func (v *Vault) beKnown(ctx context.Context, e Encryption) error {
	m := v.reader
	has, signed, err := m.GetOwnVerificationStatus(ctx)
	if err != nil || signed {
		return err
	}
	if !has {
		return v.makeIdentity(ctx, e.Password)
	}
	key := e.Recovery
	if key == "" {
		if key, err = v.secrets().GetSecret(ctx, recoverySecret); err != nil {
			return err
		}
	}
	if key == "" {
		return fmt.Errorf("%w: its account has an identity already; give its RECOVERY_KEY", ErrUnsigned)
	}
	if err := m.VerifyWithRecoveryKey(ctx, key); err != nil {
		if Retryable(tidy(err)) {
			return err
		}
		return fmt.Errorf("%w: the recovery key does not open the identity of its account; give its RECOVERY_KEY", ErrUnsigned)
	}
	return v.secrets().PutSecret(ctx, recoverySecret, key)
}

// secrets are those of the bot's account, whatever its device is.
func (v *Vault) secrets() *crypto.SQLCryptoStore {
	s := v.store().SQLCryptoStore
	s.AccountID = string(v.api.UserID)
	return s
}

// makeIdentity makes the account's cross-signing keys. The recovery key is kept before
// anything depends on it.
func (v *Vault) makeIdentity(ctx context.Context, password string) error {
	m := v.reader
	key, err := m.SSSS.GenerateAndUploadKey(ctx, "")
	if err != nil {
		return err
	}
	if err := v.secrets().PutSecret(ctx, recoverySecret, key.RecoveryKey()); err != nil {
		return err
	}
	keys, err := m.GenerateCrossSigningKeys()
	if err != nil {
		return err
	}
	if err := m.UploadCrossSigningKeysToSSSS(ctx, key, keys); err != nil {
		return err
	}
	if err := m.SSSS.SetDefaultKeyID(ctx, key.ID); err != nil {
		return err
	}
	if err := v.publish(ctx, keys, password); err != nil {
		return err
	}
	if err := m.SignOwnDevice(ctx, m.OwnIdentity()); err != nil {
		return err
	}
	return m.SignOwnMasterKey(ctx)
}

// publish gives the homeserver the account's keys. It may ask for the password.
func (v *Vault) publish(ctx context.Context, keys *crypto.CrossSigningKeysCache, password string) error {
	asked := false
	err := v.reader.PublishCrossSigningKeys(ctx, keys, func(answer *mautrix.RespUserInteractive) any {
		asked = true
		if password == "" {
			return nil
		}
		return &mautrix.ReqUIAuthLogin{
			BaseAuthData: mautrix.BaseAuthData{Type: mautrix.AuthTypePassword, Session: answer.Session},
			User:         string(v.api.UserID), Password: password,
		}
	})
	var refused mautrix.HTTPError
	if asked && errors.As(err, &refused) && !Retryable(tidy(err)) {
		if password == "" {
			return fmt.Errorf("%w: the homeserver asks for the password of the bot's account; give BOT_PASSWORD", ErrUnsigned)
		}
		return fmt.Errorf("%w: the homeserver does not take BOT_PASSWORD", ErrUnsigned)
	}
	return err
}

// OpensIdentity reports whether a recovery key is that of the bot's account.
func (c *Client) OpensIdentity(ctx context.Context, key string) (bool, error) {
	api, err := c.keyClient(c.DeviceID())
	if err != nil {
		return false, err
	}
	name, data, err := ssss.NewSSSSMachine(api).GetDefaultKeyData(ctx)
	if err = tidy(err); err != nil {
		if Retryable(err) {
			return false, err
		}
		return false, nil
	}
	_, err = data.VerifyRecoveryKey(name, key)
	return err == nil || errors.Is(err, ssss.ErrUnverifiableKey), nil
}

// KeepsDevice reports whether the keys of the bot's device are kept.
func (c *Client) KeepsDevice(ctx context.Context, keys KeyStore) bool {
	var device string
	row := keys.Database().QueryRowContext(ctx, `SELECT device_id FROM crypto_account WHERE account_id = $1`, c.UserID()+"/"+c.DeviceID())
	return row.Scan(&device) == nil
}

// RecoveryKeys returns the keys with which later devices of the bot can be signed, by user
// id: one, unless the bot had other accounts before.
func RecoveryKeys(ctx context.Context, keys KeyStore) (map[string]string, error) {
	db, err := dbutil.NewWithDB(keys.Database(), keys.Dialect())
	if err != nil {
		return nil, err
	}
	rows, err := db.Query(ctx, `SELECT account_id FROM crypto_secrets WHERE name = $1`, recoverySecret)
	users, err := dbutil.ConvertRowFn[string](dbutil.ScanSingleColumn[string]).NewRowIter(rows, err).AsList()
	if err != nil {
		return nil, err
	}
	found := map[string]string{}
	for _, user := range users {
		s := crypto.NewSQLCryptoStore(db, dbutil.NoopLogger, user, "", keys.Secret())
		if found[user], err = s.GetSecret(ctx, recoverySecret); err != nil {
			return nil, err
		}
	}
	return found, nil
}
