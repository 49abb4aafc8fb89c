package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"parley/shared/calendar"
	"parley/shared/event"
	"parley/shared/text"
)

// URL is an absolute http or https address.
type URL string

// UnmarshalText implements encoding.TextUnmarshaler.
func (u *URL) UnmarshalText(text []byte) error {
	parsed, err := url.Parse(string(text))
	switch {
	case err != nil:
		return errors.New("it cannot be parsed")
	case parsed.Scheme != "http" && parsed.Scheme != "https":
		return errors.New("it does not begin with http:// or https://")
	case parsed.Host == "":
		return errors.New("it names no host")
	case parsed.User != nil:
		return errors.New("it holds a user name")
	}
	*u = URL(text)
	return nil
}

// Database is the address of a PostgreSQL database; "" for none.
type Database string

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *Database) UnmarshalText(text []byte) error {
	parsed, err := url.Parse(string(text))
	switch {
	case err != nil:
		return errors.New("it cannot be parsed")
	case parsed.Scheme != "postgres" && parsed.Scheme != "postgresql":
		return errors.New("it does not begin with postgres://")
	}
	*d = Database(text)
	return nil
}

// Encrypted reports that nobody on the way can read what is sent to u: it is https, or
// on this machine.
func (u URL) Encrypted() bool {
	parsed, err := url.Parse(string(u))
	if err != nil {
		return false
	}
	host := parsed.Hostname()
	return parsed.Scheme == "https" || host == "localhost" || net.ParseIP(host).IsLoopback()
}

// Join returns the address of an absolute path below u.
func (u URL) Join(path string) URL { return URL(strings.TrimRight(string(u), "/") + path) }

// Place returns u without parameters and fragment.
func (u URL) Place() URL {
	place, _, _ := strings.Cut(string(u), "#")
	place, _, _ = strings.Cut(place, "?")
	return URL(place)
}

// Origin returns scheme, host and port.
func (u URL) Origin() string {
	parsed, err := url.Parse(string(u))
	if err != nil {
		return ""
	}
	return parsed.Scheme + "://" + parsed.Host
}

// Widget returns the address of a widget as a room's state holds it.
func (u URL) Widget() string {
	if u == "" || strings.Contains(string(u), "#") {
		return string(u)
	}
	return string(u) + event.ClientParameters
}

// Origins is a list of web origins, such as https://meetings.example.org.
type Origins []string

// UnmarshalText implements encoding.TextUnmarshaler.
func (o *Origins) UnmarshalText(text []byte) error {
	for part := range strings.SplitSeq(string(text), ",") {
		part = strings.TrimSpace(part)
		var u URL
		if err := u.UnmarshalText([]byte(part)); err != nil {
			return err
		}
		if u.Origin() != part {
			return errors.New("an origin has no path and no slash at its end")
		}
		*o = append(*o, part)
	}
	return nil
}

// Port is a TCP port.
type Port uint16

// UnmarshalText implements encoding.TextUnmarshaler.
func (p *Port) UnmarshalText(text []byte) error {
	n, err := strconv.ParseUint(string(text), 10, 16)
	if err != nil || n == 0 {
		return errors.New("it is no port number")
	}
	*p = Port(n)
	return nil
}

// Address is a host, which may be empty for all, and a port to listen on.
type Address string

// UnmarshalText implements encoding.TextUnmarshaler.
func (a *Address) UnmarshalText(text []byte) error {
	_, port, err := net.SplitHostPort(string(text))
	var p Port
	if err != nil || p.UnmarshalText([]byte(port)) != nil {
		return errors.New("it is no host with a port")
	}
	*a = Address(text)
	return nil
}

// Minutes is a duration of at least one minute.
type Minutes time.Duration

// UnmarshalText implements encoding.TextUnmarshaler.
func (m *Minutes) UnmarshalText(text []byte) error {
	n, err := strconv.ParseInt(string(text), 10, 32)
	if err != nil || n < 1 {
		return errors.New("it is no positive whole number")
	}
	*m = Minutes(time.Duration(n) * time.Minute)
	return nil
}

