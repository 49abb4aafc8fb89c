package matrix

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"go.mau.fi/util/dbutil"
	"golang.org/x/time/rate"
	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/crypto"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"

	"parley/bot/recent"
	wire "parley/shared/event"
)

// keyNews is what /sync tells a device about keys.
type keyNews struct {
	ToDevice struct {
		Events []raw `json:"events"`
	} `json:"to_device"`
	Devices mautrix.DeviceLists `json:"device_lists"`
	Left    mautrix.OTKCount    `json:"device_one_time_keys_count"`
	Unused  *[]string           `json:"device_unused_fallback_key_types"` // nil: the homeserver has no fallback keys

	first bool // the stream begins: what has changed before is not told
}

// fallbackPause is between two fallback keys: Dendrite says that there is none whatever it was
// given, with each answer.
const fallbackPause = time.Hour

// lacksFallback reports whether there is no key for those who come when all others are used
// up, which happens while the bot is away, and one may be given now.
func (v *Vault) lacksFallback(n keyNews) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return n.Unused != nil && !slices.Contains(*n.Unused, string(id.KeyAlgorithmSignedCurve25519)) && time.Since(v.fallback) > fallbackPause
}

func (v *Vault) gaveFallback() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.fallback = time.Now()
}

// setbacksMost is how often in a row news about keys may fail before what cannot be kept is left.
const setbacksMost = 3

// maxNews is how large one message to the bot's device may be, in bytes; homeservers take 64 KiB.
const maxNews = 128 << 10

