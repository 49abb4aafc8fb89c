package event

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestAppointment(t *testing.T) {
	for _, c := range []struct{ external, folder, id string }{
		{`{}`, "", ""},
		{`{"io.ox": {"folder": "cal://0/471", "id": "cal://0/471.1274.0", "rrules": []}}`, "cal://0/471", "cal://0/471.1274.0"},
		{`{"io.ox": {"folder": 3, "id": null}}`, "", ""},
		{`{"io.ox": "hello", "other": {"folder": "f", "id": "i"}}`, "", ""},
	} {
		m, _ := DecodeMetadata(json.RawMessage(`{"creator": "@a:x", "calendar": [], "external_data": ` + c.external + `}`))
		folder, id := m.Appointment()
		assert.Equal(t, []string{c.folder, c.id}, []string{folder, id}, c.external)
	}
}
