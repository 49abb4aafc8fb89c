package web

import (
	"net/http"
	"strconv"
	"strings"
)

// choose returns the first of the offered content codings that the client accepts
// (RFC 9110 §12.5.3), or none: "".
func choose(r *http.Request, offered ...string) string {
	accepted := map[string]bool{}
	for _, part := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		coding, parameters, _ := strings.Cut(part, ";")
		accepted[strings.ToLower(strings.TrimSpace(coding))] = weight(parameters) > 0
	}
	for _, coding := range offered {
		if wanted, named := accepted[coding]; wanted || (!named && accepted["*"]) {
			return coding
		}
	}
	return ""
}

// weight reads the parameter q; without one it is 1.
func weight(parameters string) float64 {
	value, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(parameters)), "q=")
	if !ok {
		return 1
	}
	q, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return 0
	}
	return q
}

// unchanged writes the headers of a content in a coding, and answers the request
// when the client has that content already.
func unchanged(w http.ResponseWriter, r *http.Request, hash, encoding string) bool {
	etag := `"` + hash + encoding + `"`
	w.Header().Set("ETag", etag)
	w.Header().Set("Vary", "Accept-Encoding")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	for _, known := range strings.Split(r.Header.Get("If-None-Match"), ",") {
		if strings.TrimPrefix(strings.TrimSpace(known), "W/") == etag {
			w.WriteHeader(http.StatusNotModified)
			return true
		}
	}
	if encoding != "" {
		w.Header().Set("Content-Encoding", encoding)
	}
	return false
}
