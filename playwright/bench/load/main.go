// Command load measures how many requests per second a server answers. "load serve"
// serves nothing by echo, for comparison, and prints its address; "load ask URL…" asks
// each address in turn, several rounds, and prints what it saw as JSON.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
)

const (
	askers = 32
	rounds = 15
	span   = 400 * time.Millisecond // of a round, for each address
)

// figures are what was seen of one address.
type figures struct {
	Rates []float64 `json:"rates"` // requests/s, per round
	P99   []float64 `json:"p99"`   // ms
}

func main() {
	var err error
	if os.Args[1] == "serve" {
		err = serve()
	} else {
		err = ask(os.Args[2:], os.Getenv("AUTHORIZATION"))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve() error {
	e := echo.New()
	e.GET("/", func(c echo.Context) error { return c.NoContent(http.StatusOK) })
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("http://%s/\n", listener.Addr())
	return http.Serve(listener, e)
}

func ask(urls []string, authorization string) error {
	seen := make([]figures, len(urls))
	for round := range rounds + 1 {
		for i, url := range urls {
			times, err := once(url, authorization)
			if err != nil {
				return fmt.Errorf("%s: %w", url, err)
			}
			if round == 0 {
				continue // the identity is learned
			}
			slices.Sort(times)
			seen[i].Rates = append(seen[i].Rates, float64(len(times))/span.Seconds())
			seen[i].P99 = append(seen[i].P99, float64(times[len(times)*99/100])/float64(time.Millisecond))
		}
	}
	return json.NewEncoder(os.Stdout).Encode(seen)
}

// once asks one address for a while and returns how long each answer took.
func once(url, authorization string) (all []time.Duration, err error) {
	request, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", authorization)
	var text bytes.Buffer
	if err := request.Write(&text); err != nil {
		return nil, err
	}
	var mu sync.Mutex
	var asking sync.WaitGroup
	for range askers {
		asking.Go(func() {
			times, failed := askFor(span, request.Host, text.Bytes())
			mu.Lock()
			defer mu.Unlock()
			all, err = append(all, times...), errors.Join(err, failed)
		})
	}
	asking.Wait()
	return all, err
}

// askFor makes one request again and again on one connection. It does not use a
// client of net/http, which takes more time for an answer with a body than a server
// does, from the same processors.
func askFor(span time.Duration, host string, request []byte) (times []time.Duration, err error) {
	connection, err := net.Dial("tcp", host)
	if err != nil {
		return nil, err
	}
	defer connection.Close()
	reader := bufio.NewReader(connection)
	for end := time.Now().Add(span); time.Now().Before(end); {
		begin := time.Now()
		if _, err := connection.Write(request); err != nil {
			return nil, err
		}
		if err := skipAnswer(reader); err != nil {
			return nil, err
		}
		times = append(times, time.Since(begin))
	}
	return times, nil
}

// skipAnswer reads one answer, which has to be 200 and to tell its length.
func skipAnswer(reader *bufio.Reader) error {
	length := -1
	for first := true; ; first = false {
		line, err := reader.ReadSlice('\n')
		switch {
		case err != nil:
			return err
		case first && !bytes.HasPrefix(line, []byte("HTTP/1.1 200 ")):
			return fmt.Errorf("it answers %q", line)
		case len(line) <= 2 && length < 0:
			return errors.New("it does not tell the length of its answer")
		case len(line) <= 2:
			_, err = reader.Discard(length)
			return err
		}
		if name, value, _ := bytes.Cut(line, []byte(":")); string(name) == "Content-Length" {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return err
			}
		}
	}
}
