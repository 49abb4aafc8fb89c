// Package config reads Parley's settings from the environment and, where that has none,
// from the file that PARLEY_CONFIG names.
//
// The fields of Config are the one list of settings: the help text and the
// reference in docs/configuration.md are generated from it. A secret NAME may
// also be given as NAME_FILE, the path of a file that holds it.
package config

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"sort"
	"strings"

	"github.com/caarlos0/env/v11"
)

// Config is every setting. Tags: env is the name, form the accepted form, doc
// one sentence, example a value; secret marks those with a _FILE twin.
type Config struct {
	HomeserverURL  URL     `env:"HOMESERVER_URL,required" form:"an http(s) address" example:"https://matrix.example.org" doc:"The homeserver's client-server API."`
	Patience       Seconds `env:"HOMESERVER_TIMEOUT" envDefault:"60" form:"seconds, 1 or more" doc:"How long the homeserver may take for one request before the bot gives it up and asks again."`
	AccessToken    string  `env:"ACCESS_TOKEN" secret:"yes" form:"an access token" doc:"The access token of the bot's account. Either this, or BOT_USERNAME and BOT_PASSWORD."`
	BotUsername    string  `env:"BOT_USERNAME" form:"a localpart or a user ID" example:"parley" doc:"The bot's account, to log in by password. The device is kept in the storage folder."`
	BotPassword    string  `env:"BOT_PASSWORD" secret:"yes" form:"a password" doc:"The password of the bot's account: to log in as BOT_USERNAME, and to be allowed to verify the bot's own device, which some homeservers also ask for where there is ACCESS_TOKEN or APPSERVICE_REGISTRATION."`
	Registration   string  `env:"APPSERVICE_REGISTRATION" form:"the path of a file" example:"/etc/parley/registration.yaml" doc:"The registration of the bot as an application service, which parley registration makes. With it the homeserver pushes events, and neither ACCESS_TOKEN nor BOT_PASSWORD is needed."`
	Encryption     bool    `env:"ENABLE_CRYPTO" envDefault:"true" form:"true or false" doc:"Whether the bot takes part in encrypted rooms. Its keys are kept with everything else in the database."`
	MinimumTrust   Trust   `env:"MINIMUM_DEVICE_TRUST" envDefault:"cross-signed" form:"any, cross-signed or pinned" doc:"Of whose devices the bot takes commands in encrypted rooms, and which can read what it says there: all, those that their owners have verified (cross-signed), or of these only those whose owners have not reset their identity since the bot has first seen them."`
	RecoveryKey    string  `env:"RECOVERY_KEY" secret:"yes" form:"a recovery key" doc:"The recovery key of the bot's account, with which a new device of the bot is verified: needed when the database is lost, or when the account has a verified identity from elsewhere. The bot makes one at its first start: parley recovery-key prints it."`
	BotDisplayname string  `env:"BOT_DISPLAYNAME" form:"a text" example:"Parley" doc:"The bot's display name. It is left alone when this is empty."`

	PublicURL      URL     `env:"PUBLIC_URL" form:"an http(s) address" example:"https://meetings.example.org" doc:"Where browsers reach this process: the widget at /, the API at /v1/. Empty means where MEETINGWIDGET_URL is; one of the two is required."`
	BindAddress    string  `env:"BIND_ADDRESS" form:"an IP address or host name" example:"127.0.0.1" doc:"The address to listen on. Empty means all."`
	Port           Port    `env:"PORT" envDefault:"3000" form:"a number from 1 to 65535" doc:"The port to listen on."`
	WidgetOrigins  Origins `env:"WIDGET_ORIGINS" form:"origins, separated by commas" example:"https://meetings.example.org" doc:"Origins whose pages may use the API. Empty means those of PUBLIC_URL and of the widgets."`
	FrameAncestors string  `env:"FRAME_ANCESTORS" envDefault:"*" form:"a list of sources as in Content-Security-Policy" example:"https://app.element.io" doc:"Pages that may show the widget in a frame."`

	WidgetURL    URL    `env:"MEETINGWIDGET_URL" form:"an http(s) address" doc:"The planner widget. Empty means PUBLIC_URL. The parameters for the client are added when it has no fragment (#)."`
	CockpitURL   URL    `env:"MEETINGWIDGET_COCKPIT_URL" form:"an http(s) address" doc:"The details widget in meeting rooms. Empty means /cockpit/ below PUBLIC_URL."`
	BreakoutURL  URL    `env:"BREAKOUT_SESSION_WIDGET_URL" form:"an http(s) address" doc:"The breakout sessions widget in meeting rooms. Empty means PUBLIC_URL, where the planner is: it shows the sessions of a meeting in the meeting's room."`
	WidgetName   string `env:"MEETINGWIDGET_NAME" envDefault:"Parley" form:"a text" doc:"The planner widget's name."`
	CockpitName  string `env:"MEETINGWIDGET_COCKPIT_NAME" envDefault:"Parley Details" form:"a text" doc:"The details widget's name."`
	BreakoutName string `env:"BREAKOUT_SESSION_WIDGET_NAME" envDefault:"Breakout Sessions" form:"a text" doc:"The breakout sessions widget's name."`

	ClientDialogs bool `env:"ENABLE_CLIENT_DIALOGS" envDefault:"false" form:"true or false" doc:"Whether the forms for meetings and breakout sessions are shown in dialogs of the Matrix client, as in the existing system. The client loads each of them anew and may ask for permissions each time. Otherwise, and in clients without such dialogs, they are shown in the widget itself."`

	EventsFile     string  `env:"DEFAULT_EVENTS_CONFIG" form:"the path of a JSON file" doc:"State events, widgets and messages of a new meeting room. Empty means those built in."`
	LayoutsFile    string  `env:"DEFAULT_WIDGET_LAYOUTS_CONFIG" form:"the path of a JSON file" doc:"Layouts for sets of widgets. Empty means those built in."`
	DeletionOffset *Offset `env:"AUTO_DELETION_OFFSET" form:"minutes, 0 or more" example:"60" doc:"A meeting may be deleted this long after its last occurrence. Empty means never."`
	MaxAge         Minutes `env:"MATRIX_SERVER_EVENT_MAX_AGE_MINUTES" envDefault:"60" form:"minutes, 1 or more" doc:"A command that is older when the bot first sees it is refused as expired."`
	Reminders      Leads   `env:"REMINDERS" envDefault:"10" form:"up to 5 numbers of minutes, separated by commas, or none" example:"1440,10" doc:"How long before a meeting its room is reminded of it. A meeting may have its own."`
	CloseBreakouts bool    `env:"BREAKOUT_AUTO_CLOSE" envDefault:"false" form:"true or false" doc:"Whether the room of a breakout session is closed when the session ends."`
	GuestLevels    bool    `env:"ENABLE_GUEST_USER_POWER_LEVEL_CHANGE" envDefault:"false" form:"true or false" doc:"Whether guests have a power level of their own in meetings and breakout sessions."`
	GuestPrefix    string  `env:"GUEST_USER_PREFIX" envDefault:"@guest-" form:"the beginning of user IDs" doc:"Users of the bot's homeserver whose IDs begin so are guests."`
	GuestLevel     int64   `env:"GUEST_USER_DEFAULT_POWER_LEVEL" envDefault:"0" form:"a whole number" doc:"The power level of guests. An organiser who gives them another one is overruled."`
	GuestForget    bool    `env:"GUEST_USER_DELETE_POWER_LEVEL_ON_LEAVE" envDefault:"true" form:"true or false" doc:"Whether the power level of a guest who leaves is forgotten."`
	PrivateErrors  bool    `env:"ENABLE_PRIVATE_ROOM_ERROR_SENDING" envDefault:"true" form:"true or false" doc:"Whether the bot tells people in a private room why a command of theirs failed."`
	Welcome        bool    `env:"ENABLE_WELCOME_WORKFLOW" envDefault:"true" form:"true or false" doc:"Whether the bot helps people who invite it to set up the room, and makes a chat of two with it a calendar. Otherwise it only joins, and installs the planner once it may."`
	Locale         Locale  `env:"WELCOME_WORKFLOW_DEFAULT_LOCALE" envDefault:"en" form:"en or de, with a region or without" doc:"The language in which the bot speaks to people, and in rooms, whose own it does not know."`
	CalendarName   string  `env:"CALENDAR_ROOM_NAME" envDefault:"Parley" form:"a text" doc:"The name of a chat of two with the bot that has become a calendar."`
	MigrateChats   bool    `env:"ENABLE_CONTROL_ROOM_MIGRATION" envDefault:"false" form:"true or false" doc:"Whether chats of two that the existing system has set up in its old way become calendars when the bot starts."`
	LinkShare      URL     `env:"MATRIX_LINK_SHARE" envDefault:"https://matrix.to/#/" form:"an http(s) address" doc:"The beginning of links to rooms."`

	MetricsAddress Address `env:"METRICS_ADDRESS" form:"host:port" example:"127.0.0.1:9464" doc:"Where metrics for Prometheus are served, at /metrics. Empty means nowhere. Keep it from the public: it needs no login."`

	File          string        `env:"PARLEY_CONFIG" form:"the path of a file" example:"/etc/parley/parley.env" doc:"A file of lines NAME=value for settings that the environment does not have. A value with # or spaces at its ends is put in quotes."`
	Timezone      Zone          `env:"DEFAULT_TIMEZONE" envDefault:"Europe/Berlin" form:"an IANA time zone" doc:"The time zone of meetings that are planned by chat or API requests without one, unless the room or who plans has one, and of meetings that are said to be in UTC for want of one."`
	Burst         Count         `env:"RATE_LIMIT_BURST" envDefault:"300" form:"a number, 1 or more" doc:"How many commands one person may give at once, by messages and by the API. One that makes several rooms counts once for each, and every ten people that it invites or removes count like one more. Chat is bounded besides: the bot answers 20 messages of one person per minute, and tells whoever writes more so, once."`
	PerMinute     Count         `env:"RATE_LIMIT_PER_MINUTE" envDefault:"120" form:"a number, 1 or more" doc:"How many commands one person may give per minute in the long run."`
	Inviting      Servers       `env:"INVITING_SERVERS" form:"names of homeservers, separated by commas" example:"example.org,partner.example" doc:"Homeservers whose people may invite the bot and so have it work for them, besides its own. Empty means all. Whoever is in a room to which it was invited may use it there, wherever they are from."`
	OpenIDServers OpenIDServers `env:"OPENID_SERVERS" form:"name=address pairs, separated by commas" example:"partner.example=https://matrix.partner.example" doc:"Other homeservers whose users may use the API with OpenID tokens, with the addresses at which they are asked."`

	Notes         bool    `env:"MEETING_NOTES_ENABLED" envDefault:"false" form:"true or false" doc:"Whether meetings have notes, in an Etherpad with the plugin ep_meeting_notes: see docs/notes.md."`
	PadURL        URL     `env:"ETHERPAD_URL" form:"an http(s) address" example:"https://notes.example.org" doc:"Where browsers reach that Etherpad."`
	PadAPI        URL     `env:"ETHERPAD_API_URL" form:"an http(s) address" example:"http://127.0.0.1:9001" doc:"Where this process reaches it. Empty means ETHERPAD_URL. Keep the API on loopback or an internal network."`
	PadKey        string  `env:"ETHERPAD_API_KEY" secret:"yes" form:"a text" doc:"The API key of the Etherpad (its APIKEY.txt)."`
	NotesLevel    int64   `env:"MEETING_NOTES_MODERATOR_POWER_LEVEL" envDefault:"50" form:"a whole number" doc:"The power level in a meeting that it takes to say who writes in its notes and to make PDFs of them."`
	NotesTicket   Seconds `env:"MEETING_NOTES_TICKET_SECONDS" envDefault:"120" form:"seconds, 1 or more" doc:"How long a link into notes can be used, which works once."`
	NotesScope    Scope   `env:"MEETING_NOTES_SCOPE" envDefault:"room" form:"room or occurrence" doc:"Whether a recurring meeting has one document for all of its dates, or one for each."`
	NotesPDF      Maker   `env:"MEETING_NOTES_PDF" envDefault:"builtin" form:"builtin or etherpad" doc:"What makes PDFs of notes: this program, or the Etherpad, which needs LibreOffice or AbiWord for that and then can draw all writings."`
	NotesQuota    Count   `env:"MEETING_NOTES_ASSET_QUOTA_BYTES" envDefault:"104857600" form:"a number, 1 or more" doc:"How many bytes the PDFs of one meeting may have before no more are made."`
	NotesOnClose  bool    `env:"MEETING_NOTES_EXPORT_ON_CLOSE" envDefault:"true" form:"true or false" doc:"Whether notes that have changed since the last PDF are posted as one before a meeting is closed."`
	NotesTemplate string  `env:"MEETING_NOTES_TEMPLATE" form:"the path of a file" example:"/etc/parley/agenda.txt" doc:"The agenda of meetings without a description: plain text."`
	NotesOpen     Opening `env:"MEETING_NOTES_OPEN" envDefault:"tab" form:"tab or embed" doc:"Whether the widget opens notes in a new tab or in itself. For the latter the Etherpad has to allow being shown in a frame: see docs/notes.md."`
	NotesCrypted  Notice  `env:"MEETING_NOTES_ENCRYPTED_ROOMS" envDefault:"warn" form:"warn or deny" doc:"Whether meetings in encrypted rooms can have notes, which are not end-to-end encrypted."`

	Reaper         Mode    `env:"REAPER_MODE" envDefault:"off" form:"off, bot or alone" doc:"Whether the rooms of meetings are deleted when their time has come (see AUTO_DELETION_OFFSET), and by whom: nobody, the bot, or parley reaper, a process of its own. Without off the bot stays in closed meetings until they are deleted."`
	ReaperToken    string  `env:"REAPER_ACCESS_TOKEN" secret:"yes" form:"an access token" doc:"The access token of an administrator of the homeserver, who deletes the rooms. Empty means the bot. Who is no administrator cannot delete: rooms are emptied and left so."`
	ReaperURL      URL     `env:"REAPER_HOMESERVER_URL" form:"an http(s) address" example:"http://127.0.0.1:8008" doc:"Where the homeserver's API for administrators is, which is best kept from the public. Empty means HOMESERVER_URL."`
	ReaperWarning  Delay   `env:"REAPER_WARNING_SECONDS" envDefault:"86400" form:"seconds, 0 or more" doc:"How long before it is emptied a room is told so. People always have all of that time. 0 means that it is not told."`
	ReaperInterval Seconds `env:"REAPER_INTERVAL_SECONDS" envDefault:"3600" form:"seconds, 1 or more" doc:"The pause between two passes through the rooms. A room is deleted in a pass after the one that has emptied it."`
	ReaperRooms    Count   `env:"REAPER_ROOMS_PER_PASS" envDefault:"100" form:"a number, 1 or more" doc:"With how many rooms something is done in one pass at most."`

	DialInURL   URL    `env:"JITSI_DIAL_IN_JSON_URL" form:"an http(s) address" doc:"Where Jitsi lists its telephone numbers. Empty means no dial-in."`
	PinURL      PinURL `env:"JITSI_PIN_URL" form:"an http(s) address with {base32_room_name}" example:"https://jitsi.example.org/conferenceMapper?conference={base32_room_name}@conference.jitsi.example.org" doc:"Where Jitsi tells the PIN of a conference. Empty means none."`
	OpenXchange URL    `env:"OPEN_XCHANGE_MEETING_URL_TEMPLATE" form:"an http(s) address with {{id}} and {{folder}}" example:"https://ox.example.org/appsuite/#app=io.ox/calendar&id={{id}}&folder={{folder}}" doc:"Where people edit meetings that were made in Open-Xchange."`

	Storage  string   `env:"STORAGE_FILE_DATA_PATH" envDefault:"storage" form:"the path of a folder" doc:"The folder of the database parley.db."`
	Database Database `env:"DATABASE_URL" secret:"yes" form:"an address that begins with postgres://" doc:"A PostgreSQL database in which everything is kept that otherwise is in parley.db, with user and password. Several processes with the same account may share one: see docs/install.md."`
	LogLevel Level    `env:"LOG_LEVEL" envDefault:"info" form:"trace, debug, info, warn, error, fatal or silent" doc:"The least important messages that are logged."`

	// Ineffective are the names that are set and mean nothing here, in order.
	Ineffective []string
}

