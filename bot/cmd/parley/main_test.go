package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestVersionAndHelpAreToldHoweverTheyAreAskedFor(t *testing.T) {
	for line, want := range map[string]struct {
		code  int
		begin string
	}{
		"version": {0, version + "\n"}, "--version": {0, version + "\n"}, "-v": {0, version + "\n"},
		"help": {0, usage}, "--help": {0, usage}, "-h": {0, usage}, "serve --help": {0, usage}, "check -h": {0, usage},
		"": {exitUsage, usage}, "serve more": {exitUsage, usage}, "nonsense": {exitUsage, ""},
		"reaper --help": {0, usage}, "reaper --nonsense": {exitUsage, ""},
	} {
		var out, errs strings.Builder
		assert.Equal(t, want.code, run(t.Context(), strings.Fields(line), nil, &out, &errs), line)
		assert.True(t, strings.HasPrefix(out.String(), want.begin), line)
	}
}

func TestServeTellsAllThatIsMissing(t *testing.T) {
	var out, errs strings.Builder
	assert.Equal(t, exitFailed, run(t.Context(), []string{"serve"}, nil, &out, &errs))
	assert.Equal(t, `parley: ACCESS_TOKEN: missing; give an access token, or BOT_USERNAME and BOT_PASSWORD
parley: HOMESERVER_URL: missing; give an http(s) address
parley: PUBLIC_URL: missing; give an http(s) address
`, errs.String())
}

func TestTheReaperDeletesNothingUnlessToldSo(t *testing.T) {
	var out, errs strings.Builder
	environ := []string{"ACCESS_TOKEN=t", "HOMESERVER_URL=http://127.0.0.1:1", "PUBLIC_URL=http://127.0.0.1:1"}
	for _, mode := range []string{"off", "bot"} {
		errs.Reset()
		assert.Equal(t, exitFailed, run(t.Context(), []string{"reaper", "--once"}, append(environ, "REAPER_MODE="+mode), &out, &errs))
		assert.Equal(t, "parley: REAPER_MODE: "+mode+"; give alone, to the bot, too: it then stays in closed meetings until they are deleted\n", errs.String())
	}
}

func TestARecoveryKeyThatIsNotThere(t *testing.T) {
	var out, errs strings.Builder
	environ := []string{"ACCESS_TOKEN=t", "HOMESERVER_URL=http://127.0.0.1:1", "PUBLIC_URL=http://127.0.0.1:1", "STORAGE_FILE_DATA_PATH=" + t.TempDir()}
	assert.Equal(t, exitFailed, run(t.Context(), []string{"recovery-key"}, environ, &out, &errs))
	assert.Equal(t, "parley: STORAGE_FILE_DATA_PATH: there is no parley.db in it; the bot makes it when it starts\n", errs.String())
}
