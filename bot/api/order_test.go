package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"parley/bot/matrix"
	"parley/bot/meeting"
	"parley/bot/store"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
)

// desk takes orders and answers as the test likes.
type desk struct {
	orders []meeting.Order
	err    error
	result event.BotMeta
	never  bool // is the work finished
	room   string
	dialIn bool
}

func (d *desk) MayShare(_ context.Context, room, _ string) error {
	d.room = room
	return d.err
}

func (d *desk) Enabled() bool { return d.dialIn }

func (d *desk) Number(context.Context) string {
	if d.dialIn {
		return "+49 1"
	}
	return ""
}

func (d *desk) PIN(context.Context, string) int64 {
	if d.dialIn {
		return 123
	}
	return 0
}

func (d *desk) Order(_ context.Context, o meeting.Order) (string, error) {
	d.orders = append(d.orders, o)
	return "http:1", d.err
}

func (d *desk) Outcome(ctx context.Context, _ string) (event.BotMeta, error) {
	if d.never {
		<-ctx.Done()
		return event.BotMeta{}, ctx.Err()
	}
	return d.result, d.err
}

func good(more ...string) map[string]string {
	header := map[string]string{"Authorization": "Bearer good", "Content-Type": "application/json"}
	for i := 0; i < len(more); i += 2 {
		header[more[i]] = more[i+1]
	}
	return header
}

func TestOrderCarriesWhoAsksAndHow(t *testing.T) {
	d := &desk{result: event.BotMeta{CreatedRoomID: "!new:x", CreatedRoomIDs: []string{"!new:x"}}}
	header := good("Accept-Language", "fr, de-AT;q=0.8, en;q=0.5", "X-Timezone", "America/New_York", "Idempotency-Key", `"k-1"`)
	got := ask(mountedWith(&people{}, d, nil), http.MethodPost, "/v1/meeting/create", header, strings.NewReader(`{"title":"T"}`))
	require.Equal(t, http.StatusCreated, got.Code)
	assert.JSONEq(t, `{"room_id":"!new:x","meeting_url":"https://matrix.to/#/!new:x?via=example.org"}`, got.Body.String())
	assert.Equal(t, "no-store", got.Header().Get("Cache-Control"))
	assert.Empty(t, got.Header().Get("Idempotency-Key"))
	assert.Equal(t, []meeting.Order{{
		User: "@alice:example.org", Key: `"k-1"`, Type: command.TypeMeetingCreate, Data: json.RawMessage(`{"title":"T"}`),
		Context: command.Context{Locale: "de-AT", Timezone: "America/New_York"},
	}}, d.orders)
}

func TestLanguageAndZoneHaveDefaults(t *testing.T) {
	for header, want := range map[string]string{
		"": "en", "*": "en", "fr": "en", "de": "de", "en-GB,de;q=0.9": "en-GB", "de;q=0, en": "en", "xx;q=9;;,": "en",
		strings.Repeat("de-", 500): "en", "fr, de;q=0.1": "de",
	} {
		r, err := http.NewRequest(http.MethodGet, "/", nil)
		require.NoError(t, err)
		r.Header.Set("Accept-Language", header)
		r.Header.Set("X-Timezone", "Mars/Olympus")
		got := (&server{Options: Options{Timezone: "Europe/Berlin"}}).context(r)
		assert.Equal(t, command.Context{Locale: want, Timezone: "Europe/Berlin"}, got, header)
	}
}

func TestOrderWithoutAKeyIsGivenOne(t *testing.T) {
	d := &desk{}
	got := ask(mountedWith(&people{}, d, nil), http.MethodPut, "/v1/meeting/update", good(), strings.NewReader(`{}`))
	assert.Equal(t, http.StatusOK, got.Code)
	assert.Empty(t, got.Body.String())
	assert.NotEmpty(t, d.orders[0].Key)
	assert.Equal(t, d.orders[0].Key, got.Header().Get("Idempotency-Key"))
}

