package command

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/calendar"
	"parley/shared/fault"
)

func TestDecodeCreateAccepts(t *testing.T) {
	var vectors []struct {
		Name string
		Data json.RawMessage
		Want struct {
			Entries        int
			Title, RRule   string
			WidgetIDs      []string `json:"widget_ids"`
			DTStart, DTEnd calendar.DateTime
		}
	}
	file, err := os.ReadFile("testdata/create_good.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(file, &vectors))
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
				want := calendar.Entry{UID: "uid", DTStart: v.Want.DTStart, DTEnd: v.Want.DTEnd, RRule: v.Want.RRule}
				assert.Equal(t, want, c.Calendar[0])
			}
			exact, err := Content(c, ctx)
			require.NoError(t, err)
			c2, ctx2, err := DecodeCreate(exact, "other", zones)
			require.NoError(t, err)
			assert.Equal(t, c, c2, "the exact output decodes to the same command")
			assert.Equal(t, ctx, ctx2)
		})
	}
}

func TestDecodeCreateKeepsPeopleOnce(t *testing.T) {
	c, _, err := DecodeCreate(content([]byte(`{"title":"T","calendar":{"uid":"u","dtstart":{"tzid":"UTC","value":"20400101T000000"},
		"dtend":{"tzid":"UTC","value":"20400101T010000"}},"participants":[{"user_id":"@a:b","power_level":50},{"user_id":"@c:d"},{"user_id":"@a:b"}]}`)), "", zones)
	require.NoError(t, err)
	level := int64(50)
	assert.Equal(t, []Participant{{UserID: "@a:b", PowerLevel: &level}, {UserID: "@c:d"}}, c.Participants)
}

func TestEnvelope(t *testing.T) {
	for name, v := range map[string]struct {
		content string
		code    fault.Code
		field   string
	}{
		"nothing":     {``, fault.Malformed, ""},
		"no JSON":     {`{`, fault.Malformed, ""},
		"two values":  {`{"data":{}}{}`, fault.Malformed, ""},
		"an array":    {`[]`, fault.Malformed, ""},
		"null":        {`null`, fault.Malformed, ""},
		"too deep":    {strings.Repeat(`{"data":`, 20_000/2) + strings.Repeat(`[`, 20_000), fault.TooLarge, ""},
		"nested":      {`{"data":` + strings.Repeat(`[`, 30_000) + strings.Repeat(`]`, 30_000) + `}`, fault.Malformed, ""},
		"no data":     {`{}`, fault.Required, "data"},
		"null data":   {`{"data":null}`, fault.Required, "data"},
		"other case":  {`{"DATA":{}}`, fault.Required, "data"},
		"data a text": {`{"data":"x"}`, fault.Malformed, "data"},
		"too large":   {`{"data":{"title":"` + strings.Repeat("x", 65536) + `"}}`, fault.TooLarge, ""},
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
	for _, raw := range []string{`{}`, `{"context":null}`, `{"context":[]}`, `{"context":{}}`, `{"context":{"locale":7}}`,
		`{"context":{"timezone":"Mars/Olympus","locale":"a b"}}`, `{"context":{"timezone":"Local"}}`} {
		_, ctx, err := DecodeClose([]byte(raw), zones)
		assert.Equal(t, Context{Locale: "en", Timezone: "UTC"}, ctx, raw)
		assert.Equal(t, fault.List{fault.New(fault.Required, "data")}, err, "only the data can be at fault")
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
