package matrix

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"
	"go.mau.fi/util/dbutil"
	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/crypto"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

const (
	townRoom = "!r:x"
	aliceID  = id.UserID("@alice:x")
	botID    = id.UserID("@bot:x")
)

// town is the part of a homeserver that hands on keys between real devices, and one room.
// An access token is "user/device". Whatever a test wants of a homeserver that lies or
// fails, refuse does.
type town struct {
	t       *testing.T
	url     string
	mu      sync.Mutex
	devices map[string]map[string]map[string]any // keys by user and device
	once    map[string]map[string]any            // one-time keys by user/device
	cross   map[string]map[string]any            // cross-signing keys by "master_keys" and so on, then user
	account map[string][]byte                    // account data by path
	post    map[string][]json.RawMessage         // to-device messages by user/device
	members []string
	sent    []json.RawMessage           // contents of the room's events, with their "type"
	calls   []string                    // paths
	refuse  func(path string) int       // an HTTP status instead of an answer, or 0
	query   func(answer map[string]any) // changes what /keys/query says
}

func newTown(t *testing.T) *town {
	w := &town{
		t: t, devices: map[string]map[string]map[string]any{}, once: map[string]map[string]any{}, cross: map[string]map[string]any{},
		account: map[string][]byte{}, post: map[string][]json.RawMessage{}, members: []string{string(aliceID), string(botID)},
		refuse: func(string) int { return 0 }, query: func(map[string]any) {},
	}
	server := httptest.NewServer(w)
	t.Cleanup(server.Close)
	w.url = server.URL
	return w
}

func (w *town) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	w.mu.Lock()
	defer w.mu.Unlock()
	who := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	path := r.URL.Path
	w.calls = append(w.calls, path)
	if status := w.refuse(path); status != 0 {
		out.WriteHeader(status)
		io.WriteString(out, map[bool]string{true: `{"errcode":"M_UNKNOWN_TOKEN"}`, false: `{"errcode":"M_UNKNOWN"}`}[status == http.StatusUnauthorized])
		return
	}
	var in map[string]any
	_ = json.Unmarshal(body, &in)
	answer := w.answer(who, path, r.Method, in)
	switch answer := answer.(type) {
	case nil:
		out.WriteHeader(http.StatusNotFound)
		io.WriteString(out, `{"errcode":"M_NOT_FOUND"}`)
	case []byte:
		out.Write(answer)
	default:
		json.NewEncoder(out).Encode(answer)
	}
}

func (w *town) answer(who, path, method string, in map[string]any) any {
	user, device, _ := strings.Cut(who, "/")
	_, call, _ := strings.Cut(path, "/v3/")
	switch {
	case call == "account/whoami":
		return object{"user_id": user, "device_id": device}
	case call == "login":
		return object{"user_id": botID, "access_token": string(botID) + "/" + in["device_id"].(string)}
	case call == "sync":
		return object{"next_batch": "p2", "device_one_time_keys_count": object{"signed_curve25519": 50}}
	case strings.HasSuffix(call, "/filter"):
		return object{"filter_id": "1"}
	case call == "keys/upload":
		return w.upload(user, device, in)
	case call == "keys/query":
		return w.keys(in)
	case call == "keys/claim":
		return w.claim(in)
	case call == "keys/device_signing/upload":
		for _, usage := range []string{"master", "self_signing", "user_signing"} {
			if w.cross[usage+"_keys"] == nil {
				w.cross[usage+"_keys"] = object{}
			}
			w.cross[usage+"_keys"][user] = in[usage+"_key"]
		}
		return object{}
	case call == "keys/signatures/upload":
		w.sign(user, in)
		return object{}
	case strings.HasPrefix(call, "sendToDevice/"):
		typ := strings.Split(call, "/")[1]
		for to, devices := range in["messages"].(map[string]any) {
			for d, content := range devices.(map[string]any) {
				bytes, _ := json.Marshal(object{"type": typ, "sender": user, "content": content})
				w.post[to+"/"+d] = append(w.post[to+"/"+d], bytes)
			}
		}
		return object{}
	case strings.Contains(call, "/account_data/"):
		if method == http.MethodPut {
			w.account[path], _ = json.Marshal(in)
			return object{}
		}
		if data := w.account[path]; data != nil {
			return data
		}
	case strings.HasSuffix(call, "/members"):
		chunk := []object{}
		for _, m := range w.members {
			chunk = append(chunk, object{"type": "m.room.member", "state_key": m, "sender": m, "content": object{"membership": "join"}})
		}
		return object{"chunk": chunk}
	case strings.Contains(call, "/send/"):
		in["type"] = strings.Split(call, "/")[3]
		bytes, _ := json.Marshal(in)
		w.sent = append(w.sent, bytes)
		return object{"event_id": fmt.Sprint("$", len(w.sent))}
	case strings.HasSuffix(call, "/state/m.room.encryption/"):
		return object{"algorithm": id.AlgorithmMegolmV1}
	}
	return nil
}

