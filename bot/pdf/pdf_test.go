package pdf

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var at = time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)

// What nobody types by hand ends in a PDF all the same, in a time that grows with it.
func TestHostile(t *testing.T) {
	for name, s := range map[string]string{
		"empty":           "",
		"emoji":           "done 😀😀",
		"item alone":      "<li>x",
		"list alone":      "<ol>",
		"deep list":       strings.Repeat("<ul><li>", 200) + "deep",
		"start":           `<ol start="99999999999999999999"><li>x</ol><ol start="-5"><li>y</ol>`,
		"one long word":   strings.Repeat("é", 200_000),
		"one long line":   strings.Repeat("word ", 60_000),
		"long link":       `<a href="https://example.org/">` + strings.Repeat("word ", 20_000) + "</a>",
		"many lines":      strings.Repeat("a line of a normal length<br>", 10_000),
		"control":         "a\x00b\u202ec\ufeff\u0301d\tz\xff",
		"remote image":    "<img src=http://127.0.0.1/x>text",
		"script":          "<script>alert(1)</script>text",
		"javascript link": "<a href=\"javascript:alert(1)\">x</a>",
		"right to left":   "\u202eשלום مرحبا",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, err := Render("Weekly 😀", s, at)
			require.NoError(t, err)
			assert.True(t, bytes.HasPrefix(b, []byte("%PDF-")))
			assert.NotContains(t, string(b), "javascript:")
		})
	}
}

// What is too deep or too long to be laid out is in the PDF all the same: it may be the last
// copy.
func TestAllOfTheTextIsThere(t *testing.T) {
	lines := strings.Repeat("a line of a normal length<br>", 5_000)
	want, err := Render("t", lines, at)
	require.NoError(t, err)
	require.Greater(t, bytes.Count(want, []byte("/Type /Page\n")), 50)
	for name, s := range map[string]string{
		"deep": strings.Repeat("<div>", 20_000) + lines,
		"long": strings.Repeat("<b></b>", maxTree/7+1) + "<style>x</style>" + lines,
	} {
		got, err := Render("t", s, at)
		require.NoError(t, err, name)
		assert.Equal(t, bytes.Count(want, []byte("/Type /Page\n")), bytes.Count(got, []byte("/Type /Page\n")), name)
	}
}

func TestSameInputSameOutput(t *testing.T) {
	a, err := Render("t", "<b>x</b><ol><li>y</ol>", at)
	require.NoError(t, err)
	for range 5 {
		b, err := Render("t", "<b>x</b><ol><li>y</ol>", at)
		require.NoError(t, err)
		require.True(t, bytes.Equal(a, b))
	}
}

func TestWhatCannotBeDrawnIsABox(t *testing.T) {
	assert.Equal(t, "äöüß €αЖ □□ a b", clean("äöüß €αЖ 😀漢 a\u00a0b\u200d\ufe0f"))
}

func FuzzRender(f *testing.F) {
	f.Add("<ul><li>x<ol start=3><li>y</ol></ul><h1>é</h1>")
	f.Fuzz(func(t *testing.T, source string) {
		_, _ = Render("t", source, at)
	})
}

// BenchmarkRender is about thirty pages; KEEP=file keeps the PDF to be looked at.
func BenchmarkRender(b *testing.B) {
	source := strings.Repeat(page, 60)
	for b.Loop() {
		out, err := Render("Jahresplanung des Fachbereichs · Ετήσιος σχεδιασμός", source, at)
		require.NoError(b, err)
		if file := os.Getenv("KEEP"); file != "" {
			require.NoError(b, os.WriteFile(file, out, 0o600))
		}
	}
}

const page = `<strong>Tagesordnung</strong><br>Größe, Übermaß, Straße — „Zitat“ 😀 ✅<br><ol start="1" class="number"><li>Haushalt</li>` +
	`<li>Termine<ul class="bullet"><li>erste Sitzung am 4. März, in der die Aufgaben für das kommende Jahr verteilt werden und jeder sagt, wo er steht</li>` +
	`<li><em>kursiv</em>, <u>unterstrichen</u>, <s>gestrichen</s></li></ul></li></ol>zwischen den Punkten<br><ol start="3" class="number"><li>dritter Punkt</li></ol>` +
	`<h2>Ελληνικά και Кириллица</h2>Αποφάσεις της συνεδρίασης. Решения заседания комитета.<br>` +
	`Siehe <a href="https://example.org/ein/langer/pfad?mit=parametern">https://example.org/ein/langer/pfad?mit=parametern</a>.<br><br>`