// Load reads the settings from an environment of NAME=value pairs, such as
// os.Environ(). The error is one line per wrong setting: name, fault and the
// accepted form.
func Load(environ []string) (Config, error) {
	vars := env.ToMap(environ)
	file, faults := readFile(vars[fileName])
	c := Config{Ineffective: ineffective(vars, file)}
	faults = append(faults, readSecretFiles(vars)...)
	faults = append(faults, readSecretFiles(file)...)
	for name, value := range file {
		if vars[name] == "" {
			vars[name] = value
		}
	}
	if err := env.ParseWithOptions(&c, env.Options{Environment: nonEmpty(vars)}); err != nil {
		faults = append(faults, explain(err)...)
	}
	if !about(faults, fileName, "ACCESS_TOKEN", "BOT_USERNAME", "BOT_PASSWORD") {
		faults = append(faults, c.account()...)
	}
	if !about(faults, fileName, "PUBLIC_URL", "MEETINGWIDGET_URL") {
		faults = append(faults, c.place()...)
	}
	if c.Notes && !about(faults, fileName, "ETHERPAD_URL", "ETHERPAD_API_KEY") {
		faults = append(faults, c.pads()...)
	}
	if len(faults) > 0 {
		sort.Strings(faults)
		return Config{}, errors.New(strings.Join(faults, "\n"))
	}
	c.complete()
	return c, nil
}

