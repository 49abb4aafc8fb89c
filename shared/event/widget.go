package event

import (
	"encoding/json"

	"parley/shared/fault"
	"parley/shared/wire"
)

// Widget is the content of im.vector.modular.widgets; its state key is the id.
type Widget struct {
	ID                string          `json:"id,omitempty"`
	Type              string          `json:"type,omitempty"`
	Name              string          `json:"name,omitempty"`
	URL               string          `json:"url,omitempty"`
	AvatarURL         string          `json:"avatar_url,omitempty"`
	CreatorUserID     string          `json:"creatorUserId,omitempty"`
	Data              json.RawMessage `json:"data,omitempty"` // an object; clients fill its values into the URL
	WaitForIframeLoad *bool           `json:"waitForIframeLoad,omitempty"`
}

// DecodeWidget reads the content of im.vector.modular.widgets. One without a URL is
// a widget that was removed.
func DecodeWidget(content json.RawMessage) (Widget, error) {
	var faults fault.List
	o := wire.Open(content, &faults)
	w := Widget{
		ID: o.Text("id"), Type: o.Text("type"), Name: o.Text("name"), URL: o.Text("url"), AvatarURL: o.Text("avatar_url"),
		CreatorUserID: o.Text("creatorUserId"), WaitForIframeLoad: o.Flag("waitForIframeLoad"),
	}
	if data := o.Object("data"); data != nil {
		w.Data = data.Raw()
	}
	return w, faults.Err()
}

// ClientParameters is the fragment of a widget's address that lets a client tell
// the widget about itself and the person: clients fill in what begins with a dollar
// sign (MSC2873, MSC3819, MSC4039).
const ClientParameters = "#/?theme=$org.matrix.msc2873.client_theme" +
	"&matrix_user_id=$matrix_user_id&matrix_display_name=$matrix_display_name" +
	"&matrix_avatar_url=$matrix_avatar_url&matrix_room_id=$matrix_room_id" +
	"&matrix_client_id=$org.matrix.msc2873.client_id" +
	"&matrix_client_language=$org.matrix.msc2873.client_language" +
	"&matrix_device_id=$org.matrix.msc3819.matrix_device_id" +
	"&matrix_base_url=$org.matrix.msc4039.matrix_base_url"

// Layout is the content of io.element.widgets.layout: where each widget is, by
// its id.
type Layout struct {
	Widgets map[string]Placement `json:"widgets"`
}

// Containers of a room's widgets in Element.
const (
	ContainerTop    = "top"
	ContainerRight  = "right"
	ContainerCenter = "center"
)

// containers are those of Element and, tolerated in what operators have configured,
// two that no client shows.
var containers = [...]string{ContainerTop, ContainerRight, ContainerCenter, "left", "bottom"}

// MaxPlace is the largest index, width and height of a widget.
const MaxPlace = 100

// Placement is the place of one widget: its container, its order in there, and its
// size in percent.
type Placement struct {
	Container string `json:"container"`
	Index     int    `json:"index,omitempty"`
	Width     int    `json:"width,omitempty"`
	Height    int    `json:"height,omitempty"`
}

// DecodeLayout reads and validates the content of io.element.widgets.layout.
func DecodeLayout(content json.RawMessage) (Layout, error) {
	var faults fault.List
	l := Layout{Widgets: map[string]Placement{}}
	wire.Open(content, &faults).Object("widgets").Each(func(id string, v wire.Value) {
		l.Widgets[id] = decodePlacement(v.Object())
	})
	return l, faults.Err()
}

// Known reports whether the container is one.
func (p Placement) Known() bool {
	for _, c := range containers {
		if p.Container == c {
			return true
		}
	}
	return false
}

func decodePlacement(o *wire.Object) Placement {
	return Placement{
		Container: o.NeedOneOf("container", containers[:]...),
		Index:     int(o.Count("index", MaxPlace)),
		Width:     int(o.Count("width", MaxPlace)),
		Height:    int(o.Count("height", MaxPlace)),
	}
}
