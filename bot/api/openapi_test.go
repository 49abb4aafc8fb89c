package api

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/invopop/jsonschema"
	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"parley/shared/calendar"
	"parley/shared/command"
	"parley/shared/schema"
)

var update = flag.Bool("update", false, "write openapi.json anew")

const about = "Programs create, change and close Matrix meetings as one of their users, and ask what clients need.\n\n" +
	"Who asks is told by the header Authorization: “Bearer <access token>” with a token of the bot's homeserver, or “MX-Identity <base64>” " +
	"with the base64 or base64url of an OpenID token as JSON {\"matrix_server_name\", \"access_token\"}, of the bot's homeserver or of one that the operator trusts.\n\n" +
	"A command is finished when it is answered. Whoever creates a meeting is invited to its room, and has to join it before changing or closing it. One that is interrupted goes on; a repetition with the same Idempotency-Key gives its result, for 24 hours. " +
	"A request without a key is given one, in the header Idempotency-Key of its answer.\n\n" +
	"Failures are problem details (RFC 9457, application/problem+json) with a stable reason; errors lists all that is wrong with a body, " +
	"with texts in the language of Accept-Language. After 429 and 503, Retry-After says how many seconds to wait."

type object = map[string]any

// written returns the document of the routes.
func written(t *testing.T) []byte {
	t.Helper()
	paths := map[string]object{}
	for _, r := range routes {
		if paths[r.place()] == nil {
			paths[r.place()] = object{}
		}
		paths[r.place()][strings.ToLower(r.method)] = operationOf(r)
	}
	d := object{
		"openapi": "3.1.0", "jsonSchemaDialect": jsonschema.Version,
		"info":  object{"title": "Parley", "version": "1", "description": about, "license": object{"name": "Apache-2.0", "identifier": "Apache-2.0"}},
		"paths": paths,
		"components": object{
			"schemas": schemas(t),
			"securitySchemes": object{
				"accessToken": object{"type": "http", "scheme": "bearer", "description": "An access token of the bot's homeserver."},
				"openID":      object{"type": "apiKey", "in": "header", "name": "Authorization", "description": "MX-Identity and the base64 of an OpenID token."},
			},
		},
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	require.NoError(t, encoder.Encode(d))
	return bytes.ReplaceAll(b.Bytes(), []byte(`"#/$defs/`), []byte(`"#/components/schemas/`))
}

func operationOf(r route) object {
	o := object{"summary": r.does, "responses": answersOf(r)}
	parameters := []object{}
	if strings.Contains(r.path, ":roomId") {
		parameters = append(parameters, object{
			"name": "roomId", "in": "path", "required": true, "description": "The id of the meeting's room.", "schema": object{"type": "string"},
		})
	}
	header := func(name, description string, s object) {
		parameters = append(parameters, object{"name": name, "in": "header", "description": description, "schema": s})
	}
	if r.order != "" {
		header(headerKey, "What the program calls this request: a repetition has the same.", object{"type": "string", "pattern": "^[!-~]{1,255}$"})
		header(headerTimezone, "The IANA time zone in which start_time and end_time are meant.", object{"type": "string"})
		body := object{"schema": typeOf(r.order), "example": json.RawMessage(r.example)}
		o["requestBody"] = object{"required": true, "content": object{mediaJSON: body}}
	}
	if r.known {
		header("accept-language", "The language of texts for people.", object{"type": "string"})
		o["security"] = []object{{"accessToken": []string{}}, {"openID": []string{}}}
	}
	if len(parameters) > 0 {
		o["parameters"] = parameters
	}
	return o
}

func contentOf(typ string, s any) object { return object{typ: object{"schema": s}} }

// typeOf returns the reference to a command's data.
func typeOf(order string) object {
	data, _, _ := command.Decode(order, []byte(`{"data":{}}`), "", calendar.ZoneFunc(nil))
	return object{"$ref": (&jsonschema.Reflector{Anonymous: true}).Reflect(data).Ref}
}

func answersOf(r route) object {
	done := object{"description": cmp.Or(r.means, http.StatusText(r.status))}
	switch {
	case r.media != "":
		done["content"] = contentOf(r.media, object{"type": "string"})
	case r.answers != nil:
		root := (&jsonschema.Reflector{Anonymous: true}).Reflect(r.answers)
		root.Version, root.Definitions = "", nil
		done["content"] = contentOf(mediaJSON, root)
	}
	answers := object{strconv.Itoa(r.status): done}
	for _, status := range r.refusals() {
		answers[strconv.Itoa(status)] = object{
			"description": http.StatusText(status), "content": contentOf("application/problem+json", object{"$ref": "#/$defs/Problem"}),
		}
	}
	return answers
}

// schemas are those of all bodies and answers.
func schemas(t *testing.T) map[string]*jsonschema.Schema {
	t.Helper()
	values := []any{Problem{}}
	for _, r := range routes {
		if r.order != "" {
			data, _, _ := command.Decode(r.order, []byte(`{"data":{}}`), "", calendar.ZoneFunc(nil))
			values = append(values, data)
		}
		if _, free := r.answers.(map[string]any); r.answers != nil && !free {
			values = append(values, r.answers)
		}
	}
	folders := []string{".", "../meeting", "../../shared/command", "../../shared/event", "../../shared/calendar"}
	all, err := schema.Definitions("parley/bot/api", folders, values...)
	require.NoError(t, err)
	create := all["Create"]
	create.Description = "The data of meeting.create."
	target, _ := all["Update"].Properties.Get("target_room_id")
	parent := *target
	parent.Description = "the room below which the meeting is created; absent for none"
	create.Properties.Set("parent_room_id", &parent)
	return all
}

func TestDocumentIsCurrent(t *testing.T) {
	want := written(t)
	if *update {
		require.NoError(t, os.WriteFile("openapi.json", want, 0o644))
	}
	have, err := os.ReadFile("openapi.json")
	require.NoError(t, err)
	assert.Equal(t, string(want), string(have), "run: go test ./bot/api -update")
}

func TestEveryRouteIsInTheDocumentAndViceVersa(t *testing.T) {
	var d struct {
		Paths map[string]map[string]any `json:"paths"`
	}
	require.NoError(t, json.Unmarshal(document, &d))
	var documented, mountedRoutes []string
	for path, operations := range d.Paths {
		for method := range operations {
			documented = append(documented, strings.ToUpper(method)+" "+path)
		}
	}
	for _, r := range mounted(t, &people{}, nil).Routes() {
		entrance := strings.TrimSuffix(r.Path, "/") == prefix
		if r.Method != http.MethodHead && r.Method != echo.RouteNotFound && !entrance {
			mountedRoutes = append(mountedRoutes, r.Method+" "+strings.Replace(r.Path, ":roomId", "{roomId}", 1))
		}
	}
	sort.Strings(documented)
	sort.Strings(mountedRoutes)
	assert.Equal(t, mountedRoutes, documented)
}

// Whoever copies an example gets no fault for an answer.
func TestExamplesAreFine(t *testing.T) {
	for _, r := range routes {
		if r.order != "" {
			_, _, err := command.Decode(r.order, []byte(`{"data":`+r.example+`}`), "", calendar.ZoneFunc(time.LoadLocation))
			assert.NoError(t, err, r.path)
			assert.NotContains(t, r.example, "'", "it stands between them")
		}
	}
}

func TestEntrancesLeadToThePage(t *testing.T) {
	for _, path := range []string{"/v1", "/v1/"} {
		got := ask(mounted(t, &people{}, nil), http.MethodGet, path, nil, nil)
		assert.Equal(t, http.StatusFound, got.Code)
		assert.Equal(t, "https://meet.example/parley/v1/docs", got.Header().Get("Location"))
	}
}

func TestPageBeginsWithWhatIsUsedMost(t *testing.T) {
	page := ask(mounted(t, &people{}, nil), http.MethodGet, "/v1/docs", nil, nil).Body.String()
	last := 0
	for _, r := range routes {
		at := strings.Index(page, `<h2 id="`+r.method+r.place()+`">`)
		assert.Greater(t, at, last, r.path)
		last = at
	}
}

func TestDocumentAndItsPageAreServed(t *testing.T) {
	e := mounted(t, &people{}, nil)
	got := ask(e, http.MethodGet, "/v1/openapi.json", nil, nil)
	require.Equal(t, 200, got.Code)
	var d object
	require.NoError(t, json.Unmarshal(got.Body.Bytes(), &d))
	assert.Equal(t, []any{object{"url": "https://meet.example/parley"}}, d["servers"])
	page := ask(e, http.MethodGet, "/v1/docs", nil, nil)
	require.Equal(t, 200, page.Code)
	assert.Contains(t, page.Header().Get("Content-Security-Policy"), "default-src 'none'; style-src 'sha256-")
	for _, part := range []string{"/v1/meeting/{roomId}/sharingInformation", "idempotency-key", `id="Create"`, "parent_room_id", "array of Participant", docsStyle,
		`curl -X PUT -H &#34;Authorization: Bearer $TOKEN&#34; &#34;https://meet.example/parley/v1/meeting/update&#34; -H &#34;Content-Type: application/json&#34; -d `,
		`&#34;https://meet.example/parley/v1/meeting/$ROOM_ID/sharingInformation&#34;`} {
		assert.Contains(t, page.Body.String(), part)
	}
	assert.NotContains(t, page.Body.String(), "ZgotmplZ")
	assert.NotRegexp(t, `(src|href)="(https?:)?//`, page.Body.String(), "nothing is loaded from elsewhere")
}
