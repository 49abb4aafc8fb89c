package check

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"parley/bot/meeting"
	"parley/bot/store"
)

// files looks at what the operator and the build have written.
func (x *examiner) files(widget func() error) {
	blueprint, err := meeting.LoadBlueprint(x.config.EventsFile, x.config.LayoutsFile)
	switch {
	case err != nil:
		x.fail("DEFAULT_EVENTS_CONFIG, DEFAULT_WIDGET_LAYOUTS_CONFIG", "mend the file", "%v", err)
	case len(blueprint.Strays()) > 0:
		x.warn("DEFAULT_WIDGET_LAYOUTS_CONFIG", "correct the ids, or add the widgets to DEFAULT_EVENTS_CONFIG",
			"layouts name widgets that there are none of: %s", strings.Join(blueprint.Strays(), ", "))
	default:
		x.fine("files", "%s", offered(len(blueprint.Widgets())))
	}
	if err := widget(); err != nil {
		x.fail("widget", "build with make build", "%v", err)
	} else {
		x.fine("widget", "it is in the program")
	}
}

// offered says how many widgets a meeting can have.
func offered(widgets int) string {
	if widgets == 1 {
		return "1 widget is offered"
	}
	return fmt.Sprintf("%d widgets are offered", widgets)
}

// How much space has to be left for the database, in bytes.
const (
	full       = 64 << 20
	nearlyFull = 1 << 30
)

// storage looks at the database.
func (x *examiner) storage(ctx context.Context) {
	if x.config.Database != "" {
		x.database(ctx)
	} else {
		x.folder(ctx)
	}
}

// database looks at a database that processes share.
func (x *examiner) database(ctx context.Context) {
	const what = "DATABASE_URL"
	err := store.ExamineShared(ctx, string(x.config.Database))
	switch {
	case errors.Is(err, store.ErrNewer):
		x.fail(what, "use that version or a later one, or give the address of another database", "%v", err)
	case err != nil:
		x.fail(what, "give the address of a PostgreSQL database that runs, with a user who may create tables in it", "%v", err)
	default:
		x.fine(what, "can be used")
	}
}

// folder looks at the folder of the database that is a file.
func (x *examiner) folder(ctx context.Context) {
	const what = "STORAGE_FILE_DATA_PATH"
	place, err := store.Examine(ctx, x.config.Storage)
	switch {
	case errors.Is(err, store.ErrInUse):
		x.warn(what, "that is right while Parley runs; else stop the other process, or give a folder of its own", "%v", err)
	case errors.Is(err, store.ErrNewer):
		x.fail(what, "use that version or a later one, or give the folder of another database", "%v", err)
	case err != nil:
		x.fail(what, "give a folder on a local disk that the user of this process may write to", "%v", err)
		return
	case !place.Exists:
		x.fine(what, "will be created")
	default:
		x.fine(what, "can be written")
	}
	x.space(place.Free)
}

// space looks at the bytes that are left for the database.
func (x *examiner) space(free uint64) {
	const what = "disk"
	switch {
	case free < full:
		x.fail(what, "make room: without it no command is recorded", "only %d MiB are free for STORAGE_FILE_DATA_PATH", free>>20)
	case free < nearlyFull:
		x.warn(what, "make room before it is full", "only %d MiB are free for STORAGE_FILE_DATA_PATH", free>>20)
	}
}

// addresses looks at settings that have to fit together.
func (x *examiner) addresses() {
	c := x.config
	if len(c.Ineffective) > 0 {
		x.warn("settings", "remove them, or correct names that are misspelt", "without effect: %s", strings.Join(c.Ineffective, ", "))
	}
	if !c.PublicURL.Encrypted() {
		x.warn("PUBLIC_URL", "put a reverse proxy with TLS in front, and give its https address",
			"%s is not encrypted, and clients on https show no pages from there", c.PublicURL)
	}
	switch strings.TrimSpace(c.FrameAncestors) {
	case "'none'", "'self'":
		x.fail("FRAME_ANCESTORS", "give the addresses of your Matrix clients, such as https://app.element.io",
			"%s lets no Matrix client show the widget", c.FrameAncestors)
	}
	origin := cmp.Or(c.WidgetURL, c.PublicURL).Origin()
	if !slices.Contains(c.WidgetOrigins, origin) {
		x.fail("WIDGET_ORIGINS", "add "+origin, "pages of MEETINGWIDGET_URL may not use the API: %s is not in %s", origin, strings.Join(c.WidgetOrigins, ","))
	}
}
