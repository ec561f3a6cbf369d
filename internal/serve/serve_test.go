package serve

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/metadata.txt anew; read it before committing")

const fixtures = "../../testdata/fixtures/bookworm/estimators/"

// newServer returns a server of models by name, the first by the alphabet first.
func newServer(t testing.TB, models map[string]string, change func(*Config)) *Server {
	t.Helper()
	c := Config{Version: "test"}
	for _, name := range slices.Sorted(maps.Keys(models)) {
		path := models[name]
		if !filepath.IsAbs(path) {
			path = fixtures + path
		}
		c.Models = append(c.Models, Source{name, path})
	}
	if change != nil {
		change(&c)
	}
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// start returns a server that listens.
func start(t testing.TB, models map[string]string) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(newServer(t, models, nil))
	t.Cleanup(server.Close)
	return server
}

// do sends a request to a handler.
func do(t testing.TB, h http.Handler, method, path, kind string, body []byte, headers ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, path, bytes.NewReader(body))
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

// text returns a response's body.
func text(t testing.TB, r *http.Response) string {
	t.Helper()
	data, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// decode reads a response as JSON.
func decode(t testing.TB, r *http.Response, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text(t, r)), into); err != nil {
		t.Fatal(err)
	}
}
