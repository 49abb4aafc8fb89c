package config

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write docs/configuration.md anew")

var least = []string{"HOMESERVER_URL=http://hs:8008", "ACCESS_TOKEN=secret", "PUBLIC_URL=https://meet.example.org/parley/"}

func TestDefaults(t *testing.T) {
	c, err := Load(append(least, "LOG_LEVEL="))
	require.NoError(t, err)
	assert.Equal(t, Port(3000), c.Port)
	assert.Equal(t, time.Hour, c.MaxAge.Duration())
	assert.Nil(t, c.DeletionOffset)
	assert.Equal(t, Origins{"https://meet.example.org"}, c.WidgetOrigins)
	assert.Equal(t, URL("https://meet.example.org/parley/cockpit/"), c.CockpitURL)
	assert.Contains(t, c.WidgetURL.Widget(), "https://meet.example.org/parley/#/?theme=$org.matrix.msc2873.client_theme&")
}

func TestWidgetAddressWithFragmentIsKept(t *testing.T) {
	c, err := Load(append(least, "MEETINGWIDGET_URL=https://w/#/?x=$matrix_user_id"))
	require.NoError(t, err)
	assert.Equal(t, "https://w/#/?x=$matrix_user_id", c.WidgetURL.Widget())
}

func TestOpenIDServers(t *testing.T) {
	c, err := Load(append(least, "OPENID_SERVERS=a.example=https://a:8448, b.example:8448=http://b/x=y"))
	require.NoError(t, err)
	assert.Equal(t, OpenIDServers{"a.example": "https://a:8448", "b.example:8448": "http://b/x=y"}, c.OpenIDServers)
}

func TestSecretFromFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "password")
	require.NoError(t, os.WriteFile(file, []byte("s3cret\n"), 0o600))
	c, err := Load([]string{"HOMESERVER_URL=http://hs", "PUBLIC_URL=http://p", "BOT_USERNAME=bot", "BOT_PASSWORD_FILE=" + file})
	require.NoError(t, err)
	assert.Equal(t, "s3cret", c.BotPassword)
	_, err = Load(append(least, "BOT_PASSWORD_FILE=/does/not/exist"))
	assert.ErrorContains(t, err, "BOT_PASSWORD_FILE: ")
}

func TestWrongSettingsAreNamedWithFaultAndForm(t *testing.T) {
	for setting, want := range map[string]string{
		"PORT=0":                                "PORT: not accepted (it is no port number); give a number from 1 to 65535",
		"PORT=http":                             "PORT: not accepted (it is no port number); give a number from 1 to 65535",
		"PUBLIC_URL=meet.example":               "PUBLIC_URL: not accepted (it does not begin with http:// or https://); give an http(s) address",
		"PUBLIC_URL=":                           "PUBLIC_URL: missing; give an http(s) address",
		"HOMESERVER_URL=http://a@b/":            "HOMESERVER_URL: not accepted (it holds a user name); give an http(s) address",
		"LOG_LEVEL=loud":                        "LOG_LEVEL: not accepted (it is no level); give trace, debug, info, warn, error or silent",
		"WIDGET_ORIGINS=https://a/b":            "WIDGET_ORIGINS: not accepted (an origin has no path and no slash at its end); give origins, separated by commas",
		"AUTO_DELETION_OFFSET=-1":               "AUTO_DELETION_OFFSET: -1 is negative; give minutes, 0 or more",
		"AUTO_DELETION_OFFSET=x":                "AUTO_DELETION_OFFSET: not accepted (invalid syntax); give minutes, 0 or more",
		"ACCESS_TOKEN=":                         "ACCESS_TOKEN: missing; give an access token, or BOT_USERNAME and BOT_PASSWORD",
		"BOT_USERNAME=bot":                      "ACCESS_TOKEN: given together with BOT_USERNAME or BOT_PASSWORD; give one way to sign in",
		"RATE_LIMIT_BURST=0":                    "RATE_LIMIT_BURST: not accepted (it is no positive whole number); give a number, 1 or more",
		"DEFAULT_TIMEZONE=Local":                "DEFAULT_TIMEZONE: not accepted (it is no time zone); give an IANA time zone",
		"JITSI_PIN_URL=https://j/":              "JITSI_PIN_URL: not accepted (it has no place for the name of the conference); give an http(s) address with {base32_room_name}",
		"OPENID_SERVERS=a.example":              "OPENID_SERVERS: not accepted (it is no pair of a server's name and its address); give name=address pairs, separated by commas",
		"OPENID_SERVERS=a=ftp://a":              "OPENID_SERVERS: not accepted (it does not begin with http:// or https://); give name=address pairs, separated by commas",
		"MATRIX_SERVER_EVENT_MAX_AGE_MINUTES=0": "MATRIX_SERVER_EVENT_MAX_AGE_MINUTES: not accepted (it is no positive whole number); give minutes, 1 or more",
	} {
		_, err := Load(append(append([]string{}, least...), setting))
		assert.EqualError(t, err, want, setting)
	}
}

func TestErrorsDoNotRepeatSecrets(t *testing.T) {
	_, err := Load(append(least, "BOT_PASSWORD=hush", "PORT=hush"))
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "hush")
}

func TestEverySettingIsDescribed(t *testing.T) {
	for _, s := range Settings() {
		assert.NotEmpty(t, s.Name)
		assert.NotEmpty(t, s.Form, s.Name)
		assert.Regexp(t, `^[A-Z].*\.$`, s.Doc, s.Name)
		assert.Contains(t, Help(), s.Name)
	}
}

func TestReferenceIsCurrent(t *testing.T) {
	const file = "../../docs/configuration.md"
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(Markdown()), 0o644))
	}
	have, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, Markdown(), string(have), "run: go test ./bot/config -update")
}
