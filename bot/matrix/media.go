package matrix

import (
	"context"
	"net/http"
)

// File is a file to be uploaded.
type File struct {
	Name string // with its ending; "" for none
	Type string // media type, such as text/calendar
	Data []byte
}

// Upload puts a file into the homeserver's media repository and returns its mxc address.
// Doing it again makes another copy.
func (c *Client) Upload(ctx context.Context, f File) (mxc string, err error) {
	var answer struct {
		URI string `json:"content_uri"`
	}
	var query map[string]string
	if f.Name != "" {
		query = map[string]string{"filename": f.Name}
	}
	err = c.call(ctx, request{method: http.MethodPost, path: []any{"_matrix", "media", "v3", "upload"}, query: query, file: &f}, &answer)
	return answer.URI, err
}
