package event

import (
	"parley/shared/fault"
	"parley/shared/wire"
)

// Groupware is where Open-Xchange keeps its own data among a meeting's external data.
const Groupware = "io.ox"

// Appointment returns by what Open-Xchange knows a meeting; both are empty when the
// meeting was not made there.
func (m *Metadata) Appointment() (folder, id string) {
	if data, ok := m.ExternalData[Groupware]; ok {
		var ignored fault.List
		o := wire.Open(data, &ignored)
		folder, id = o.Text("folder"), o.Text("id")
	}
	return folder, id
}