// receive takes what is new about keys. The homeserver forgets it with the next position,
// so it comes before that is recorded: all of it or nothing, and without asking the
// homeserver for anything, which strangers could make the bot do.
func (v *Vault) receive(ctx context.Context, news keyNews) error {
	if len(news.ToDevice.Events) == 0 && len(news.Devices.Changed) == 0 && enough(news.Left) && !v.lacksFallback(news) && !news.first {
		return nil
	}
	var arrived []func()
	err := v.alone(ctx, func(ctx context.Context, m *crypto.OlmMachine) error {
		m.SessionReceived = func(_ context.Context, room id.RoomID, session id.SessionID, _ uint32) {
			arrived = append(arrived, func() { v.arrived(string(session), string(room)) })
		}
		var misread []stranger
		err := v.db.DoTxn(ctx, nil, func(ctx context.Context) (err error) {
			if err = v.outdate(ctx, m, news); err == nil {
				misread, err = v.takeAll(ctx, m, news.ToDevice.Events)
			}
			return err
		})
		if err != nil {
			v.setbacks++
			return err
		}
		v.setbacks = 0
		v.mend(ctx, m, misread)
		v.refill(ctx, m, news)
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	for _, tell := range arrived {
		tell()
	}
	return nil
}

// outdate remembers whose devices have changed; they are asked for when that matters.
func (v *Vault) outdate(ctx context.Context, m *crypto.OlmMachine, news keyNews) error {
	if news.first { // what has changed before is not told
		_, err := v.db.Exec(ctx, `UPDATE crypto_tracked_user SET devices_outdated = true`)
		return err
	}
	for users := range slices.Chunk(news.Devices.Changed, usersAtOnce) {
		if err := m.CryptoStore.MarkTrackedUsersOutdated(ctx, users); err != nil {
			return err
		}
	}
	return nil
}

// stranger is a device whose message could not be decrypted.
type stranger struct {
	user id.UserID
	key  id.SenderKey
}

// takeAll takes messages of others to the bot's device, and returns whose could not be read.
func (v *Vault) takeAll(ctx context.Context, m *crypto.OlmMachine, events []raw) (misread []stranger, err error) {
	rooms := m.StateStore
	m.StateStore = noRooms{}
	defer func() { m.StateStore = rooms }()
	for _, bytes := range events {
		var e wire.Event
		if len(bytes) > maxNews || json.Unmarshal(bytes, &e) != nil || e.Type != event.ToDeviceEncrypted.Type {
			continue // requests for keys, among others: nobody needs those that the bot could give
		}
		message := &event.Event{Type: event.ToDeviceEncrypted, Sender: id.UserID(e.Sender), Content: event.Content{VeryRaw: e.Content}}
		if message.Content.ParseRaw(message.Type) != nil {
			continue
		}
		understood, err := v.takeOrLeave(ctx, m, message)
		if err != nil {
			return nil, err
		}
		if !understood {
			misread = append(misread, stranger{message.Sender, message.Content.AsEncrypted().SenderKey})
		}
	}
	return misread, nil
}

// takeOrLeave takes one message. One that cannot be kept makes all of the news fail, as when
// the disk is full; one that can never be kept, so that this happens again and again, is left.
func (v *Vault) takeOrLeave(ctx context.Context, m *crypto.OlmMachine, message *event.Event) (understood bool, err error) {
	if _, err := v.db.Exec(ctx, `SAVEPOINT message`); err != nil {
		return false, err
	}
	s := m.CryptoStore.(*keyStore)
	s.failed = nil
	understood = v.take(ctx, m, message)
	if err = cmp.Or(ctx.Err(), s.failed); err == nil {
		_, err = v.db.Exec(ctx, `RELEASE SAVEPOINT message`)
	}
	if err == nil || v.setbacks < setbacksMost {
		return understood, err
	}
	if _, failed := v.db.Exec(ctx, `ROLLBACK TO SAVEPOINT message`); failed != nil {
		return false, failed
	}
	v.log.Error().Err(err).Msg("what came about keys cannot be kept")
	return true, nil
}

// take takes one message, and reports whether it was decrypted, now or before. Whatever the
// library makes of it, the next ones are taken.
func (v *Vault) take(ctx context.Context, m *crypto.OlmMachine, message *event.Event) (understood bool) {
	s := m.CryptoStore.(*keyStore)
	s.understood = false
	defer func() {
		if p := recover(); p != nil { // else it would come again at each start
			v.log.Error().Str("panic", fmt.Sprint(p)).Bytes("stack", debug.Stack()).Msg("what came about keys was dropped")
			understood = true // there is nothing to mend
		}
	}()
	m.HandleToDeviceEvent(ctx, message)
	return s.understood
}

// noRooms knows nothing of rooms.
type noRooms struct{ crypto.StateStore }

func (noRooms) GetEncryptionEvent(context.Context, id.RoomID) (*event.EncryptionEventContent, error) {
	return nil, nil
}

// How often sessions with devices are made anew: with those of one person, and as many for
// all that comes at once.
const (
	mendEvery = time.Minute
	mendsMost = 5
	mendAge   = time.Hour // of the session that there is
)

// mend makes new sessions with devices whose messages cannot be decrypted: the database may
// be an older one (Matrix specification, Recovering from undecryptable messages).
func (v *Vault) mend(ctx context.Context, m *crypto.OlmMachine, misread []stranger) {
	s := m.CryptoStore.(*keyStore)
	defer func() { s.anew = "" }()
	tries := 0
	for _, device := range misread {
		if tries == mendsMost {
			return
		}
		if !v.mayAsk(&v.mended, device.user, mendEvery) {
			continue
		}
		tries++
		newest, err := s.SQLCryptoStore.GetNewestSessionCreationTS(ctx, device.key)
		if err != nil || time.Since(newest) < mendAge {
			continue
		}
		known, err := m.GetOrFetchDeviceByKey(ctx, device.user, device.key)
		if known == nil || err != nil {
			continue
		}
		s.anew = device.key
		if err := m.SendEncryptedToDevice(ctx, known, event.ToDeviceDummy, event.Content{}); err != nil {
			v.log.Warn().Err(tidy(err)).Msg("a session with a device cannot be made anew")
		}
	}
}

// mayAsk reports whether something was not done for a user of late, and that it is done now.
func (v *Vault) mayAsk(done *recent.Map[id.UserID, time.Time], user id.UserID, every time.Duration) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	now := time.Now()
	if before, ok := done.Get(user); ok && now.Sub(before) < every {
		return false
	}
	done.Put(user, now)
	return true
}

// refuseWait is how long nothing is uploaded after the homeserver has refused it, and how
// long its counts may be of the time before an upload.
const refuseWait = time.Minute

// refill gives the homeserver keys for those who begin to write to the bot. It may refuse
// them: what is new goes on all the same, and the next news ask for keys again.
func (v *Vault) refill(ctx context.Context, m *crypto.OlmMachine, news keyNews) {
	if time.Since(v.refused) < refuseWait {
		return
	}
	var err error
	if !enough(news.Left) {
		err = v.uploadOnce(ctx, m, news.Left.SignedCurve25519)
	}
	if err == nil && v.lacksFallback(news) {
		if err = v.uploadFallback(ctx, m); err == nil {
			v.gaveFallback()
		}
	}
	if err != nil && ctx.Err() == nil {
		v.refused = time.Now()
		v.log.Warn().Err(tidy(err)).Msg("the homeserver has not taken new keys of the bot's device")
	}
}

// uploadOnce uploads one-time keys. A count that comes right after others were uploaded may
// be older than they are.
func (v *Vault) uploadOnce(ctx context.Context, m *crypto.OlmMachine, left int) error {
	if time.Since(v.uploaded) < refuseWait {
		left = -1 // the homeserver is asked
	}
	if err := m.ShareKeys(ctx, left); err != nil {
		return err
	}
	v.uploaded = time.Now()
	return nil
}

// uploadFallback makes a fallback key (Matrix specification, One-time and fallback keys),
// which mautrix does not.
func (v *Vault) uploadFallback(ctx context.Context, m *crypto.OlmMachine) error {
	account, ok := m.GetAccount().Internal.(interface {
		GenFallbackKey() error
		FallbackKeyUnpublished() map[string]id.Curve25519
	})
	if !ok {
		return nil
	}
	if len(account.FallbackKeyUnpublished()) == 0 {
		if err := account.GenFallbackKey(); err != nil {
			return err
		}
		if err := m.CryptoStore.PutAccount(ctx, m.GetAccount()); err != nil {
			return err
		}
	}
	keys := object{}
	for name, key := range account.FallbackKeyUnpublished() {
		signed := object{"key": key, "fallback": true}
		signature, err := m.GetAccount().SignJSON(signed)
		if err != nil {
			return err
		}
		signed["signatures"] = object{string(v.api.UserID): object{"ed25519:" + string(v.api.DeviceID): signature}}
		keys[string(id.NewKeyID(id.KeyAlgorithmSignedCurve25519, name))] = signed
	}
	_, err := v.api.MakeRequest(ctx, http.MethodPost, v.api.BuildClientURL("v3", "keys", "upload"), object{"fallback_keys": keys}, nil)
	if err != nil {
		return err
	}
	m.GetAccount().Internal.MarkKeysAsPublished()
	return m.CryptoStore.PutAccount(ctx, m.GetAccount())
}

// enough reports whether there are one-time keys for those who begin to write to the bot.
// No count at all is none.
func enough(left mautrix.OTKCount) bool { return left.SignedCurve25519 >= 50 }

// How often the devices of one person are asked for that are not trusted, and those that are
// not known, or not as they are now, because the homeserver does not tell: it may be another
// one's that is away.
const (
	doubtsEvery  = 10 * time.Second
	doubtsAtOnce = 5
	askEvery     = time.Minute
	usersAtOnce  = 500
)

// stale returns those whose devices are not known as they are now.
func (v *Vault) stale(ctx context.Context, users []id.UserID) (stale []id.UserID, err error) {
	for users := range slices.Chunk(users, usersAtOnce) {
		names, places := make([]any, len(users)), make([]string, len(users))
		for i, user := range users {
			names[i], places[i] = user, "$"+strconv.Itoa(i+1)
		}
		rows, err := v.db.Query(ctx, `SELECT user_id FROM crypto_tracked_user WHERE devices_outdated = false AND user_id IN (`+strings.Join(places, ",")+`)`, names...)
		known, err := dbutil.ConvertRowFn[id.UserID](dbutil.ScanSingleColumn[id.UserID]).NewRowIter(rows, err).AsList()
		if err != nil {
			return nil, err
		}
		fresh := make(map[id.UserID]bool, len(known))
		for _, user := range known {
			fresh[user] = true
		}
		for _, user := range users {
			if !fresh[user] {
				stale = append(stale, user)
			}
		}
	}
	return stale, nil
}

// look asks for the devices of those who may read what the bot is going to say.
func (v *Vault) look(ctx context.Context, m *crypto.OlmMachine, users []id.UserID) error {
	stale, err := v.stale(ctx, users)
	if err != nil {
		return err
	}
	return v.ask(ctx, m, stale)
}

// doubt asks for the devices of a person of whom one is not trusted, or who are not known as
// they are now.
func (v *Vault) doubt(ctx context.Context, m *crypto.OlmMachine, user id.UserID) error {
	stale, err := v.stale(ctx, []id.UserID{user})
	if err != nil {
		return err
	}
	if len(stale) > 0 {
		return v.ask(ctx, m, stale)
	}
	if !v.mayDoubt(user) {
		return nil
	}
	return v.fetch(ctx, m, []id.UserID{user})
}

// mayDoubt reports whether the devices of a person may be asked for. Somebody may verify a
// device and go on at once, before the homeserver tells of it.
func (v *Vault) mayDoubt(user id.UserID) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	limit, ok := v.doubted.Get(user)
	if !ok {
		limit = rate.NewLimiter(rate.Every(doubtsEvery), doubtsAtOnce)
		v.doubted.Put(user, limit)
	}
	return limit.Allow()
}

