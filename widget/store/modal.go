package store

import (
	"encoding/json"
	"strings"
	"time"

	"parley/shared/event"
	"parley/widget/host"
)

// Modal is a form that the client shows in a dialog of its own, as a modal widget.
type Modal struct {
	Page                  string // host.ModalMeeting or host.ModalBreakouts
	Title, Submit, Cancel string // words of the dialog
	Handed                Handed
}

// Handed is what a modal widget and its opener hand to each other.
type Handed struct {
	Draft   string `json:"draft"`             // what is in the form, as it encodes it; "" for nothing
	Resumed bool   `json:"resumed,omitempty"` // the person had typed it before
	Submit  bool   `json:"submit,omitempty"`  // they want it done
}

// modalButtons are what the ids of buttons begin with, as in the existing system.
var modalButtons = map[string]string{
	host.ModalMeeting:   "nic.schedule.meeting",
	host.ModalBreakouts: "nic.schedule.breakoutsessions",
}

const (
	submitButton = ".submit"
	cancelButton = ".cancel"
)

// OpenModal has the client show a form. Either refused is called, when it does not do that,
// or closed, when the form has closed.
func (s *Store) OpenModal(m Modal, refused func(), closed func(Handed)) {
	s.hold(closed)
	id := modalButtons[m.Page]
	go func() {
		err := s.client.OpenModal(s.ctx, host.Modal{
			Type: "m.custom", Name: m.Title, Data: m.Handed,
			URL: s.Params.Origin + s.Config.BasePath + m.Page + event.ClientParameters,
			Buttons: []host.ModalButton{
				{ID: id + submitButton, Label: m.Submit, Kind: "m.primary"},
				{ID: id + cancelButton, Label: m.Cancel, Kind: "m.secondary"},
			},
		})
		if err != nil {
			s.hold(nil)
			refused()
		}
	}()
}

func (s *Store) hold(closed func(Handed)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = closed
}

// learnClosed takes what comes from a modal widget: nothing when the client has closed it.
func (s *Store) learnClosed(data json.RawMessage) {
	s.mu.Lock()
	closed := s.closed
	s.closed = nil
	s.mu.Unlock()
	if closed != nil {
		go closed(handed(data))
	}
}

func handed(data json.RawMessage) (h Handed) {
	_ = json.Unmarshal(data, &h)
	return h
}

// learnOpened takes what the opener has handed to the modal widget that this page is.
func (s *Store) learnOpened(data json.RawMessage) {
	s.change(func() {
		h := handed(data)
		s.opened = &h
	})
}

// OnModalButton calls f when somebody presses one of the buttons below the modal widget that
// this page is.
func (s *Store) OnModalButton(f func(submit bool)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pressed = f
}

func (s *Store) learnButton(id string) {
	s.mu.Lock()
	pressed := s.pressed
	s.mu.Unlock()
	if pressed != nil {
		pressed(strings.HasSuffix(id, submitButton))
	}
}

// goodbye is how long a client may take to close a page of which it says that it does not.
const goodbye = time.Second

// CloseModal closes the modal widget that this page is and hands its form to the opener.
// failed is called when the client does not do that.
func (s *Store) CloseModal(h Handed, failed func()) {
	go func() {
		if s.client.CloseModal(s.ctx, h) != nil {
			time.Sleep(goodbye)
			failed()
		}
	}()
}
