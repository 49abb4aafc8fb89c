package matrix

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestThePastOfARoomBeginsWithTheOwnJoinOrSomeTimeAgo(t *testing.T) {
	since := time.UnixMilli(1000)
	at := func(id string, ms int) string {
		return fmt.Sprintf(`{"event_id":"%s","type":"c","origin_server_ts":%d}`, id, ms)
	}
	join := `{"event_id":"$join","type":"m.room.member","state_key":"@bot:x","origin_server_ts":1500,"content":{"membership":"join"}}`
	for name, pages := range map[string]map[string]string{
		"the join": {"": at("$4", 4000) + "," + at("$slow", 1), "1": at("$2", 2000) + "," + join + "," + at("$1", 1200)},
		"the time": {"": at("$4", 4000), "1": at("$2", 2000) + "," + at("$0", 999), "2": at("$-1", 998), "3": at("$-2", 3000)},
		"the end":  {"": at("$4", 4000), "1": at("$2", 2000)},
	} {
		next := map[string]string{"": "1", "1": "2", "2": "3"}
		c := faulty(t, func(w http.ResponseWriter, r *http.Request) {
			from := r.URL.Query().Get("from")
			answering(http.StatusOK, `{"chunk":[`+pages[from]+`],"end":"`+next[from]+`"}`)(w, r)
		})
		c.setUserID("@bot:x")
		got, err := c.Past(t.Context(), "!r", []string{"c"}, since)
		require.NoError(t, err)
		var ids []string
		for _, raw := range got {
			ids = append(ids, eventOf(raw).EventID)
		}
		assert.Equal(t, []string{"$2", "$4"}, ids, name)
	}
}
