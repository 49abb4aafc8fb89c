// Command parley is meetings for Matrix: the bot, its HTTP interface and the
// widget, in one process. It is configured by environment variables or a file of them.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"parley/bot/config"
)

// version is set by the build.
var version = "dev"

const usage = `Parley: meetings for Matrix.

Usage: parley <command>

Commands:
  serve    the bot, its HTTP interface and the widget (what most people want)
  bot      the bot and its HTTP interface
  web      the widget's files only
  reaper   deletes the rooms of meetings whose time has come (REAPER_MODE=alone):
           with --once in one pass, with --dry-run it only lists them
  check    tries the settings out and says what is wrong and how to mend it
  registration  makes a registration of the bot as an application service (BOT_USERNAME, PUBLIC_URL)
  recovery-key  prints the recovery key of the bot's account, to be kept in a safe place
  version  prints the version, as --version does

Settings, from the environment or from the file that PARLEY_CONFIG names:

`

// Exit codes.
const (
	exitFailed = 1
	exitUsage  = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr))
}

func isHelp(arg string) bool { return arg == "--help" || arg == "-h" }

// run carries out one command and returns the exit code.
func run(ctx context.Context, args, environ []string, out, errs io.Writer) int {
	name, helped := "help", exitUsage
	switch {
	case slices.ContainsFunc(args, isHelp):
		helped = 0
	case len(args) == 1 || len(args) > 1 && args[0] == "reaper":
		name, helped = args[0], 0
	}
	switch name {
	case "version", "--version", "-v":
		fmt.Fprintln(out, version)
		return 0
	case "help":
		fmt.Fprint(out, usage, config.Help())
		return helped
	}
	command := map[string]func(context.Context, config.Config, io.Writer) error{
		"serve": serve, "bot": serveBot, "web": serveWeb, "check": check, "registration": registration,
		"recovery-key": recoveryKey,
	}[name]
	if name == "reaper" {
		command = reaperCommand(args[1:])
	}
	if command == nil {
		fmt.Fprintf(errs, "parley: there is no command %q; see parley --help\n", strings.Join(args, " "))
		return exitUsage
	}
	settings, err := config.Load(environ)
	if err == nil {
		err = command(ctx, settings, out)
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		for line := range strings.SplitSeq(err.Error(), "\n") {
			fmt.Fprintf(errs, "parley: %s\n", line)
		}
		return exitFailed
	}
	return 0
}