func TestOrdersThatAreRefused(t *testing.T) {
	for _, c := range []struct {
		err    error
		status int
		want   string
	}{
		{
			fault.List{fault.New(fault.Required, "data.title"), fault.New(fault.BadDate, "data.calendar[0].dtend")}, 400,
			`{"status":400,"title":"Bad Request","reason":"required","detail":"Bitte ausfüllen.","errors":[
				{"code":"required","field":"title","detail":"Bitte ausfüllen."},
				{"code":"bad_date","field":"calendar[0].dtend","detail":"Das ist kein gültiges Datum mit Uhrzeit. Bitte prüfen."}]}`,
		},
		{fault.List{fault.New(fault.Malformed, "data")}, 400, `"errors":[{"code":"malformed","detail":`},
		{fault.New(fault.UnknownWidget, "data.widget_ids[0]"), 400, `"field":"widget_ids[0]"`},
		{fault.New(fault.Forbidden, ""), 403, `"reason":"forbidden"`},
		{&fault.Fault{Code: fault.BotForbidden, Cause: errors.New("secret")}, 403, `"reason":"bot_forbidden"`},
		{fault.New(fault.NotFound, "data.target_room_id"), 404, `"reason":"not_found"`},
		{fault.New(fault.Conflict, "data.base_event_id"), 409, `"reason":"conflict"`},
		{fault.List{fault.New(fault.TooLarge, "")}, 413, `"reason":"too_large"`},
		{meeting.ErrKeyUsed, 422, `"reason":"idempotency_key_used"`},
		{&meeting.TooFast{Wait: 1500 * time.Millisecond}, 429, `"reason":"rate_limited"`},
		{fault.New(fault.Internal, ""), 500, `"reason":"internal"`},
		{fault.New(fault.Rejected, ""), 502, `"reason":"rejected"`},
		{&matrix.Error{Status: 500}, 502, `"reason":"homeserver_unreachable"`},
		{store.ErrStorage, 503, `"reason":"storage"`},
		{errors.New("secret"), 500, `"title":"Internal Server Error"`},
	} {
		got := ask(mountedWith(&people{}, &desk{err: c.err}, nil), http.MethodPost, "/v1/meeting/close", good("Accept-Language", "de"), strings.NewReader(`{}`))
		assert.Equal(t, c.status, got.Code, c.err)
		assert.Equal(t, "application/problem+json", got.Header().Get("Content-Type"))
		assert.NotContains(t, got.Body.String(), "secret")
		if strings.HasPrefix(c.want, "{") {
			assert.JSONEq(t, c.want, got.Body.String())
		} else {
			assert.Contains(t, got.Body.String(), c.want)
		}
		if c.status == http.StatusTooManyRequests {
			assert.Equal(t, "2", got.Header().Get("Retry-After"))
		}
	}
}

func TestRequestsThatAreNoOrders(t *testing.T) {
	for _, c := range []struct {
		method string
		header map[string]string
		body   string
		status int
	}{
		{http.MethodPost, map[string]string{"Content-Type": "application/json"}, `{}`, 401},
		{http.MethodPost, good("Content-Type", "text/plain"), `{}`, 415},
		{http.MethodPost, map[string]string{"Authorization": "Bearer good"}, `{}`, 415},
		{http.MethodPost, good("Idempotency-Key", "ä"), `{}`, 400},
		{http.MethodPost, good("Idempotency-Key", "a b"), `{}`, 400},
		{http.MethodPost, good("Idempotency-Key", strings.Repeat("x", 256)), `{}`, 400},
		{http.MethodPost, good(), strings.Repeat("x", 65<<10), 413},
		{http.MethodGet, good(), ``, 405},
		{http.MethodPost, good("Content-Type", "application/json; charset=utf-8"), `{}`, 201},
	} {
		d := &desk{}
		got := ask(mountedWith(&people{}, d, nil), c.method, "/v1/meeting/close", c.header, strings.NewReader(c.body))
		assert.Equal(t, c.status, got.Code, c)
		assert.Equal(t, c.status == 201, len(d.orders) == 1, c)
	}
}

func TestLateOrderTellsHowToGoOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		got := ask(mountedWith(&people{}, &desk{never: true}, nil), http.MethodPost, "/v1/meeting/create", good(), strings.NewReader(`{}`))
		assert.Equal(t, 503, got.Code)
		assert.Equal(t, "5", got.Header().Get("Retry-After"))
		assert.NotEmpty(t, got.Header().Get("Idempotency-Key"))
		assert.Contains(t, got.Body.String(), `"reason":"pending"`)
	})
}

func TestHeadAndOptions(t *testing.T) {
	e := mounted(t, &people{}, nil)
	head := ask(e, http.MethodHead, "/v1/config", good(), nil)
	assert.Equal(t, 200, head.Code)
	options := ask(e, http.MethodOptions, "/v1/meeting/create", nil, nil)
	assert.Equal(t, 204, options.Code)
	assert.Contains(t, options.Header().Get("Allow"), "POST")
}

func TestNobodyIsRefusedBeforeTheBotHasSignedIn(t *testing.T) {
	got := ask(mountedWith(&people{unknown: true}, &desk{}, nil), http.MethodGet, "/v1/config", good(), nil)
	assert.Equal(t, 503, got.Code)
	assert.Contains(t, got.Body.String(), `"reason":"starting"`)
}

func TestSharing(t *testing.T) {
	for path, room := range map[string]string{"!a:x": "!a:x", "%21a%3Ax": "!a:x", "!opaque": "!opaque", "!a%2Fb%25": "!a/b%", "a%20b": "a b", "a%25b": "a%b"} {
		d := &desk{dialIn: true}
		got := ask(mountedWith(&people{}, d, nil), http.MethodGet, "/v1/meeting/"+path+"/sharingInformation", good(), nil)
		assert.JSONEq(t, `{"jitsi_dial_in_number":"+49 1","jitsi_pin":123}`, got.Body.String(), path)
		assert.Equal(t, room, d.room)
	}
	e := mountedWith(&people{}, &desk{}, nil)
	assert.JSONEq(t, `{}`, ask(e, http.MethodGet, "/v1/meeting/!a/sharingInformation", good(), nil).Body.String(), "nothing is null")
	assert.Equal(t, 401, ask(e, http.MethodGet, "/v1/meeting/!a/sharingInformation", nil, nil).Code)
	none := ask(mountedWith(&people{}, &desk{err: fault.New(fault.NotFound, "")}, nil), http.MethodGet, "/v1/meeting/!a/sharingInformation", good(), nil)
	assert.Equal(t, 404, none.Code)
}
