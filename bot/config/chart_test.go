package config

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/template"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

type object = map[string]any

// helm is as much of Helm's language as the chart uses.
var helm = template.FuncMap{
	"quote":    func(v any) string { return strconv.Quote(fmt.Sprint(v)) },
	"toString": func(v any) string { return fmt.Sprint(v) },
	"int":      func(v any) int { return v.(int) },
	"has":      func(v any, list []any) bool { return slices.Contains(list, v) },
	"fail":     func(text string) (string, error) { return "", errors.New(text) },
	"required": func(text string, v any) (any, error) {
		if v == "" {
			return nil, errors.New(text)
		}
		return v, nil
	},
	"toYaml": func(v any) (string, error) {
		text, err := yaml.Marshal(v)
		return strings.TrimSpace(string(text)), err
	},
	"nindent": func(n int, text string) string {
		indent := "\n" + strings.Repeat(" ", n)
		return indent + strings.ReplaceAll(text, "\n", indent)
	},
}

// values returns those of the chart with others over them, as its schema accepts them.
func values(t *testing.T, others string) object {
	t.Helper()
	var all, more object
	require.NoError(t, yaml.Unmarshal([]byte(read(t, "deploy/helm/values.yaml")), &all))
	require.NoError(t, yaml.Unmarshal([]byte(others), &more))
	for name, value := range more {
		inner, isObject := value.(object)
		if !isObject {
			all[name] = value
		}
		for key, value := range inner {
			all[name].(object)[key] = value
		}
	}
	require.NoError(t, schema(t).Validate(all))
	return all
}

func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	s, err := jsonschema.NewCompiler().Compile(filepath.Join(root, "deploy/helm/values.schema.json"))
	require.NoError(t, err)
	return s
}

// render returns what the chart makes of values, by kind.
func render(values object) (kinds map[string]object, err error) {
	chart, err := template.New("").Funcs(helm).Option("missingkey=error").ParseGlob(filepath.Join(root, "deploy/helm/templates/*.yaml"))
	if err != nil {
		return nil, err
	}
	kinds = map[string]object{}
	for _, file := range chart.Templates() {
		var text strings.Builder
		if err := file.Execute(&text, object{"Values": values, "Release": object{"Name": "meetings"}}); err != nil {
			return nil, err
		}
		var manifest object
		if err := yaml.Unmarshal([]byte(text.String()), &manifest); err != nil {
			return nil, fmt.Errorf("%s: %w", file.Name(), err)
		}
		if manifest != nil {
			kinds[manifest["kind"].(string)] = manifest
		}
	}
	return kinds, nil
}

// at returns what is at a path of keys and numbers in a manifest.
func at(value any, path string) any {
	for key := range strings.SplitSeq(path, ".") {
		if n, err := strconv.Atoi(key); err == nil {
			value = value.([]any)[n]
		} else {
			value = value.(object)[key]
		}
	}
	return value
}

// environment returns the variables of a container, as Load takes them; what is of a secret
// is read from a file like it.
func environment(t *testing.T, deployment object) (environ []string) {
	t.Helper()
	folder := t.TempDir()
	for _, variable := range at(deployment, "spec.template.spec.containers.0.env").([]any) {
		name, value := at(variable, "name").(string), at(variable, "value").(string)
		if secret, isFile := strings.CutSuffix(name, fileSuffix); isFile {
			assert.Equal(t, "/etc/parley/"+secret, value)
			value = filepath.Join(folder, secret)
			content := map[string]string{"DATABASE_URL": "postgres://db/parley"}[secret]
			require.NoError(t, os.WriteFile(value, []byte(content+"\n"), 0o600))
		}
		environ = append(environ, name+"="+value)
	}
	return environ
}

const one = `
image: registry.example.org/parley:1
settings: {HOMESERVER_URL: "https://matrix.example.org", PUBLIC_URL: "https://parley.example.org", BOT_USERNAME: parley, BOT_DISPLAYNAME: 'a "b" #', MEETING_NOTES_ENABLED: false}
ingress: {host: parley.example.org, className: nginx, tlsSecret: parley-tls}
`

const several = `
image: parley
settings: {HOMESERVER_URL: "https://matrix.example.org", PUBLIC_URL: "https://parley.example.org"}
secret: {settings: [ACCESS_TOKEN, DATABASE_URL]}
replicas: 3
storage: {size: ""}
`

