// Package check tries a set-up out and says what is wrong with it and how to mend it:
// the operator's files, the storage, the homeserver, the bot's account, and the public
// address with the reverse proxy in front. It changes nothing that stays.
package check

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"parley/bot/config"
	"parley/bot/matrix"
)

// limit is how long it takes at most.
const limit = 30 * time.Second

// Results of one examination, as they are printed.
const (
	good = "ok  "
	odd  = "warn"
	bad  = "FAIL"
)

// ErrFailed says that something was found that keeps Parley from working.
var ErrFailed = errors.New("something must be mended; see the lines that begin with FAIL")

// examiner examines one set-up and prints a line for each thing. Later examinations use
// what earlier ones have learned.
type examiner struct {
	config config.Config
	client *matrix.Client
	out    io.Writer
	counts map[string]int

	account string // the bot's user id, once it has signed in
	openID  string // a token by which the bot can show to others who it is, once it works
}

// Run examines everything and prints a line for each thing: result, what it is about,
// what was found and, where that is not good, what to do. widget tells whether the
// widget's files are in the program. The error is ErrFailed, or why nothing can be
// examined.
func Run(ctx context.Context, c config.Config, widget func() error, out io.Writer) error {
	client, err := matrix.New(string(c.HomeserverURL))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	x := &examiner{config: c, client: client, out: out, counts: map[string]int{}}
	x.files(widget)
	x.storage(ctx)
	x.addresses()
	x.secrets()
	x.notes(ctx)
	if x.homeserver(ctx) {
		x.signedIn(ctx, func() {
			x.identity(ctx)
			x.encryption(ctx)
			x.rooms(ctx)
			x.reaper(ctx)
			x.public(ctx)
		})
	}
	if x.account == "" {
		x.public(ctx)
	}
	fmt.Fprintf(out, "%d fine, %d to look at, %d to mend\n", x.counts[good], x.counts[odd], x.counts[bad])
	if x.counts[bad] > 0 {
		return ErrFailed
	}
	return nil
}

// fine prints what is as it should be.
func (x *examiner) fine(what, found string, args ...any) {
	x.say(good, what, fmt.Sprintf(found, args...))
}

// warn prints what works and can be better.
func (x *examiner) warn(what, remedy, found string, args ...any) {
	x.say(odd, what, fmt.Sprintf(found, args...)+"; "+remedy)
}

// fail prints what does not work.
func (x *examiner) fail(what, remedy, found string, args ...any) {
	x.say(bad, what, fmt.Sprintf(found, args...)+"; "+remedy)
}

func (x *examiner) say(result, what, text string) {
	x.counts[result]++
	fmt.Fprintf(x.out, "%s  %s: %s\n", result, what, oneLine(text))
}

// oneLine makes what others wrote one line of the output.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