// Seconds is a duration of at least one second.
type Seconds time.Duration

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Seconds) UnmarshalText(text []byte) error {
	n, err := strconv.ParseInt(string(text), 10, 32)
	if err != nil || n < 1 {
		return errors.New("it is no positive whole number")
	}
	*s = Seconds(time.Duration(n) * time.Second)
	return nil
}

// Duration returns the duration.
func (s Seconds) Duration() time.Duration { return time.Duration(s) }

// Delay is a duration of whole seconds, which may be none.
type Delay time.Duration

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *Delay) UnmarshalText(text []byte) error {
	n, err := strconv.ParseInt(string(text), 10, 32)
	if err != nil || n < 0 {
		return errors.New("it is no whole number from 0 on")
	}
	*d = Delay(time.Duration(n) * time.Second)
	return nil
}

// Duration returns the duration.
func (d Delay) Duration() time.Duration { return time.Duration(d) }

// Offset is a duration of whole minutes, which may be none.
type Offset time.Duration

// UnmarshalText implements encoding.TextUnmarshaler.
func (o *Offset) UnmarshalText(text []byte) error {
	n, err := strconv.ParseInt(string(text), 10, 32)
	if err != nil || n < 0 {
		return errors.New("it is no whole number from 0 on")
	}
	*o = Offset(time.Duration(n) * time.Minute)
	return nil
}

// Duration returns o as a duration.
func (o Offset) Duration() time.Duration { return time.Duration(o) }

// Duration returns m as a duration.
func (m Minutes) Duration() time.Duration { return time.Duration(m) }

// Locale is a BCP 47 tag of a language that there are texts in.
type Locale string

// UnmarshalText implements encoding.TextUnmarshaler.
func (l *Locale) UnmarshalText(tag []byte) error {
	if !text.Known(string(tag)) {
		return errors.New("there are no texts in it")
	}
	*l = Locale(tag)
	return nil
}

// Count is a number of at least one.
type Count int

// UnmarshalText implements encoding.TextUnmarshaler.
func (c *Count) UnmarshalText(text []byte) error {
	n, err := strconv.ParseInt(string(text), 10, 32)
	if err != nil || n < 1 {
		return errors.New("it is no positive whole number")
	}
	*c = Count(n)
	return nil
}

// Zone is the name of an IANA time zone.
type Zone string

// UnmarshalText implements encoding.TextUnmarshaler.
func (z *Zone) UnmarshalText(text []byte) error {
	if _, err := calendar.ZoneFunc(time.LoadLocation).Location(string(text)); err != nil {
		return errors.New("it is no time zone")
	}
	*z = Zone(text)
	return nil
}

// PinPlace is where an address takes the name of a conference.
const PinPlace = "{base32_room_name}"

// PinURL is an address with PinPlace in it.
type PinURL string

// UnmarshalText implements encoding.TextUnmarshaler.
func (p *PinURL) UnmarshalText(text []byte) error {
	if !strings.Contains(string(text), PinPlace) {
		return errors.New("it has no place for the name of the conference")
	}
	*p = PinURL(text)
	return (*URL)(p).UnmarshalText(text)
}

// OpenIDServers are addresses of homeservers by their names.
type OpenIDServers map[string]URL

// UnmarshalText implements encoding.TextUnmarshaler.
func (o *OpenIDServers) UnmarshalText(text []byte) error {
	*o = OpenIDServers{}
	for part := range strings.SplitSeq(string(text), ",") {
		name, address, ok := strings.Cut(strings.TrimSpace(part), "=")
		if !ok || name == "" || strings.ContainsAny(name, "/@ ") {
			return errors.New("it is no pair of a server's name and its address")
		}
		var u URL
		if err := u.UnmarshalText([]byte(address)); err != nil {
			return err
		}
		(*o)[name] = u
	}
	return nil
}

