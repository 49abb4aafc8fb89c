package json

import (
	"bytes"
	original "encoding/json"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/command"
	"parley/shared/event"
)

// inner has what the others nest.
type inner struct {
	Word string `json:"word"`
	N    *int64 `json:"n,omitempty"`
}

// sample has a field of each kind, and of each tag.
type sample struct {
	inner
	Bool    bool              `json:"bool,omitempty"`
	Int     int               `json:"int"`
	Short   int8              `json:"short,omitempty"`
	Count   uint16            `json:"count,omitempty"`
	Float   float64           `json:"float,omitempty"`
	Half    float32           `json:"half,omitempty"`
	Text    *string           `json:"text,omitempty"`
	List    []inner           `json:"list,omitempty"`
	Texts   []string          `json:"texts,omitzero"`
	Map     map[string]*inner `json:"map,omitempty"`
	Any     any               `json:"any"`
	Raw     event.Event       `json:"raw,omitzero"`
	Time    time.Time         `json:"time,omitzero"`
	When    *time.Time        `json:"when,omitempty"`
	Deep    *sample           `json:"deep,omitempty"`
	Own     upper             `json:"own,omitempty"`
	Skipped string            `json:"-"`
	hidden  string
}

// upper writes itself in capital letters.
type upper string

func (u upper) MarshalJSON() ([]byte, error) {
	return []byte(`{ "<upper>" : ` + quoted(strings.ToUpper(string(u))) + ` }`), nil
}

func (u *upper) UnmarshalJSON(data []byte) error {
	if len(data) > 20 {
		return errors.New("too long")
	}
	*u = upper(data)
	return nil
}

func quoted(s string) string {
	raw, _ := original.Marshal(s)
	return string(raw)
}

var texts = []string{
	`null`, `true`, ` false `, `0`, `-0`, `-1.5e+3`, `1e400`, `1E-7`, `01`, `1.`, `.5`, `-`, `+1`, `1e`, `""`, `"a\u00e4\ud83d\ude00\ud83d\ud83d\n\"\\\/\b\f\r\t"`,
	`"\ud800"`, `"\udc00x"`, `"\ud800\u0041"`, `"\x"`, `"\u12"`, "\"\x01\"", "\"a\xffb\"", `"a`, `[]`, `[1,2]`, `[1,]`, `[,]`, `[1 2]`, `{}`, `{"a":1,}`, `{"a"}`, `{a:1}`,
	`{"a":1 "b":2}`, ` { "a" : [ 1 , { "b" : null } ] } `, `[[[[]]]]`, `[1]x`, ``, ` `, `nul`, `truex`, `{"a":1,"a":2}`, `{"\u0061":{"a":[]},"<&>":"<&>` + "\u2028\u2029" + `"}`,
	`{"word":"x","n":5,"bool":true,"int":-3,"short":100,"count":70000,"float":1e21,"half":0.1,"text":"t","list":[{"n":1},null,{"word":"y"}],"texts":[],"any":[1,"a",null,{"b":false}]}`,
	`{"short":1000,"int":1.5,"text":5,"list":{},"texts":["a",1,"b"],"map":{"x":{"n":2},"y":null,"z":3},"any":{"k":1}}`, `{"map":null,"text":null,"list":null,"any":null,"int":null,"deep":{"deep":{"int":7}}}`,
	`{"raw":{"type":"a","content":{"b": 1},"origin_server_ts":5,"unsigned":{"replaces_state":"x"}},"time":"2040-10-03t10:30:00+02:00","when":"2040-10-03T10:30:00Z"}`,
	`{"time":"yesterday"}`, `{"when":5}`, `{"own":"short"}`, `{"own":"` + strings.Repeat("long", 9) + `","int":5}`, `{"half":1e39,"float":1e-7}`, `{"Skipped":"x","-":"y","hidden":"z"}`, `{"int":"5","bool":1}`,
	strings.Repeat("[", maxDepth) + strings.Repeat("]", maxDepth), strings.Repeat("[", maxDepth+1) + strings.Repeat("]", maxDepth+1), strings.Repeat(`{"a":`, maxDepth+1) + "1" + strings.Repeat("}", maxDepth+1),
}