func (w *town) upload(user, device string, in map[string]any) any {
	if keys, ok := in["device_keys"].(map[string]any); ok {
		if w.devices[user] == nil {
			w.devices[user] = map[string]map[string]any{}
		}
		w.devices[user][device] = keys
	}
	at := user + "/" + device
	if w.once[at] == nil {
		w.once[at] = map[string]any{}
	}
	keys, _ := in["one_time_keys"].(map[string]any)
	for name, key := range keys {
		w.once[at][name] = key
	}
	return object{"one_time_key_counts": object{"signed_curve25519": len(w.once[at])}}
}

func (w *town) keys(in map[string]any) any {
	answer := object{"device_keys": object{}}
	for usage, keys := range w.cross {
		answer[usage] = keys
	}
	for user := range in["device_keys"].(map[string]any) {
		if devices := w.devices[user]; devices != nil {
			answer["device_keys"].(object)[user] = devices
		}
	}
	bytes, _ := json.Marshal(answer)
	var copied map[string]any
	require.NoError(w.t, json.Unmarshal(bytes, &copied))
	w.query(copied)
	return copied
}

func (w *town) claim(in map[string]any) any {
	claimed := object{}
	for user, devices := range in["one_time_keys"].(map[string]any) {
		claimed[user] = object{}
		for device := range devices.(map[string]any) {
			for name, key := range w.once[user+"/"+device] {
				claimed[user].(object)[device] = object{name: key}
				delete(w.once[user+"/"+device], name)
				break
			}
		}
	}
	return object{"one_time_keys": claimed}
}

// sign adds signatures to keys that are there.
func (w *town) sign(user string, in map[string]any) {
	mine, _ := in[user].(map[string]any)
	for name, signed := range mine {
		into := w.devices[user][name]
		for _, keys := range w.cross {
			if key, _ := keys[user].(map[string]any); into == nil && key != nil && key["keys"].(map[string]any)["ed25519:"+name] != nil {
				into = key
			}
		}
		if into == nil {
			continue
		}
		if into["signatures"] == nil {
			into["signatures"] = map[string]any{user: map[string]any{}}
		}
		for by, signature := range signed.(map[string]any)["signatures"].(map[string]any)[user].(map[string]any) {
			into["signatures"].(map[string]any)[user].(map[string]any)[by] = signature
		}
	}
}

// count is how often a path was asked for that ends so.
func (w *town) count(end string) (n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, call := range w.calls {
		if strings.HasSuffix(call, end) {
			n++
		}
	}
	return n
}

// take empties the letter box of a device.
func (w *town) take(device string) []raw {
	w.mu.Lock()
	defer w.mu.Unlock()
	post := w.post[device]
	delete(w.post, device)
	return post
}

// townsman is a person with one device, by the library that the bot uses, too.
type townsman struct {
	*crypto.OlmMachine
	town *town
	said int
}

// person returns one who has a device; signed ones have cross-signed it.
func (w *town) person(user id.UserID, device id.DeviceID, signed bool) *townsman {
	api, err := mautrix.NewClient(w.url, user, string(user)+"/"+string(device))
	require.NoError(w.t, err)
	api.DeviceID = device
	quiet := zerolog.Nop()
	db, err := dbutil.NewWithDB(newMemory(w.t).db, "sqlite")
	require.NoError(w.t, err)
	keys := crypto.NewSQLCryptoStore(db, dbutil.NoopLogger, string(user), device, []byte("secret"))
	require.NoError(w.t, keys.DB.Upgrade(w.t.Context()))
	p := &townsman{OlmMachine: crypto.NewOlmMachine(api, &quiet, keys, allEncrypted{}), town: w}
	require.NoError(w.t, p.Load(w.t.Context()))
	require.NoError(w.t, p.ShareKeys(w.t.Context(), 0))
	if signed {
		p.crossSign()
	}
	return p
}