func TestChartOfOneProcess(t *testing.T) {
	kinds, err := render(values(t, one))
	require.NoError(t, err)
	require.Len(t, kinds, 4)
	deployment := kinds["Deployment"]
	c, err := Load(append(environment(t, deployment), "BOT_PASSWORD_FILE=", "BOT_PASSWORD=secret"))
	require.NoError(t, err)
	assert.Equal(t, `a "b" #`, c.BotDisplayname)
	assert.Empty(t, c.Ineffective)
	assert.Equal(t, "Recreate", at(deployment, "spec.strategy.type"))
	assert.Equal(t, at(deployment, "spec.selector.matchLabels"), at(deployment, "spec.template.metadata.labels"))
	assert.Equal(t, at(deployment, "spec.selector.matchLabels"), at(kinds["Service"], "spec.selector"))
	pod := at(deployment, "spec.template.spec")
	assert.Equal(t, []any{true, 65532}, []any{at(pod, "securityContext.runAsNonRoot"), at(pod, "securityContext.runAsUser")})
	assert.Equal(t, object{"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "capabilities": object{"drop": []any{"ALL"}}}, at(pod, "containers.0.securityContext"))
	assert.Equal(t, "meetings", at(pod, "volumes.1.persistentVolumeClaim.claimName"))
	assert.Equal(t, "1Gi", at(kinds["PersistentVolumeClaim"], "spec.resources.requests.storage"))
	assert.Equal(t, "128Mi", at(pod, "containers.0.resources.requests.memory"))
	assert.Equal(t, int(c.Port), at(pod, "containers.0.ports.0.containerPort"))
	assert.Equal(t, "parley-tls", at(kinds["Ingress"], "spec.tls.0.secretName"))
}

func TestChartOfSeveralProcesses(t *testing.T) {
	kinds, err := render(values(t, several))
	require.NoError(t, err)
	require.Len(t, kinds, 3)
	deployment := kinds["Deployment"]
	c, err := Load(append(environment(t, deployment), "ACCESS_TOKEN_FILE=", "ACCESS_TOKEN=secret"))
	require.NoError(t, err)
	assert.NotEmpty(t, c.Database)
	assert.Equal(t, []any{3, "RollingUpdate"}, []any{at(deployment, "spec.replicas"), at(deployment, "spec.strategy.type")})
	assert.Len(t, at(deployment, "spec.template.spec.volumes"), 1)
	assert.Equal(t, at(deployment, "spec.selector"), at(kinds["PodDisruptionBudget"], "spec.selector"))
}

func TestChartRefusesWhatCannotRun(t *testing.T) {
	for others, want := range map[string]string{
		"{}": "image: ", "replicas: 2": "replicas: ", "storage: {size: ''}": "storage.size: ",
	} {
		_, err := render(values(t, others))
		assert.ErrorContains(t, err, want, others)
	}
	for _, wrong := range []object{
		{"settings": object{"PORT": 3000}}, {"settings": object{"port": "x"}}, {"secret": object{"name": "s", "settings": []any{"PASSWORD"}}}, {"image": nil},
	} {
		all := values(t, "{}")
		for name, value := range wrong {
			all[name] = value
		}
		assert.Error(t, schema(t).Validate(all), wrong)
	}
	var secrets []any
	for _, s := range Settings() {
		if s.Secret {
			secrets = append(secrets, s.Name)
		}
	}
	var content object
	require.NoError(t, yaml.Unmarshal([]byte(read(t, "deploy/helm/values.schema.json")), &content))
	assert.ElementsMatch(t, secrets, at(content, "properties.secret.properties.settings.items.enum"), "each secret may come from the Secret")
}

func TestComposeFitsTheProgram(t *testing.T) {
	var file struct {
		Services map[string]object
		Volumes  object
		Secrets  map[string]object
	}
	decoder := yaml.NewDecoder(strings.NewReader(read(t, "deploy/compose.yaml")))
	require.NoError(t, decoder.Decode(&file))
	require.ErrorIs(t, decoder.Decode(&file), io.EOF)
	parley := file.Services["parley"]
	environ := []string{"PARLEY_CONFIG=" + filepath.Join(root, "deploy/parley.env")}
	for name, value := range at(parley, "environment").(object) {
		if name != "PARLEY_CONFIG" {
			environ = append(environ, fmt.Sprint(name, "=", value))
		}
	}
	c, err := Load(environ)
	require.NoError(t, err)
	assert.Equal(t, "0.0.0.0", c.BindAddress, "a container is reached from outside")
	assert.Contains(t, at(parley, "ports"), fmt.Sprint("127.0.0.1:", c.Port, ":", c.Port))
	assert.Contains(t, at(parley, "volumes"), "storage:"+c.Storage)
	assert.Equal(t, []any{true, []any{"ALL"}}, []any{at(parley, "read_only"), at(parley, "cap_drop")})
	_, err = os.Stat(filepath.Join(root, "deploy", at(parley, "build.context").(string), at(parley, "build.dockerfile").(string)))
	require.NoError(t, err)
	for name, service := range file.Services {
		for _, volume := range at(service, "volumes").([]any) {
			if source, _, _ := strings.Cut(volume.(string), ":"); !strings.HasPrefix(source, "/") {
				assert.Contains(t, file.Volumes, source, name)
			}
		}
	}
	assert.Contains(t, file.Secrets, at(file.Services["postgres"], "secrets.0"))
}
