package config

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const root = "../.."

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, path))
	require.NoError(t, err)
	return string(content)
}

// known reports whether a name is that of a setting.
func known(name string) bool {
	return byName(name).Form != "" || byName(strings.TrimSuffix(name, fileSuffix)).Secret || slices.Contains(existing, name)
}

// Names in capitals that are no settings of Parley.
var foreign = []string{"AF_INET", "AF_INET6", "CGO_ENABLED", "ETHERPAD_LOCAL_PLUGINS", "HTTPS_PROXY", "PARLEY_SEED", "POSTGRES_DB", "POSTGRES_PASSWORD_FILE", "POSTGRES_USER", "ROOM_ID"}

// What people are told to set is there, under that name.
func TestSettingsThatAreWrittenAboutExist(t *testing.T) {
	name := regexp.MustCompile(`\b[A-Z][A-Z0-9]*(_[A-Z0-9]+)+\b`)
	texts := []string{"README.md"}
	for _, folder := range []string{"docs", "deploy"} {
		require.NoError(t, filepath.WalkDir(filepath.Join(root, folder), func(path string, entry fs.DirEntry, err error) error {
			if path, _ = filepath.Rel(root, path); err == nil && !entry.IsDir() && !slices.Contains([]string{".png", ".json", ".js"}, filepath.Ext(path)) {
				texts = append(texts, path)
			}
			return err
		}))
	}
	assert.Subset(t, texts, []string{"docs/install.md", "deploy/parley.service"})
	for _, path := range texts {
		for _, found := range name.FindAllString(read(t, path), -1) {
			assert.True(t, known(found) || slices.Contains(foreign, found), "%s: %s", path, found)
		}
	}
}

func TestExampleOfAFileIsAccepted(t *testing.T) {
	c, err := Load([]string{"PARLEY_CONFIG=" + filepath.Join(root, "deploy/parley.env")})
	require.NoError(t, err)
	assert.Empty(t, c.Ineffective)
	for line := range strings.Lines(read(t, "deploy/parley.env")) {
		if name, _, left := strings.Cut(strings.TrimPrefix(line, "# "), "="); left {
			assert.NotEmpty(t, byName(name).Form, name)
		}
	}
}

// unit returns the values of a unit's directives.
func unit(t *testing.T, text string) map[string][]string {
	t.Helper()
	line := regexp.MustCompile(`^(\[(Unit|Service|Install)\]|#.*|([A-Z]\w*)=(.*)|)\n$`)
	directives := map[string][]string{}
	for l := range strings.Lines(text) {
		parts := line.FindStringSubmatch(l)
		require.NotNil(t, parts, l)
		if name := parts[3]; name != "" {
			directives[name] = append(directives[name], parts[4])
		}
	}
	return directives
}

func TestUnitFitsTheExampleAndTheProgram(t *testing.T) {
	service := unit(t, read(t, "deploy/parley.service"))
	for name, values := range service {
		assert.True(t, len(values) == 1 || slices.Contains([]string{"Environment", "SystemCallFilter"}, name), name)
	}
	assert.Equal(t, []string{"/usr/local/bin/parley serve"}, service["ExecStart"])
	assert.Equal(t, []string{"PARLEY_CONFIG=%d/parley.env"}, service["Environment"])
	assert.Equal(t, []string{"parley.env:/etc/parley/parley.env"}, service["LoadCredential"])
	c, err := Load([]string{"PARLEY_CONFIG=" + filepath.Join(root, "deploy/parley.env")})
	require.NoError(t, err)
	assert.Equal(t, "/var/lib/"+service["StateDirectory"][0], c.Storage)
}

// Where there is systemd, it says what it does not understand.
func TestUnitIsUnderstoodBySystemd(t *testing.T) {
	verify, err := exec.LookPath("systemd-analyze")
	if err != nil {
		return
	}
	path := filepath.Join(t.TempDir(), "parley.service")
	installed := strings.ReplaceAll(read(t, "deploy/parley.service"), "/usr/local/bin/parley", "/bin/true")
	require.NoError(t, os.WriteFile(path, []byte(installed), 0o644))
	said, err := exec.CommandContext(t.Context(), verify, "verify", path).CombinedOutput()
	assert.NoError(t, err)
	assert.Empty(t, string(said))
}

// Reverse proxies lead from the address of the example to its port, and to Etherpad's.
func TestReverseProxiesFitTheExample(t *testing.T) {
	c, err := Load([]string{"PARLEY_CONFIG=" + filepath.Join(root, "deploy/parley.env")})
	require.NoError(t, err)
	host, way := strings.TrimPrefix(string(c.PublicURL), "https://"), fmt.Sprint(c.BindAddress, ":", c.Port)
	statement := regexp.MustCompile(`^(.*[;{]|})$`)
	for path, want := range map[string][]string{
		"deploy/nginx.conf":          {"server_name " + host + ";", "proxy_pass http://" + way + ";", "Strict-Transport-Security", "location /_matrix/app/"},
		"deploy/Caddyfile":           {host + " {", "reverse_proxy " + way, "Strict-Transport-Security", "path /_matrix/app/*"},
		"deploy/etherpad/nginx.conf": {"server_name notes.example.org;", "proxy_pass http://127.0.0.1:9001;", "api|readsession", "/auth_session"},
		"deploy/etherpad/Caddyfile":  {"notes.example.org {", "reverse_proxy 127.0.0.1:9001", "/api/* /readSession/*"},
	} {
		text := ""
		for line := range strings.Lines(read(t, path)) {
			if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
				assert.True(t, strings.HasSuffix(path, "Caddyfile") || statement.MatchString(line), line)
				text += line + "\n"
			}
		}
		assert.Equal(t, strings.Count(text, "{"), strings.Count(text, "}"), path)
		for _, part := range want {
			assert.Contains(t, text, part, path)
		}
	}
}

// anchor is the name that a heading is linked by.
func anchor(heading string) string {
	kept := regexp.MustCompile(`[^\p{L}\p{N} _-]`).ReplaceAllString(strings.ToLower(heading), "")
	return strings.ReplaceAll(kept, " ", "-")
}

// What the guides link is there, to the heading.
func TestLinksOfTheGuidesLeadSomewhere(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^):]*)\)`)
	heading := regexp.MustCompile(`(?m)^#+ (.*)$`)
	var guides []string
	for _, pattern := range []string{"README.md", "docs/*.md", "docs/*/*.md", "deploy/*.md", "deploy/*/*/*.md", "playwright/README.md"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		require.NoError(t, err)
		guides = append(guides, found...)
	}
	assert.Greater(t, len(guides), 15)
	for _, guide := range guides {
		content, err := os.ReadFile(guide)
		require.NoError(t, err)
		for _, found := range link.FindAllStringSubmatch(string(content), -1) {
			path, part, _ := strings.Cut(found[1], "#")
			target := guide
			if path != "" {
				target = filepath.Join(filepath.Dir(guide), path)
			}
			_, err := os.Stat(target)
			if !assert.NoError(t, err, guide) || part == "" {
				continue
			}
			there, err := os.ReadFile(target)
			require.NoError(t, err)
			var anchors []string
			for _, h := range heading.FindAllStringSubmatch(string(there), -1) {
				anchors = append(anchors, anchor(h[1]))
			}
			assert.Contains(t, anchors, part, guide)
		}
	}
}