func TestReadsAndWritesAsTheOriginal(t *testing.T) {
	for _, text := range texts {
		compare(t, []byte(text))
	}
}

func FuzzJSON(f *testing.F) {
	for _, text := range texts {
		if len(text) < 1000 {
			f.Add([]byte(text))
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) { compare(t, text) })
}

func compare(t *testing.T, text []byte) {
	require.Equal(t, original.Valid(text), Valid(text), "%.100q", text)
	compareAs[any](t, text)
	compareAs[map[string]any](t, text)
	compareAs[[]string](t, text)
	compareAs[string](t, text)
	if ordinary(text) {
		compareAs[sample](t, text)
		compareAs[[]sample](t, text)
		compareAs[map[upper]inner](t, text)
	}
	compareDecoders(t, text)
}

// ordinary reports that the original takes no name of an object for one that is only alike.
func ordinary(text []byte) bool {
	return !bytes.ContainsFunc(text, func(c rune) bool { return c == '\\' || c >= 'A' && c <= 'Z' || c > '~' })
}

func compareAs[T any](t *testing.T, text []byte) {
	var want, got T
	wantErr, gotErr := original.Unmarshal(text, &want), Unmarshal(text, &got)
	require.Equal(t, wantErr == nil, gotErr == nil, "%.200q as %T: %v, not %v", text, want, gotErr, wantErr)
	var wantWrong *original.UnmarshalTypeError
	var gotWrong *UnmarshalTypeError
	require.Equal(t, errors.As(wantErr, &wantWrong), errors.As(gotErr, &gotWrong), "%.200q: %v, not %v", text, gotErr, wantErr)
	require.Equal(t, want, got, "%.200q", text)
	compareWritten(t, want)
}

func compareWritten(t *testing.T, value any) {
	t.Helper()
	want, wantErr := original.Marshal(value)
	got, gotErr := Marshal(value)
	require.Equal(t, wantErr == nil, gotErr == nil, "%v, not %v", gotErr, wantErr)
	require.Equal(t, string(want), string(got))
}

// compareDecoders reads tokens, and each member of the outermost list or object as a value.
func compareDecoders(t *testing.T, text []byte) {
	if !Valid(text) {
		return
	}
	want, got := original.NewDecoder(bytes.NewReader(text)), NewDecoder(bytes.NewReader(text))
	want.UseNumber()
	got.UseNumber()
	for {
		wantToken, wantErr := want.Token()
		gotToken, gotErr := got.Token()
		require.Equal(t, wantErr == nil, gotErr == nil, "%.200q: %v, not %v", text, gotErr, wantErr)
		if wantErr != nil {
			require.Equal(t, io.EOF, gotErr)
			return
		}
		require.EqualValues(t, plain(wantToken), plain(gotToken), "%.200q", text)
		require.Equal(t, want.More(), got.More(), "%.200q", text)
		if d, ok := gotToken.(Delim); ok && d == '[' && got.More() {
			var wantValue, gotValue any
			require.NoError(t, want.Decode(&wantValue))
			require.NoError(t, got.Decode(&gotValue))
			require.Equal(t, plain(wantValue), plain(gotValue))
		}
	}
}

// plain makes one of the types that either package has for itself.
func plain(value any) any {
	switch value := value.(type) {
	case original.Number:
		return string(value)
	case Number:
		return string(value)
	case original.Delim:
		return rune(value)
	case Delim:
		return rune(value)
	case []any:
		for i := range value {
			value[i] = plain(value[i])
		}
	case map[string]any:
		for name := range value {
			value[name] = plain(value[name])
		}
	}
	return value
}

