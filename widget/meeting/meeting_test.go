package meeting

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"parley/widget/browser"
	"parley/widget/ui"
)

func TestFold(t *testing.T) {
	for whole, want := range map[string]string{
		"":                       "",
		"short":                  "short",
		"1\n2\n3":                "1\n2\n3",
		"1\n2\n3\n":              "1\n2\n3",
		"1\n2\n3\n4":             "1\n2\n3 …",
		strings.Repeat("ü", 181): strings.Repeat("ü", 180) + " …",
	} {
		short, long := fold(whole, 3)
		assert.Equal(t, want, short)
		assert.Equal(t, strings.HasSuffix(short, "…"), long)
	}
}

func TestState(t *testing.T) {
	r, noon := browser.NewReader("en", "", "UTC"), time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	for offset, want := range map[time.Duration]string{-time.Hour: "Ended", -time.Minute: "Now", 0: "Now", time.Second: ""} {
		got, _ := State(r, noon.Add(offset), noon.Add(offset+time.Hour), noon)
		assert.Equal(t, want, got, offset)
	}
}

func TestCountdown(t *testing.T) {
	en, de := browser.NewReader("en", "", "UTC"), browser.NewReader("de", "", "UTC")
	start := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	end := start.Add(75 * time.Minute)
	for now, want := range map[time.Duration]string{
		-13 * time.Hour: "", -2 * time.Hour: "Begins in 2 h 0 min", -time.Minute: "Begins in 1 minute", -time.Second: "Begins in 1 minute",
		0: "Ends in 1 h 15 min", 15 * time.Minute: "Ends in 1 h 0 min", 71 * time.Minute: "Ends in 4 minutes",
		75*time.Minute - time.Second: "Ends in 1 minute", 75 * time.Minute: "Ended",
	} {
		words, _ := Countdown(en, start, end, start.Add(now))
		assert.Equal(t, want, words, now)
	}
	words, tone := Countdown(de, start, end, start.Add(71*time.Minute))
	assert.Equal(t, "Endet in 4 Minuten", words)
	assert.Equal(t, ui.Success, tone)
}
