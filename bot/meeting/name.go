package meeting

import (
	"context"
	"time"

	"parley/shared/room"
)

// nameLimit is how long a display name is waited for.
const nameLimit = 5 * time.Second

// NameIn returns how people in a room call somebody. Who has no name there, such as
// somebody whom the homeserver has invited without one, is called as in their profile.
func (b *Bot) NameIn(ctx context.Context, r *room.Room, user string) string {
	if name := r.NameOf(user); name != user {
		return name
	}
	return r.NameWith(b.profileName(ctx, user), user)
}

// profileName returns how somebody is called, "" when that is not to be learned soon: the
// profile may be on another homeserver, and nameless people plan meetings, too.
func (b *Bot) profileName(ctx context.Context, user string) string {
	ctx, cancel := context.WithTimeout(ctx, nameLimit)
	defer cancel()
	name, err := b.matrix.DisplayName(ctx, user)
	if err != nil {
		b.log.Debug().Err(err).Msg("a display name cannot be read")
	}
	return name
}
