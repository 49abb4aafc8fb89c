package store

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWhatIsKnownAboutAPersonStays(t *testing.T) {
	s, ctx := open(t, t.TempDir()), t.Context()
	require.NoError(t, s.SavePrivateRoom(ctx, PrivateRoom{User: "@a:x", About: "!team", Room: "!help", Locale: "en"}))
	for _, c := range []struct{ save, want Person }{
		{Person{}, Person{}},
		{Person{Timezone: "Europe/Berlin"}, Person{Timezone: "Europe/Berlin"}},
		{Person{Locale: "de"}, Person{"de", "Europe/Berlin"}},
		{Person{Locale: "de"}, Person{"de", "Europe/Berlin"}},
		{Person{Timezone: "Asia/Tokyo"}, Person{"de", "Asia/Tokyo"}},
	} {
		require.NoError(t, s.SavePerson(ctx, "@a:x", c.save))
		got, err := s.Person(ctx, "@a:x")
		require.NoError(t, err)
		assert.Equal(t, c.want, got)
	}
	locale, err := s.Locale(ctx, "@a:x")
	require.NoError(t, err)
	assert.Equal(t, "de", locale, "what somebody chose comes before the language of a room")
	other, err := s.Person(ctx, "@b:x")
	require.NoError(t, err)
	assert.Zero(t, other)
}