// ask asks for the devices of users who are not known, unless they were asked for of late in
// vain.
func (v *Vault) ask(ctx context.Context, m *crypto.OlmMachine, users []id.UserID) error {
	users = slices.DeleteFunc(slices.Clone(users), func(user id.UserID) bool { return !v.mayAsk(&v.asked, user, askEvery) })
	for users := range slices.Chunk(users, usersAtOnce) {
		err := v.fetch(ctx, m, users)
		unknown, failed := v.stale(ctx, users)
		if err = cmp.Or(err, failed); err != nil {
			v.forget(&v.asked, users...)
			return err
		}
		v.forget(&v.asked, slices.DeleteFunc(users, func(user id.UserID) bool { return slices.Contains(unknown, user) })...)
	}
	return nil
}

func (v *Vault) forget(done *recent.Map[id.UserID, time.Time], users ...id.UserID) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, user := range users {
		done.Delete(user)
	}
}

// fetch asks the homeserver for the devices of users, and keeps them.
func (v *Vault) fetch(ctx context.Context, m *crypto.OlmMachine, users []id.UserID) error {
	s := m.CryptoStore.(*keyStore)
	s.failed = nil
	if _, err := m.FetchKeys(ctx, users, true); err != nil {
		return err
	}
	if s.failed != nil { // it is kept in part
		return errors.Join(s.failed, m.CryptoStore.MarkTrackedUsersOutdated(ctx, users))
	}
	return nil
}

