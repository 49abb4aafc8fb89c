package command

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"parley/shared/fault"
	"parley/shared/wire"
)

// fuzz checks of one command that no content makes its decoder panic, that what it
// refuses has faults, and that what it accepts comes out the same when sent again.
func fuzz(f *testing.F, typ string) {
	for _, kind := range []string{"good", "bad"} {
		for _, v := range vectors(f, typ, kind) {
			if len(v.Data) < 2000 {
				f.Add([]byte(content(v.Data)))
			}
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		data, ctx, err := Decode(typ, raw, "uid", zones)
		if err != nil {
			require.NotEmpty(t, fault.Of(err).Code)
			require.LessOrEqual(t, len(err.(fault.List)), wire.MaxFaults)
			return
		}
		exact, err := Content(data, ctx)
		require.NoError(t, err)
		require.LessOrEqual(t, len(exact), 6*len(raw)+1000, "bounded by what came in")
		require.True(t, json.Valid(exact))
		again(t, typ, data, ctx)
	})
}

func FuzzDecodeCreate(f *testing.F)             { fuzz(f, TypeMeetingCreate) }
func FuzzDecodeUpdate(f *testing.F)             { fuzz(f, TypeMeetingUpdate) }
func FuzzDecodeClose(f *testing.F)              { fuzz(f, TypeMeetingClose) }
func FuzzDecodeWidgets(f *testing.F)            { fuzz(f, TypeWidgetsHandle) }
func FuzzDecodeParticipants(f *testing.F)       { fuzz(f, TypeParticipantsHandle) }
func FuzzDecodeMessagePermissions(f *testing.F) { fuzz(f, TypeMessagePermissions) }
func FuzzDecodeBreakouts(f *testing.F)          { fuzz(f, TypeBreakoutsCreate) }
func FuzzDecodeBreakoutMessage(f *testing.F)    { fuzz(f, TypeSubMeetingsMessages) }
func FuzzDecodeWriters(f *testing.F)            { fuzz(f, TypeNotesSelect) }
func FuzzDecodeNotesPDF(f *testing.F)           { fuzz(f, TypeNotesPDF) }
