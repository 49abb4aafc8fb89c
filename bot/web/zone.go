package web

import (
	"archive/zip"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"strconv"
)

// zones answers with time zone files (RFC 9636) by their IANA names: the widget
// fetches the few that its meetings name.
type zones map[string]*zip.File

func newZones(files fs.FS) (zones, error) {
	file, err := files.Open("zoneinfo.zip") // stays open: it is in memory
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	content, ok := file.(io.ReaderAt)
	if !ok {
		return nil, errors.New("zoneinfo.zip of the widget: not in memory")
	}
	archive, err := zip.NewReader(content, info.Size())
	if err != nil {
		return nil, err
	}
	z := zones{}
	for _, f := range archive.File {
		if !f.FileInfo().IsDir() {
			z[f.Name] = f
		}
	}
	return z, nil
}

// ServeHTTP implements http.Handler. The path is the zone's name. Zones change a
// few times in a year, and mostly in the future.
func (z zones) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	zone, ok := z[r.URL.Path]
	if !ok {
		http.Error(w, "There is no such time zone.", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/tzif")
	w.Header().Set("Cache-Control", "public, max-age=86400")
	w.Header().Set("Cross-Origin-Resource-Policy", "same-origin")
	if unchanged(w, r, strconv.FormatUint(uint64(zone.CRC32), 16), "") {
		return
	}
	content, err := zone.Open()
	if err != nil {
		http.Error(w, "The zone cannot be read.", http.StatusInternalServerError)
		return
	}
	defer content.Close()
	w.Header().Set("Content-Length", strconv.FormatUint(zone.UncompressedSize64, 10))
	if r.Method != http.MethodHead {
		io.Copy(w, content)
	}
}