// about reports whether one of these settings is faulty itself: then it cannot be said
// that it is missing.
func about(faults []string, names ...string) bool {
	return slices.ContainsFunc(faults, func(line string) bool {
		name, _, _ := strings.Cut(line, ": ")
		return slices.Contains(names, strings.TrimSuffix(name, fileSuffix))
	})
}

// account says what is wrong with the ways to sign in.
func (c *Config) account() []string {
	hasUser, hasPassword := c.BotUsername != "", c.BotPassword != ""
	switch {
	case c.Registration != "" && c.AccessToken != "":
		return []string{"APPSERVICE_REGISTRATION: given together with ACCESS_TOKEN; give one way to sign in"}
	case c.Registration != "":
		return nil
	case c.AccessToken != "" && hasUser:
		return []string{"ACCESS_TOKEN: given together with BOT_USERNAME; give one way to sign in"}
	case c.AccessToken == "" && !(hasUser && hasPassword):
		return []string{"ACCESS_TOKEN: missing; give an access token, or BOT_USERNAME and BOT_PASSWORD"}
	}
	return nil
}

// place says that nobody could tell where browsers reach this process. The existing
// system's settings name only its widgets.
func (c *Config) place() []string {
	if c.PublicURL == "" && c.WidgetURL == "" {
		return []string{"PUBLIC_URL: missing; give an http(s) address"}
	}
	return nil
}

