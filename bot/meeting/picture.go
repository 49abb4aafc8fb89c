package meeting

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"
	"path"
	"strings"
	"time"

	"parley/bot/matrix"
	"parley/bot/store"
)

const (
	pictureField = "avatar_url"
	pictureLimit = 1 << 20 // bytes
	pictureTime  = 10 * time.Second
)

// UploadPictures puts the pictures of the operator's widgets into the media repository,
// each once: clients show nothing else. A widget whose picture cannot be had goes without.
// It comes before the first item is handled.
func (b *Bot) UploadPictures(ctx context.Context) {
	for _, w := range b.blueprint.widgets {
		content, _ := w.content.(map[string]tree)
		source, ok := content[pictureField].(template)
		if address := source.plain(); !ok || strings.HasPrefix(address, "mxc://") {
			continue
		}
		mxc, err := b.uploadPicture(ctx, source.plain())
		if err != nil {
			b.log.Warn().Err(err).Str("widget", w.stateKey).Msg("the picture of a widget cannot be uploaded")
			delete(content, pictureField)
			continue
		}
		content[pictureField] = template{{text: mxc}}
	}
}

// uploadPicture returns the mxc address of what a path or an http(s) address leads to.
func (b *Bot) uploadPicture(ctx context.Context, source string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, pictureTime)
	defer cancel()
	file, err := readPicture(ctx, source)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(file.Data)
	id := "picture:" + hex.EncodeToString(sum[:])
	mxc, err := b.store.Step(ctx, id, store.StepUpload)
	if mxc != "" || err != nil {
		return mxc, err
	}
	if mxc, err = b.matrix.Upload(ctx, file); err != nil {
		return "", err
	}
	return mxc, b.store.SaveStep(ctx, id, store.StepUpload, mxc)
}

func readPicture(ctx context.Context, source string) (matrix.File, error) {
	open, name := openFile, source
	if u, err := url.Parse(source); err == nil && (u.Scheme == "http" || u.Scheme == "https") {
		open, name = openAddress, u.Path
	}
	from, err := open(ctx, source)
	if err != nil {
		return matrix.File{}, err
	}
	defer from.Close()
	data, err := io.ReadAll(io.LimitReader(from, pictureLimit+1))
	if err == nil && len(data) > pictureLimit {
		err = errors.New("it is larger than 1 MiB")
	}
	kind := mime.TypeByExtension(path.Ext(name))
	if kind == "" {
		kind = http.DetectContentType(data)
	}
	return matrix.File{Name: path.Base(name), Type: kind, Data: data}, err
}

func openFile(_ context.Context, path string) (io.ReadCloser, error) { return os.Open(path) }

func openAddress(ctx context.Context, address string) (io.ReadCloser, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		response.Body.Close()
		return nil, fmt.Errorf("its server answers %s", response.Status)
	}
	return response.Body, nil
}
