package fmt

import (
	"errors"
	original "fmt"
	"io"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

type word string

type point struct{ x int }

func (p *point) String() string { return "point" }

// fragile can't say itself when it is nil.
type fragile struct{ text string }

func (f *fragile) String() string { return f.text }

func TestSaysWhatTheOriginalSays(t *testing.T) {
	number := 5
	values := []any{
		nil, "", "text", "ä\x00\"", word("word"), 0, -5, int8(7), uint16(9), uint64(math.MaxUint64), uintptr(3), true, false, 1.5, 0.0, 1e20, 1e21, -2.5e30, 1e-4, 1e-5, float32(0.1), float32(3e22),
		math.Inf(1), math.Inf(-1), math.NaN(), io.EOF, (*point)(nil), &point{1}, (*fragile)(nil), &fragile{"whole"}, time.Minute, time.April, errors.Join(io.EOF, io.ErrNoProgress),
	}
	for _, value := range values {
		for _, format := range []string{"%v", "a %s b", "%q", "%T", "%%%v%%"} {
			want := original.Sprintf(format, value)
			if alike(want) {
				assert.Equal(t, want, Sprintf(format, value))
			}
		}
		assert.Equal(t, original.Sprint(value), Sprint(value))
		for _, other := range values {
			assert.Equal(t, original.Sprint(value, other, "=", value), Sprint(value, other, "=", value))
		}
	}
	for _, number := range []any{0, -5, int8(7), uint16(9), uint64(math.MaxUint64), uintptr(3)} {
		assert.Equal(t, original.Sprintf("%d, %x", number, number), Sprintf("%d, %x", number, number))
	}
	assert.Equal(t, original.Sprintf("%t %x %x %p", true, 255, -255, &number), Sprintf("%t %x %x %p", true, 255, -255, &number))
	assert.Equal(t, original.Sprintf("/%T:%p", point{}, TestSaysWhatTheOriginalSays), Sprintf("/%T:%p", point{}, TestSaysWhatTheOriginalSays))
	for _, format := range []string{"%v and %d", "%v 50%", "%d %v %s"} { // with too few values
		assert.Equal(t, original.Sprintf(format, 1), Sprintf(format, 1))
	}
}

// alike leaves out numbers as characters, what is nil in quotation marks, and values of the wrong kind for the verb.
func alike(text string) bool {
	return text != "<nil>" && !strings.HasPrefix(text, "'") && !strings.Contains(text, "%!")
}

// Two scopes of a handler that differ must not be written alike.
func TestSaysTheParts(t *testing.T) {
	number := 5
	type inner struct {
		Word word
		err  error
		Took time.Duration
		next *inner
	}
	for _, value := range []any{
		struct{}{}, inner{}, &inner{"a", io.EOF, time.Second, &inner{}}, []any{1, "b", nil, 2.5, io.EOF, &number}, []string{}, []string(nil), [2]bool{true},
		[]byte("ab"), &[]int{1}, struct {
			ID, uid string
			at      *int
			any     any
			f       func()
		}{"!a", "u", &number, 3, nil}, []inner{{}, {Word: "x"}}, (*inner)(nil), time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC),
	} {
		assert.Equal(t, original.Sprintf("%v", value), Sprintf("%v", value))
	}
}

func TestErrorsHaveCauses(t *testing.T) {
	for _, format := range []string{"%s: %w", "%w: %v", "%w, %w", "%% %v %w", "%d %d"} {
		values := []any{io.EOF, io.ErrNoProgress}
		want, got := original.Errorf(format, values...), Errorf(format, values...)
		if format != "%d %d" {
			assert.Equal(t, want.Error(), got.Error())
		}
		for _, cause := range []error{io.EOF, io.ErrNoProgress} {
			assert.Equal(t, errors.Is(want, cause), errors.Is(got, cause), format)
		}
	}
}