// pads says what is missing of the way to the Etherpad.
func (c *Config) pads() (faults []string) {
	if c.PadURL == "" {
		faults = append(faults, "ETHERPAD_URL: missing; give an http(s) address, or MEETING_NOTES_ENABLED=false")
	}
	if c.PadKey == "" {
		faults = append(faults, "ETHERPAD_API_KEY: missing; give the API key of the Etherpad, or MEETING_NOTES_ENABLED=false")
	}
	return faults
}

// complete derives what is left out.
func (c *Config) complete() {
	defaultURL(&c.PublicURL, c.WidgetURL.Place())
	defaultURL(&c.WidgetURL, c.PublicURL.Join("/"))
	defaultURL(&c.CockpitURL, c.PublicURL.Join("/cockpit/"))
	defaultURL(&c.BreakoutURL, c.PublicURL.Join("/"))
	defaultURL(&c.PadAPI, c.PadURL)
	defaultURL(&c.ReaperURL, c.HomeserverURL)
	if len(c.WidgetOrigins) == 0 {
		c.WidgetOrigins = originsOf(c.PublicURL, c.WidgetURL, c.CockpitURL, c.BreakoutURL)
	}
}

// originsOf returns the origins of addresses, each once.
func originsOf(urls ...URL) (all Origins) {
	for _, u := range urls {
		if origin := u.Origin(); u != "" && !slices.Contains(all, origin) {
			all = append(all, origin)
		}
	}
	return all
}