func TestWritesAsTheOriginal(t *testing.T) {
	number, text := int64(5), "<a href=\"x\">&amp;\u2028\u2029\x7f\xff\x00\t"
	for _, value := range []any{
		nil, &number, &text, text, []any{}, []any(nil), map[string]any(nil), map[string]any{"b": 1, "a<": 2.5}, map[upper]int{"z": 1, "y": 2}, sample{}, &sample{hidden: "x", Own: "<o>"},
		1e-7, 1e-10, 1e20, 1e21, float32(1e-7), float32(0.1), math.MaxFloat64, -0.0, math.Inf(1), math.NaN(), uint8(5), original.RawMessage(nil), original.RawMessage(` { "a" : "< >" } `),
		original.RawMessage(`{`), []*sample{nil, {Text: &text}}, func() {}, map[string]func(){"a": nil}, time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(20400, 1, 1, 0, 0, 0, 0, time.UTC),
		event.Event{StateKey: &text, Content: original.RawMessage("{}")}, struct{ A, B any }{A: upper("x"), B: &number},
	} {
		compareWritten(t, value)
	}
}

func TestOwnTypes(t *testing.T) {
	raw, err := Marshal([]any{RawMessage(" [ 1 ] "), RawMessage(nil), Number("5.0"), Number("")})
	require.NoError(t, err)
	assert.Equal(t, `[[1],null,5.0,0]`, string(raw))
	_, err = Marshal(Number("x"))
	assert.Error(t, err)
	var value struct {
		Raw    RawMessage
		Number Number
	}
	require.NoError(t, Unmarshal([]byte(`{"Raw": [ 1 ], "Number": 5.0}`), &value))
	assert.Equal(t, RawMessage("[ 1 ]"), value.Raw)
	assert.Equal(t, Number("5.0"), value.Number)
	assert.Error(t, Unmarshal([]byte(`{}`), nil))
	assert.Error(t, Unmarshal([]byte(`{}`), value))
}

// TestContents writes the contents of our commands and events, filled from all examples that there are.
func TestContents(t *testing.T) {
	values := []func() any{
		newOf[command.MessagePermissions], newOf[command.Breakouts], newOf[command.Writers], newOf[command.NotesPDF], newOf[command.Widgets], newOf[command.BreakoutMessage], newOf[command.Participants],
		newOf[command.Create], newOf[command.Close], newOf[command.Update], newOf[event.Widget], newOf[event.Layout], newOf[event.Event], newOf[event.JoinRules], newOf[event.Settings], newOf[event.Notes], newOf[event.File],
		newOf[event.Reaction], newOf[event.WelcomeRoom], newOf[event.MessageRoom], newOf[event.ControlRoom], newOf[event.RSVP], newOf[event.Message], newOf[event.Metadata], newOf[event.Create], newOf[event.Member],
		newOf[event.SpaceLink], newOf[event.Tombstone],
	}
	for _, raw := range examples(t) {
		for _, value := range values {
			want, got := value(), value()
			wantErr, gotErr := original.Unmarshal(raw, want), Unmarshal(raw, got)
			require.Equal(t, wantErr == nil, gotErr == nil, "%s: %v, not %v", raw, gotErr, wantErr)
			require.Equal(t, want, got)
			compareWritten(t, want)
		}
	}
}

func newOf[T any]() any { return new(T) }

// examples returns the contents among the vectors of package command and event.
func examples(t *testing.T) (all []original.RawMessage) {
	files, err := filepath.Glob("../../../shared/*/testdata/*_good.json")
	require.NoError(t, err)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		var vectors []struct{ Data, Content original.RawMessage }
		require.NoError(t, original.Unmarshal(text, &vectors))
		for _, v := range vectors {
			all = append(all, append(v.Data, v.Content...))
		}
	}
	require.Greater(t, len(all), 50)
	return all
}
