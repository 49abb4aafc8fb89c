package config

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"
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

func TestDatabaseIsASecretAddress(t *testing.T) {
	file := filepath.Join(t.TempDir(), "database")
	require.NoError(t, os.WriteFile(file, []byte("postgresql://parley:pw@db/parley\n"), 0o600))
	c, err := Load(append(least, "DATABASE_URL_FILE="+file))
	require.NoError(t, err)
	assert.Equal(t, Database("postgresql://parley:pw@db/parley"), c.Database)
	for _, wrong := range []string{"mysql://parley:pw@db/parley", "postgres://parley:pw@d b", "host=db"} {
		_, err := Load(append(least, "DATABASE_URL="+wrong))
		require.ErrorContains(t, err, "DATABASE_URL: not accepted", wrong)
		assert.NotContains(t, err.Error(), "pw")
	}
}

func TestWidgetAddressWithFragmentIsKept(t *testing.T) {
	c, err := Load(append(least, "MEETINGWIDGET_URL=https://w/#/?x=$matrix_user_id"))
	require.NoError(t, err)
	assert.Equal(t, "https://w/#/?x=$matrix_user_id", c.WidgetURL.Widget())
}

// installed is the environment of an installation of the existing system, with every
// name that it knows.
var installed = []string{
	"HOMESERVER_URL=https://matrix.example.org", "ACCESS_TOKEN=syt_bot_token",
	"MEETINGWIDGET_NAME=NeoDateFix", "MEETINGWIDGET_URL=https://widget.example.org/#/?theme=$org.matrix.msc2873.client_theme&matrix_user_id=$matrix_user_id",
	"MEETINGWIDGET_COCKPIT_NAME=NeoDateFix Details", "MEETINGWIDGET_COCKPIT_URL=https://widget.example.org/cockpit/#/?theme=$org.matrix.msc2873.client_theme",
	"BREAKOUT_SESSION_WIDGET_NAME=Breakout Sessions", "BREAKOUT_SESSION_WIDGET_URL=https://breakout.example.org/#/?theme=$org.matrix.msc2873.client_theme",
	"CALENDAR_ROOM_NAME=NeoDateFix", "LOG_LEVEL=fatal", "PORT=3000", "AUTO_DELETION_OFFSET=60",
	"DEFAULT_EVENTS_CONFIG=/conf/default_events.json", "DEFAULT_WIDGET_LAYOUTS_CONFIG=/conf/default_widget_layouts.json",
	"BOT_DISPLAYNAME=NeoDateFix Bot", "MATRIX_SERVER_EVENT_MAX_AGE_MINUTES=5",
	"STORAGE_FILE_DATA_PATH=/data", "STORAGE_FILE_FILENAME=bot.json", "ENABLE_CRYPTO=true", "CRYPTO_DATA_PATH=crypto",
	"MATRIX_LINK_SHARE=https://element.example.org/#/room/", "MATRIX_FILTER_APPLY=true", "MATRIX_FILTER_TIMELINE_LIMIT=50",
	"ENABLE_WELCOME_WORKFLOW=true", "WELCOME_WORKFLOW_DEFAULT_LOCALE=de", "ENABLE_CONTROL_ROOM_MIGRATION=true", "ENABLE_PRIVATE_ROOM_ERROR_SENDING=true",
	"JITSI_DIAL_IN_JSON_URL=https://jitsi.example.org/phoneNumberList", "JITSI_PIN_URL=https://jitsi.example.org/conferenceMapper?conference={base32_room_name}@conference.jitsi.example.org",
	"OPEN_XCHANGE_MEETING_URL_TEMPLATE=https://ox.example.org/appsuite/#app=io.ox/calendar&id={{id}}&folder={{folder}}",
	"ENABLE_GUEST_USER_POWER_LEVEL_CHANGE=true", "GUEST_USER_PREFIX=@guest-", "GUEST_USER_DEFAULT_POWER_LEVEL=0", "GUEST_USER_DELETE_POWER_LEVEL_ON_LEAVE=true",
}