func (p *townsman) crossSign() {
	keys, err := p.GenerateCrossSigningKeys()
	require.NoError(p.town.t, err)
	require.NoError(p.town.t, p.PublishCrossSigningKeys(p.town.t.Context(), keys, nil))
	require.NoError(p.town.t, p.SignOwnDevice(p.town.t.Context(), p.OwnIdentity()))
	require.NoError(p.town.t, p.SignOwnMasterKey(p.town.t.Context()))
}

// shares gives the key for what is said from now on.
func (p *townsman) shares(with ...id.UserID) {
	require.NoError(p.town.t, p.CryptoStore.RemoveOutboundGroupSession(p.town.t.Context(), townRoom))
	require.NoError(p.town.t, p.ShareGroupSession(p.town.t.Context(), townRoom, with))
}

// gives sends a key to one device.
func (p *townsman) gives(user id.UserID, device id.DeviceID, key event.Content) {
	to, err := p.GetOrFetchDevice(p.town.t.Context(), user, device)
	require.NoError(p.town.t, err)
	require.NoError(p.town.t, p.SendEncryptedToDevice(p.town.t.Context(), to, event.ToDeviceRoomKey, key))
}

// says encrypts a message, and returns its event as homeservers tell of it.
func (p *townsman) says(text string) object {
	content, err := p.EncryptMegolmEvent(p.town.t.Context(), townRoom, event.EventMessage, object{"msgtype": "m.text", "body": text})
	require.NoError(p.town.t, err)
	p.said++
	return object{
		"type": "m.room.encrypted", "room_id": townRoom, "event_id": fmt.Sprintf("$%s%d", p.Client.UserID, p.said), "sender": p.Client.UserID,
		"origin_server_ts": time.Now().UnixMilli(), "content": content,
	}
}

// allEncrypted takes all rooms for encrypted ones.
type allEncrypted struct{}

func (allEncrypted) IsEncrypted(context.Context, id.RoomID) (bool, error) { return true, nil }
func (allEncrypted) GetEncryptionEvent(context.Context, id.RoomID) (*event.EncryptionEventContent, error) {
	return nil, nil
}
func (allEncrypted) GetHistoryVisibility(context.Context, id.RoomID) (*event.HistoryVisibilityEventContent, error) {
	return nil, nil
}
func (allEncrypted) FindSharedRooms(context.Context, id.UserID) ([]id.RoomID, error) { return nil, nil }

// bot is a client with a vault in the town.
func (w *town) bot(keys KeyStore, minimum Trust) *Client {
	c, err := New(w.url)
	require.NoError(w.t, err)
	require.NoError(w.t, c.SignInWithToken(w.t.Context(), string(botID)+"/DEVICE"))
	w.equip(c, keys, minimum)
	return c
}

// equip gives a client that is signed in a vault.
func (w *town) equip(c *Client, keys KeyStore, minimum Trust) {
	c.KnowRooms(func(context.Context, string) (json.RawMessage, error) { return json.RawMessage(`{}`), nil })
	require.NoError(w.t, c.OpenVault(w.t.Context(), Encryption{Keys: keys, Minimum: minimum, Arrived: func(string, string) {}, Log: zerolog.Nop()}))
}

// news is what /sync tells the bot about keys.
func (w *town) news(changed ...id.UserID) (n keyNews) {
	n.ToDevice.Events = w.take(string(botID) + "/DEVICE")
	n.Devices.Changed = changed
	n.Left.SignedCurve25519 = 50
	return n
}

// trusted reports whether the bot trusts the device that an event comes from.
func trusted(t *testing.T, c *Client, o Opened) bool {
	t.Helper()
	ok, err := c.Trusts(t.Context(), o)
	require.NoError(t, err)
	return ok
}

// opened is what the bot reads in an event, which it must be able to.
func opened(t *testing.T, c *Client, e object) Opened {
	t.Helper()
	o, err := c.Open(t.Context(), townRoom, encoded(t, e))
	require.NoError(t, err)
	return o
}

func encoded(t *testing.T, v any) json.RawMessage {
	t.Helper()
	bytes, err := json.Marshal(v)
	require.NoError(t, err)
	return bytes
}