// How long keys of others are kept after they came, and what tells that a message comes a
// second time: longer than anybody uses one (Matrix specification: a week or 100 messages,
// unless a room says so). And what tells that a message to the bot's device does.
const (
	keptFor     = 365 * 24 * time.Hour
	hashKeptFor = 7 * 24 * time.Hour
)

// PruneKeys forgets keys that are out of use.
func (c *Client) PruneKeys(ctx context.Context, now time.Time) error {
	v := c.vault.Load()
	if v == nil {
		return nil
	}
	return v.keys.Alone(ctx, func(ctx context.Context) error {
		for _, prune := range []struct {
			what string
			args []any
		}{
			{`DELETE FROM crypto_megolm_inbound_session WHERE received_at < $1`, []any{now.Add(-keptFor).UTC()}},
			{`DELETE FROM crypto_message_index WHERE NOT EXISTS
				(SELECT 1 FROM crypto_megolm_inbound_session s WHERE s.session_id = crypto_message_index.session_id)`, nil},
			{`DELETE FROM crypto_megolm_outbound_session_shared WHERE NOT EXISTS
				(SELECT 1 FROM crypto_megolm_outbound_session s WHERE s.session_id = crypto_megolm_outbound_session_shared.session_id)`, nil},
			{`DELETE FROM crypto_olm_message_hash WHERE received_at < $1`, []any{now.Add(-hashKeptFor).UnixMilli()}},
		} {
			if _, err := v.db.Exec(ctx, prune.what, prune.args...); err != nil {
				return err
			}
		}
		return nil
	})
}

// FollowKeys asks the homeserver for keys until ctx ends, where it pushes events: keys it
// does not push. It fails with ErrToken when the token of the bot's device is gone.
func (c *Client) FollowKeys(ctx context.Context, positions Positions, log zerolog.Logger) error {
	v := c.vault.Load()
	if v == nil {
		<-ctx.Done()
		return ctx.Err()
	}
	account := v.account + " (keys)"
	position, err := positions.Position(ctx, account)
	if err != nil {
		return err
	}
	s := &Stream{
		Client: c, Types: nothing, Position: position, Busy: func() bool { return false }, Log: log, keysOnly: true,
		Record: func(ctx context.Context, batch Batch) error {
			return positions.SavePosition(ctx, account, batch.Settled)
		},
	}
	return s.Run(ctx)
}

// Positions remembers where streams continue.
type Positions interface {
	Position(ctx context.Context, account string) (string, error)
	SavePosition(ctx context.Context, account, position string) error
}