func TestEnvironmentOfAnExistingInstallationIsEnough(t *testing.T) {
	c, err := Load(installed)
	require.NoError(t, err)
	assert.Equal(t, URL("https://widget.example.org/"), c.PublicURL)
	assert.Equal(t, Origins{"https://widget.example.org", "https://breakout.example.org"}, c.WidgetOrigins, "its widgets may use the API")
	assert.Equal(t, "https://widget.example.org/cockpit/#/?theme=$org.matrix.msc2873.client_theme", c.CockpitURL.Widget())
	for _, name := range existing {
		assert.True(t, slices.ContainsFunc(installed, func(pair string) bool { return strings.HasPrefix(pair, name+"=") }), name)
	}
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
		"METRICS_ADDRESS=9464":                  "METRICS_ADDRESS: not accepted (it is no host with a port); give host:port",
		"LOG_LEVEL=loud":                        "LOG_LEVEL: not accepted (it is no level); give trace, debug, info, warn, error, fatal or silent",
		"WIDGET_ORIGINS=https://a/b":            "WIDGET_ORIGINS: not accepted (an origin has no path and no slash at its end); give origins, separated by commas",
		"AUTO_DELETION_OFFSET=-1":               "AUTO_DELETION_OFFSET: not accepted (it is no whole number from 0 on); give minutes, 0 or more",
		"AUTO_DELETION_OFFSET=x":                "AUTO_DELETION_OFFSET: not accepted (it is no whole number from 0 on); give minutes, 0 or more",
		"WELCOME_WORKFLOW_DEFAULT_LOCALE=fr":    "WELCOME_WORKFLOW_DEFAULT_LOCALE: not accepted (there are no texts in it); give en or de, with a region or without",
		"ENABLE_WELCOME_WORKFLOW=maybe":         "ENABLE_WELCOME_WORKFLOW: not accepted (invalid syntax); give true or false",
		"ACCESS_TOKEN=":                         "ACCESS_TOKEN: missing; give an access token, or BOT_USERNAME and BOT_PASSWORD",
		"BOT_USERNAME=bot":                      "ACCESS_TOKEN: given together with BOT_USERNAME; give one way to sign in",
		"RATE_LIMIT_BURST=0":                    "RATE_LIMIT_BURST: not accepted (it is no positive whole number); give a number, 1 or more",
		"DEFAULT_TIMEZONE=Local":                "DEFAULT_TIMEZONE: not accepted (it is no time zone); give an IANA time zone",
		"JITSI_PIN_URL=https://j/":              "JITSI_PIN_URL: not accepted (it has no place for the name of the conference); give an http(s) address with {base32_room_name}",
		"OPENID_SERVERS=a.example":              "OPENID_SERVERS: not accepted (it is no pair of a server's name and its address); give name=address pairs, separated by commas",
		"OPENID_SERVERS=a=ftp://a":              "OPENID_SERVERS: not accepted (it does not begin with http:// or https://); give name=address pairs, separated by commas",
		"INVITING_SERVERS=*":                    "INVITING_SERVERS: not accepted (it is no list of servers' names); give names of homeservers, separated by commas",
		"INVITING_SERVERS=a,,b":                 "INVITING_SERVERS: not accepted (it is no list of servers' names); give names of homeservers, separated by commas",
		"MATRIX_SERVER_EVENT_MAX_AGE_MINUTES=0": "MATRIX_SERVER_EVENT_MAX_AGE_MINUTES: not accepted (it is no positive whole number); give minutes, 1 or more",
	} {
		_, err := Load(append(append([]string{}, least...), setting))
		assert.EqualError(t, err, want, setting)
	}
}

func TestFileIsUsedWhereTheEnvironmentHasNothing(t *testing.T) {
	folder := t.TempDir()
	secret, file := filepath.Join(folder, "token"), filepath.Join(folder, "parley.env")
	require.NoError(t, os.WriteFile(secret, []byte("of the file's file\n"), 0o600))
	require.NoError(t, os.WriteFile(file, []byte(`# Parley
		export HOMESERVER_URL=http://file
		PUBLIC_URL = http://file # where browsers are
		ACCESS_TOKEN_FILE=`+secret+`
		LOG_LEVEL=debug
		MATRIX_LINK_SHARE="https://chat/#/room/"
		BOT_DISPLAYNAME='Par$ley "x"'
		MATRIX_FILTER_APPLY=true
		PULIC_URL=http://typo
	`), 0o600))
	c, err := Load([]string{"PARLEY_CONFIG=" + file, "HOMESERVER_URL=http://environment", "LOG_LEVEL=", "CRYPTO_DATA_PATH=crypto", "SOMETHING_ELSE=1"})
	require.NoError(t, err)
	assert.Equal(t, URL("http://environment"), c.HomeserverURL)
	assert.Equal(t, URL("http://file"), c.PublicURL)
	assert.Equal(t, "of the file's file", c.AccessToken)
	assert.Equal(t, Level(zerolog.DebugLevel), c.LogLevel)
	assert.Equal(t, URL("https://chat/#/room/"), c.LinkShare)
	assert.Equal(t, `Par$ley "x"`, c.BotDisplayname)
	assert.Equal(t, []string{"CRYPTO_DATA_PATH", "MATRIX_FILTER_APPLY", "PULIC_URL"}, c.Ineffective)

	c, err = Load([]string{"PARLEY_CONFIG=" + file, "ACCESS_TOKEN=of the environment"})
	require.NoError(t, err)
	assert.Equal(t, "of the environment", c.AccessToken)
}

