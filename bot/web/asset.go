package web

import (
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"strconv"
	"time"
)

// A program of a megabyte over a line of 2 kB/s.
const assetLimit = 10 * time.Minute

// endings are those of packed files, by content coding.
var endings = map[string]string{"br": ".br", "gzip": ".gz"}

// asset answers with a file that never changes under its name.
type asset struct {
	Asset
	files fs.FS
}

// ServeHTTP implements http.Handler.
func (a *asset) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", a.Type)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Header().Set("Cross-Origin-Resource-Policy", "same-origin")
	encoding := choose(r, "br", "gzip")
	if unchanged(w, r, a.Integrity, encoding) {
		return
	}
	body, size, err := a.open(encoding)
	if err != nil {
		http.Error(w, "The file cannot be read.", http.StatusInternalServerError)
		return
	}
	defer body.Close()
	w.Header().Set("Content-Length", strconv.FormatInt(size, 10))
	if r.Method == http.MethodHead {
		return
	}
	// Not every ResponseWriter has deadlines; then there is none to extend.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(assetLimit))
	io.Copy(w, body)
}

// open returns the file in a coding and its length in bytes. Without a coding it
// is unpacked on the way, which only simple programs ask for.
func (a *asset) open(encoding string) (io.ReadCloser, int64, error) {
	if encoding != "" {
		return a.packed(endings[encoding])
	}
	packed, _, err := a.packed(endings["gzip"])
	if err != nil {
		return nil, 0, err
	}
	plain, err := gzip.NewReader(packed)
	return plain, a.Size, err
}

func (a *asset) packed(ending string) (io.ReadCloser, int64, error) {
	file, err := a.files.Open(a.Name + ending)
	if err != nil {
		return nil, 0, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, 0, err
	}
	return file, info.Size(), nil
}
