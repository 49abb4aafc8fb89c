package store

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPrivateRooms(t *testing.T) {
	s, ctx := open(t, t.TempDir()), t.Context()
	none, err := s.PrivateRoom(ctx, "@a:x", "")
	require.NoError(t, err)
	assert.Zero(t, none)

	errors := PrivateRoom{User: "@a:x", Room: "!errors", Locale: ""}
	help := PrivateRoom{User: "@a:x", About: "!team", Room: "!help", Locale: "de"}
	other := PrivateRoom{User: "@b:x", About: "!team", Room: "!other", Locale: "en"}
	for _, r := range []PrivateRoom{errors, help, other} {
		require.NoError(t, s.SavePrivateRoom(ctx, r))
	}
	for _, want := range []PrivateRoom{errors, help, other} {
		got, err := s.PrivateRoom(ctx, want.User, want.About)
		require.NoError(t, err)
		assert.Equal(t, want, got)
		got, err = s.PrivateRoomByID(ctx, want.Room)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	about, err := s.PrivateRoomsAbout(ctx, "!team", 10)
	require.NoError(t, err)
	assert.Equal(t, []PrivateRoom{help, other}, about)
	about, err = s.PrivateRoomsAbout(ctx, "!team", 1)
	require.NoError(t, err)
	assert.Len(t, about, 1)

	locale, err := s.Locale(ctx, "@a:x")
	require.NoError(t, err)
	assert.Equal(t, "de", locale)
	locale, err = s.Locale(ctx, "@c:x")
	require.NoError(t, err)
	assert.Empty(t, locale)

	errors.Room = "!help" // one room has one purpose, one purpose one room
	require.NoError(t, s.SavePrivateRoom(ctx, errors))
	got, err := s.PrivateRoom(ctx, "@a:x", "!team")
	require.NoError(t, err)
	assert.Zero(t, got)
	require.NoError(t, s.ForgetPrivateRoom(ctx, "!help"))
	got, err = s.PrivateRoom(ctx, "@a:x", "")
	require.NoError(t, err)
	assert.Zero(t, got)
}

func TestSurveyIsDoneOnceForAnAccount(t *testing.T) {
	folder := t.TempDir()
	s, ctx := open(t, folder), t.Context()
	for range 2 {
		require.NoError(t, s.SaveSurvey(ctx, "@bot:x", at))
	}
	require.NoError(t, s.Close())
	s = open(t, folder)
	for account, want := range map[string]bool{"@bot:x": true, "@other:x": false} {
		done, err := s.Surveyed(ctx, account)
		require.NoError(t, err)
		assert.Equal(t, want, done)
	}
}
