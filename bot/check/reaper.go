package check

import (
	"context"
	"errors"

	"parley/bot/config"
	"parley/bot/matrix"
)

// reaper looks whether rooms can be deleted, where the operator wants that.
func (x *examiner) reaper(ctx context.Context) {
	const what = "reaper"
	c := x.config
	if c.Reaper == config.ReaperOff {
		return
	}
	if c.DeletionOffset == nil {
		x.warn(what, "set AUTO_DELETION_OFFSET", "no new meeting is given a time at which it is deleted")
	}
	admin, err := x.administrator(ctx)
	var purger matrix.Purger
	if err == nil {
		purger, err = admin.Purger(ctx)
	}
	if err == nil {
		err = purger.Allowed(ctx)
	}
	switch {
	case errors.Is(err, matrix.ErrToken):
		x.fail("REAPER_ACCESS_TOKEN", "log the administrator in again and give the new token", "%v", err)
	case errors.Is(err, matrix.ErrForbidden):
		x.warn(what, "give the REAPER_ACCESS_TOKEN of one", "%s is no administrator of the homeserver, so that rooms are emptied but not deleted", admin.UserID())
	case errors.Is(err, matrix.ErrNoPurge):
		x.warn(what, "delete them by the means of the homeserver", "%v; they are emptied", err)
	case err != nil:
		x.fail("REAPER_HOMESERVER_URL", "give an address at which /_synapse/admin or /_dendrite/admin is answered", "%v", err)
	default:
		x.fine(what, "%s may delete rooms", admin.UserID())
	}
}

// administrator is who deletes rooms: the bot, unless there is a token.
func (x *examiner) administrator(ctx context.Context) (*matrix.Client, error) {
	if x.config.ReaperToken == "" {
		return x.client, nil
	}
	admin, err := matrix.New(string(x.config.ReaperURL))
	if err != nil {
		return nil, err
	}
	return admin, admin.SignInWithToken(ctx, x.config.ReaperToken)
}