// Servers are names of homeservers.
type Servers []string

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Servers) UnmarshalText(text []byte) error {
	for part := range strings.SplitSeq(string(text), ",") {
		name := strings.TrimSpace(part)
		if name == "" || strings.ContainsAny(name, "/@ *") {
			return errors.New("it is no list of servers' names")
		}
		*s = append(*s, name)
	}
	return nil
}

// Level is the least important level that is logged.
type Level zerolog.Level

var levels = map[string]zerolog.Level{
	"trace": zerolog.TraceLevel, "debug": zerolog.DebugLevel, "info": zerolog.InfoLevel,
	"warn": zerolog.WarnLevel, "error": zerolog.ErrorLevel, "fatal": zerolog.FatalLevel, "silent": zerolog.Disabled,
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (l *Level) UnmarshalText(text []byte) error {
	level, ok := levels[string(text)]
	if !ok {
		return errors.New("it is no level")
	}
	*l = Level(level)
	return nil
}

// Leads are numbers of minutes before a meeting.
type Leads []int64

// UnmarshalText implements encoding.TextUnmarshaler.
func (l *Leads) UnmarshalText(text []byte) error {
	*l = nil
	if string(text) == "none" {
		return nil
	}
	for part := range strings.SplitSeq(string(text), ",") {
		n, err := strconv.ParseInt(strings.TrimSpace(part), 10, 64)
		if err != nil || n < 0 || n > event.MaxReminder || len(*l) == event.MaxReminders {
			return fmt.Errorf("it is no list of up to %d numbers from 0 to %d", event.MaxReminders, event.MaxReminder)
		}
		*l = append(*l, n)
	}
	return nil
}

// Scope is what one document of notes is for.
type Scope string

// Scopes.
const (
	ScopeRoom       Scope = "room"
	ScopeOccurrence Scope = "occurrence"
)

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Scope) UnmarshalText(text []byte) error { return word(s, text, ScopeRoom, ScopeOccurrence) }

// Opening is where notes are shown.
type Opening string

// Places.
const (
	OpenTab   Opening = "tab"
	OpenEmbed Opening = "embed"
)

// UnmarshalText implements encoding.TextUnmarshaler.
func (o *Opening) UnmarshalText(text []byte) error { return word(o, text, OpenTab, OpenEmbed) }

// Notice is what becomes of notes in encrypted rooms.
type Notice string

// What there is.
const (
	NoticeWarn Notice = "warn"
	NoticeDeny Notice = "deny"
)

// UnmarshalText implements encoding.TextUnmarshaler.
func (n *Notice) UnmarshalText(text []byte) error { return word(n, text, NoticeWarn, NoticeDeny) }

// Maker is what makes PDFs.
type Maker string

// Makers.
const (
	MakerBuiltin  Maker = "builtin"
	MakerEtherpad Maker = "etherpad"
)

// UnmarshalText implements encoding.TextUnmarshaler.
func (m *Maker) UnmarshalText(text []byte) error { return word(m, text, MakerBuiltin, MakerEtherpad) }

// Mode is who deletes rooms.
type Mode string

// Who there is.
const (
	ReaperOff   Mode = "off"
	ReaperBot   Mode = "bot"
	ReaperAlone Mode = "alone"
)

// UnmarshalText implements encoding.TextUnmarshaler.
func (m *Mode) UnmarshalText(text []byte) error {
	return word(m, text, ReaperOff, ReaperBot, ReaperAlone)
}

// word reads one of some words.
func word[T ~string](into *T, text []byte, words ...T) error {
	if *into = T(text); !slices.Contains(words, *into) {
		return errors.New("it is none of the words")
	}
	return nil
}

// Trust is how sure it must be whose device a message comes from.
type Trust string

// What there is.
const (
	TrustAny    Trust = "any"
	TrustSigned Trust = "cross-signed"
	TrustPinned Trust = "pinned"
)

// UnmarshalText implements encoding.TextUnmarshaler.
func (t *Trust) UnmarshalText(text []byte) error {
	return word(t, text, TrustAny, TrustSigned, TrustPinned)
}
