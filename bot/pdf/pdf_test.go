package pdf

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

var at = time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)

func TestHostile(t *testing.T) {
	for name, s := range map[string]string{
		"empty":           "",
		"emoji":           "done 😀😀",
		"item alone":      "<li>x",
		"list alone":      "<ol>",
		"deep list":       strings.Repeat("<ul><li>", 200) + "deep",
		"one long word":   strings.Repeat("é", 200000),
		"one long line":   strings.Repeat("word ", 100000),
		"many lines":      strings.Repeat("a line of a normal length<br>", 10000),
		"control":         "a\x00b\u202ec\ufeff\u0301d\tz\xff",
		"remote image":    "<img src=http://127.0.0.1/x>text",
		"script":          "<script>alert(1)</script>text",
		"javascript link": "<a href=\"javascript:alert(1)\">x</a>",
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			b, err := Render("Weekly 😀", s, at)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.HasPrefix(b, []byte("%PDF-")) || bytes.Contains(b, []byte("javascript:")) {
				t.Error("bad output")
			}
			if d := time.Since(start); d > 5*time.Second {
				t.Errorf("took %v", d)
			} else {
				t.Log(len(b), d.Round(time.Millisecond))
			}
		})
	}
}

// The parser itself refuses more than 512 open elements: an error, never a crash.
func TestTooDeep(t *testing.T) {
	if _, err := Render("t", strings.Repeat("<div>", 20000), at); err == nil {
		t.Error("no error")
	}
}

func TestSameInputSameOutput(t *testing.T) {
	a, err := Render("t", "<b>x</b><ol><li>y</ol>", at)
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if b, _ := Render("t", "<b>x</b><ol><li>y</ol>", at); !bytes.Equal(a, b) {
			t.Fatal("differs")
		}
	}
}