func defaultURL(u *URL, otherwise URL) {
	if *u == "" {
		*u = otherwise
	}
}

// fileSuffix makes of a secret's name that of the variable with the path of its file.
const fileSuffix = "_FILE"

// readSecretFiles fills NAME from the file that NAME_FILE names, and returns a line for
// each file that cannot be read.
func readSecretFiles(vars map[string]string) (faults []string) {
	for _, s := range Settings() {
		path := vars[s.Name+fileSuffix]
		if !s.Secret || path == "" {
			continue
		}
		content, err := os.ReadFile(path)
		if err != nil {
			faults = append(faults, fmt.Sprintf("%s_FILE: not accepted (%v); give the path of a readable file with %s", s.Name, fault(err), s.Form))
		}
		vars[s.Name] = strings.TrimSpace(string(content))
	}
	return faults
}

// nonEmpty drops empty variables: they mean the same as missing ones.
func nonEmpty(vars map[string]string) map[string]string {
	kept := make(map[string]string, len(vars))
	for name, value := range vars {
		if value != "" {
			kept[name] = value
		}
	}
	return kept
}

// explain turns the errors of package env into lines that name the setting, the
// fault and the accepted form. The rejected value is not repeated.
func explain(err error) (lines []string) {
	var all env.AggregateError
	if !errors.As(err, &all) {
		return []string{err.Error()}
	}
	for _, e := range all.Errors {
		var missing env.VarIsNotSetError
		var wrong env.ParseError
		switch {
		case errors.As(e, &missing):
			lines = append(lines, fmt.Sprintf("%s: missing; give %s", missing.Key, byName(missing.Key).Form))
		case errors.As(e, &wrong):
			s := byField(wrong.Name)
			lines = append(lines, fmt.Sprintf("%s: not accepted (%v); give %s", s.Name, fault(wrong.Err), s.Form))
		default:
			lines = append(lines, e.Error())
		}
	}
	return lines
}

// fault returns the innermost reason, which does not repeat the value.
func fault(err error) error {
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		err = inner
	}
	return err
}

func byName(name string) Setting {
	for _, s := range Settings() {
		if s.Name == name {
			return s
		}
	}
	return Setting{Name: name}
}

func byField(field string) Setting {
	f, _ := reflect.TypeFor[Config]().FieldByName(field)
	return setting(f)
}
