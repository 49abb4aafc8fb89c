package config

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/hashicorp/go-envparse"
)

// fileName is the variable that names the file.
const fileName = "PARLEY_CONFIG"

// readFile returns the settings in the file that PARLEY_CONFIG names, and a line for what
// is wrong with it. The file's text is not repeated: it may hold secrets.
func readFile(path string) (vars map[string]string, faults []string) {
	if path == "" {
		return nil, nil
	}
	file, err := os.Open(path)
	if err == nil {
		defer file.Close()
		vars, err = envparse.Parse(file)
	}
	var wrong *envparse.ParseError
	switch {
	case errors.As(err, &wrong):
		faults = append(faults, fmt.Sprintf("%s: not accepted (line %d: %s); give a file of lines NAME=value", fileName, wrong.Line, reason(wrong.Err)))
	case err != nil:
		faults = append(faults, fmt.Sprintf("%s: not accepted (%v); give the path of a readable file", fileName, fault(err)))
	}
	return vars, faults
}

// reason is why a line cannot be read. The library's other reasons repeat characters.
func reason(err error) string {
	if slices.Contains([]error{envparse.ErrMissingSeparator, envparse.ErrEmptyKey, envparse.ErrUnmatchedDouble, envparse.ErrUnmatchedSingle}, err) {
		return err.Error()
	}
	return "it cannot be read"
}

// existing are all settings of the existing system.
var existing = strings.Fields(`
	ACCESS_TOKEN AUTO_DELETION_OFFSET BOT_DISPLAYNAME BREAKOUT_SESSION_WIDGET_NAME BREAKOUT_SESSION_WIDGET_URL CALENDAR_ROOM_NAME
	CRYPTO_DATA_PATH DEFAULT_EVENTS_CONFIG DEFAULT_WIDGET_LAYOUTS_CONFIG ENABLE_CONTROL_ROOM_MIGRATION ENABLE_CRYPTO
	ENABLE_GUEST_USER_POWER_LEVEL_CHANGE ENABLE_PRIVATE_ROOM_ERROR_SENDING ENABLE_WELCOME_WORKFLOW GUEST_USER_DEFAULT_POWER_LEVEL
	GUEST_USER_DELETE_POWER_LEVEL_ON_LEAVE GUEST_USER_PREFIX HOMESERVER_URL JITSI_DIAL_IN_JSON_URL JITSI_PIN_URL LOG_LEVEL
	MATRIX_FILTER_APPLY MATRIX_FILTER_TIMELINE_LIMIT MATRIX_LINK_SHARE MATRIX_SERVER_EVENT_MAX_AGE_MINUTES MEETINGWIDGET_COCKPIT_NAME
	MEETINGWIDGET_COCKPIT_URL MEETINGWIDGET_NAME MEETINGWIDGET_URL OPEN_XCHANGE_MEETING_URL_TEMPLATE PORT STORAGE_FILE_DATA_PATH
	STORAGE_FILE_FILENAME WELCOME_WORKFLOW_DEFAULT_LOCALE`)

// idle returns those of the existing system's settings that mean nothing here.
func idle() []string {
	return slices.DeleteFunc(slices.Clone(existing), func(name string) bool { return byName(name).Form != "" })
}

// ineffective returns the names that are set and mean nothing: those of idle, and in the
// file, which is for Parley alone, all others, too.
func ineffective(environ, file map[string]string) []string {
	var names []string
	for _, name := range idle() {
		if environ[name] != "" {
			names = append(names, name)
		}
	}
	for name := range file {
		known := byName(name).Form != "" || byName(strings.TrimSuffix(name, fileSuffix)).Secret
		if !known && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
