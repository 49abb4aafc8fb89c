package command

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/calendar"
	"parley/shared/fault"
)

var zones = calendar.ZoneFunc(time.LoadLocation)

func load(t *testing.T, file string, to any) {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, to))
}

func content(data json.RawMessage) json.RawMessage {
	return json.RawMessage(`{"data":` + string(data) + `,"context":{"locale":"de-DE","timezone":"Europe/Berlin"}}`)
}

// The vectors are also sent to the running bot by the end-to-end tests.
func TestDecodeCreateRefuses(t *testing.T) {
	var vectors []struct {
		Name  string
		Code  fault.Code
		Field string
		Data  json.RawMessage
	}
	load(t, "testdata/create_bad.json", &vectors)
	for _, v := range vectors {
		t.Run(v.Name, func(t *testing.T) {
			_, _, err := DecodeCreate(content(v.Data), "uid", zones)
			require.Error(t, err)
			f := fault.Of(err)
			assert.Equal(t, v.Code, f.Code)
			assert.Equal(t, v.Field, f.Field)
		})
	}
}

func TestDecodeCreateAccepts(t *testing.T) {
	var vectors []struct {
		Name string
		Data json.RawMessage
		Want struct {
			Entries        int
			Title          string
			WidgetIDs      []string `json:"widget_ids"`
			DTStart, DTEnd calendar.DateTime
		}
	}
	load(t, "testdata/create_good.json", &vectors)
	for _, v := range vectors {
		t.Run(v.Name, func(t *testing.T) {
			c, ctx, err := DecodeCreate(content(v.Data), "uid", zones)
			require.NoError(t, err)
			assert.Equal(t, Context{Locale: "de-DE", Timezone: "Europe/Berlin"}, ctx)
			assert.Len(t, c.Calendar, v.Want.Entries)
			assert.Equal(t, v.Want.WidgetIDs, c.WidgetIDs)
			if v.Want.Title == "" {
				v.Want.Title = "Planning"
			}
			assert.Equal(t, v.Want.Title, c.Title)
			if v.Want.DTStart.TZID != "" {
				assert.Equal(t, calendar.Entry{UID: "uid", DTStart: v.Want.DTStart, DTEnd: v.Want.DTEnd}, c.Calendar[0])
			}
			again, err := c.Content(ctx)
			require.NoError(t, err)
			c2, ctx2, err := DecodeCreate(again, "other", zones)
			require.NoError(t, err)
			assert.Equal(t, c, c2, "the exact output decodes to the same command")
			assert.Equal(t, ctx, ctx2)
		})
	}
}

func TestDecodeCreateEnvelope(t *testing.T) {
	for name, v := range map[string]struct {
		content string
		code    fault.Code
		field   string
	}{
		"no JSON":     {`{`, fault.Malformed, ""},
		"an array":    {`[]`, fault.Malformed, ""},
		"no data":     {`{}`, fault.Required, "data"},
		"null data":   {`{"data":null}`, fault.Required, "data"},
		"data a text": {`{"data":"x"}`, fault.Malformed, "data"},
		"too large":   {`{"data":{"title":"` + strings.Repeat("x", MaxEventBytes) + `"}}`, fault.TooLarge, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := DecodeCreate(json.RawMessage(v.content), "uid", zones)
			f := fault.Of(err)
			require.NotNil(t, f)
			assert.Equal(t, v.code, f.Code)
			assert.Equal(t, v.field, f.Field)
		})
	}
}

func TestContextFallsBack(t *testing.T) {
	for _, raw := range []string{``, `null`, `[]`, `{}`, `{"locale":7}`, `{"timezone":"Mars/Olympus"}`, `{"timezone":"Local"}`} {
		assert.Equal(t, Context{Locale: "en", Timezone: "UTC"}, context(json.RawMessage(raw), zones), raw)
	}
}

func TestIDs(t *testing.T) {
	for id, want := range map[string]bool{
		"@a:b": true, "@Üser/=_:example.org:8448": true, "@:b": true, "a:b": false, "@a": false, "@a:": false,
		"@a b:c": false, "@a\u2028:c": false, "@" + strings.Repeat("a", 255) + ":b": false, "": false,
	} {
		assert.Equal(t, want, ValidUserID(id), "%q", id)
	}
	for id, want := range map[string]bool{
		"!a:b": true, "!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM": true, "!": false, "a:b": false, "!a\n:b": false,
	} {
		assert.Equal(t, want, ValidRoomID(id), "%q", id)
	}
}

func FuzzDecodeCreate(f *testing.F) {
	f.Add([]byte(`{"data":{"title":"x","calendar":[{"uid":"u","rrule":"FREQ=DAILY","dtstart":{"tzid":"UTC","value":"20400101T000000"},"dtend":{"tzid":"UTC","value":"20400101T010000"}}]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, ctx, err := DecodeCreate(data, "uid", zones)
		if err != nil {
			assert.NotNil(t, fault.Of(err))
			return
		}
		again, err := c.Content(ctx)
		require.NoError(t, err)
		if len(again) <= MaxEventBytes {
			_, _, err = DecodeCreate(again, "uid", zones)
			require.NoError(t, err)
		}
	})
}
