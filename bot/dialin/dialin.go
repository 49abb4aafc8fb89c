// Package dialin asks Jitsi by which telephone number and PIN people take part in a
// conference. What cannot be learned is left out: nobody waits long for it.
package dialin

import (
	"context"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"
	"parley/bot/config"
)

const (
	askLimit    = 5 * time.Second
	answerLimit = 1 << 20 // bytes
	redirects   = 3
	numberLife  = time.Hour
	trouble     = time.Minute // before a list that failed is asked for again
	maxPIN      = 1<<53 - 1
)

// Directory knows the numbers. Its methods are safe for concurrent use.
type Directory struct {
	numbers, pins string // addresses, "" for none
	client        *http.Client
	log           zerolog.Logger

	mu     sync.Mutex
	number string
	until  time.Time // number is asked for again
}

// New returns a directory that asks at two addresses, each "" for none; pins has
// config.PinPlace in it.
func New(numbers, pins string, log zerolog.Logger) *Directory {
	return &Directory{numbers: numbers, pins: pins, log: log, client: &http.Client{CheckRedirect: sameScheme}}
}

// sameScheme lets an answer be somewhere else, but not less safe.
func sameScheme(r *http.Request, via []*http.Request) error {
	if len(via) > redirects || r.URL.Scheme != via[0].URL.Scheme {
		return errors.New("redirected too far")
	}
	return nil
}

// Enabled reports whether there are numbers.
func (d *Directory) Enabled() bool { return d.numbers != "" }

// Number returns the telephone number to dial, "" for none. It is remembered for an
// hour; an old one is better than none.
func (d *Directory) Number(ctx context.Context) string {
	if !d.Enabled() {
		return ""
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if time.Now().Before(d.until) {
		return d.number
	}
	// Whoever waits behind this one has use for the answer, too.
	number, err := d.askNumber(context.WithoutCancel(ctx))
	if err != nil {
		d.until = time.Now().Add(trouble)
		d.log.Warn().Err(err).Msg("JITSI_DIAL_IN_JSON_URL: the telephone numbers cannot be read")
		return d.number
	}
	d.number, d.until = number, time.Now().Add(numberLife)
	return number
}

func (d *Directory) askNumber(ctx context.Context) (string, error) {
	body, err := d.ask(ctx, d.numbers)
	if err != nil {
		return "", err
	}
	return defaultNumber(body)
}

// PIN returns the PIN of the conference of a room, 0 for none.
func (d *Directory) PIN(ctx context.Context, room string) int64 {
	if d.pins == "" {
		return 0
	}
	name := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString([]byte(room))
	body, err := d.ask(ctx, strings.ReplaceAll(d.pins, config.PinPlace, name))
	var answer struct {
		ID int64 `json:"id"`
	}
	if err == nil {
		err = json.Unmarshal(body, &answer)
	}
	if err == nil && (answer.ID <= 0 || answer.ID > maxPIN) {
		err = errors.New("the answer has no id")
	}
	if err != nil {
		d.log.Warn().Err(err).Msg("JITSI_PIN_URL: a PIN cannot be read")
		return 0
	}
	return answer.ID
}

func (d *Directory) ask(ctx context.Context, address string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "application/json")
	response, err := d.client.Do(request)
	if err != nil {
		return nil, errors.Unwrap(err) // without the address, which names a room
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the answer is %d", response.StatusCode)
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, answerLimit+1))
	if err == nil && len(body) > answerLimit {
		err = errors.New("the answer is too long")
	}
	return body, err
}