func TestWrongFilesAreNamedWithoutTheirText(t *testing.T) {
	file := filepath.Join(t.TempDir(), "parley.env")
	for text, want := range map[string]string{
		"PORT=1\nhush":         "PARLEY_CONFIG: not accepted (line 2: missing =); give a file of lines NAME=value",
		"hüsh=1":               "PARLEY_CONFIG: not accepted (line 1: it cannot be read); give a file of lines NAME=value",
		"\nBOT_PASSWORD='hush": "PARLEY_CONFIG: not accepted (line 2: unmatched '); give a file of lines NAME=value",
	} {
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		_, err := Load(append(least, "PARLEY_CONFIG="+file))
		assert.EqualError(t, err, want)
	}
	_, err := Load(append(least, "PARLEY_CONFIG=/no\nwhere"))
	assert.EqualError(t, err, "PARLEY_CONFIG: not accepted (no such file or directory); give the path of a readable file")
}

// Whoever comes from the existing system brings its settings along.
func TestSettingsOfTheExistingSystemAreKnown(t *testing.T) {
	environ := []string{"PUBLIC_URL=http://p"}
	for _, name := range existing {
		switch s := byName(name); {
		case s.Default == "" && s.Example != "":
			environ = append(environ, name+"="+s.Example)
		case strings.HasSuffix(name, "_URL"):
			environ = append(environ, name+"=https://x")
		case s.Default != "":
			environ = append(environ, name+"="+s.Default)
		default:
			environ = append(environ, name+"=1")
		}
	}
	c, err := Load(environ)
	require.NoError(t, err)
	assert.Equal(t, idle(), c.Ineffective)
	assert.Subset(t, c.Ineffective, []string{"CRYPTO_DATA_PATH", "MATRIX_FILTER_APPLY", "MATRIX_FILTER_TIMELINE_LIMIT", "STORAGE_FILE_FILENAME"})
}

// All that is wrong is told at once, each on one line, whatever the values hold.
func TestOneLineForEachWrongSetting(t *testing.T) {
	_, err := Load([]string{
		"PUBLIC_URL=https://a\nb", "PORT=1\n2", "LOG_LEVEL=lo\nud", "AUTO_DELETION_OFFSET=\n", "WIDGET_ORIGINS=https://a,\nb",
		"ACCESS_TOKEN_FILE=/no\nwhere", "MATRIX_LINK_SHARE=http://%\n", "METRICS_ADDRESS=a\n:1:2",
	})
	require.Error(t, err)
	var names []string
	for line := range strings.SplitSeq(err.Error(), "\n") {
		name, fault, _ := strings.Cut(line, ": ")
		names = append(names, name)
		assert.Regexp(t, `^(missing|not accepted \(.+\)); give .+`, fault)
	}
	assert.Equal(t, []string{
		"ACCESS_TOKEN_FILE", "AUTO_DELETION_OFFSET", "HOMESERVER_URL", "LOG_LEVEL", "MATRIX_LINK_SHARE", "METRICS_ADDRESS", "PORT", "PUBLIC_URL", "WIDGET_ORIGINS",
	}, names)
}

func TestAllThatIsMissingIsToldAtOnce(t *testing.T) {
	_, err := Load(nil)
	assert.EqualError(t, err, `ACCESS_TOKEN: missing; give an access token, or BOT_USERNAME and BOT_PASSWORD
HOMESERVER_URL: missing; give an http(s) address
PUBLIC_URL: missing; give an http(s) address`)
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
