package main

import (
	"context"
	"io"

	botcheck "parley/bot/check"
	"parley/bot/config"
)

// check tries the settings out.
func check(ctx context.Context, c config.Config, out io.Writer) error {
	return botcheck.Run(ctx, c, widgetIncluded, out)
}
