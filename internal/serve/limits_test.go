package serve

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/brine-go/brine/sklearn"
)

const row = `{"inputs":[{"name":"x","shape":[1,4],"datatype":"FP64","data":[5.1,3.5,1.4,0.2]}]}`

func zipped(t *testing.T, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestBodies(t *testing.T) {
	s := newServer(t, models, func(c *Config) { c.MaxBody = 1 << 20 })
	large := []byte(strings.Repeat(" ", 1<<20) + row)
	for name, c := range map[string]struct {
		body     []byte
		encoding string
		status   int
	}{
		"plain":           {[]byte(row), "", 200},
		"gzip":            {zipped(t, []byte(row)), "gzip", 200},
		"large":           {large, "", 413},
		"a bomb":          {zipped(t, large), "gzip", 413},
		"no gzip":         {[]byte(row), "gzip", 400},
		"cut off":         {zipped(t, []byte(row))[:40], "gzip", 400},
		"other encodings": {[]byte(row), "br", 415},
		"just fits":       {large[len(row):], "", 200},
	} {
		for _, chunked := range []bool{false, true} {
			r := httptest.NewRequest("POST", "/v2/models/iris/infer", bytes.NewReader(c.body))
			r.Header.Set("Content-Encoding", c.encoding)
			if chunked {
				r.ContentLength = -1
			}
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			if w.Code != c.status {
				t.Errorf("%s, chunked %v: got %d %s, want %d", name, chunked, w.Code, w.Body, c.status)
			}
			if held := s.held.Load(); held != 0 {
				t.Fatalf("%s: %d bytes are held afterwards", name, held)
			}
		}
	}
}

// TestCrowd: more requests, and more bytes, than there may be at a time are answered by 503, and those that are there are not.
func TestCrowd(t *testing.T) {
	s := newServer(t, models, func(c *Config) { c.MaxRequests, c.MaxMemory = 2, 1<<16 })
	server := httptest.NewServer(s)
	defer server.Close()
	slow := func() (*io.PipeWriter, chan int) {
		in, out := io.Pipe()
		status := make(chan int, 1)
		go func() {
			r, err := http.Post(server.URL+"/v2/models/iris/infer", jsonType, in)
			if err != nil {
				status <- 0
				return
			}
			r.Body.Close()
			status <- r.StatusCode
		}()
		return out, status
	}
	a, first := slow()
	b, second := slow()
	until(t, "two requests", func() bool { return s.requests.Load() == 2 })
	r, err := http.Post(server.URL+"/v2/models/iris/infer", jsonType, strings.NewReader(row))
	if err != nil {
		t.Fatal(err)
	}
	if r.StatusCode != 503 || r.Header.Get("Retry-After") != "1" {
		t.Errorf("a third request: got %d", r.StatusCode)
	}
	if r, err = http.Get(server.URL + "/metrics"); err != nil || r.StatusCode != 200 {
		t.Errorf("metrics of a busy server: %v", err)
	}
	io.WriteString(a, row)
	a.Close()
	if got := <-first; got != 200 {
		t.Errorf("the first request: got %d", got)
	}
	io.WriteString(b, strings.Repeat(" ", 1<<16))
	b.Close()
	if got := <-second; got != 503 {
		t.Errorf("a request of 64 KiB, of which twice as much is held: got %d", got)
	}
	until(t, "no requests, no bytes that are held", func() bool { return s.requests.Load()+s.held.Load() == 0 })
}

// until waits for what must come.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}

// TestOverdue: a request that takes too long, or whose client has gone, ends between two blocks.
func TestOverdue(t *testing.T) {
	s := newServer(t, models, func(c *Config) { c.Timeout = time.Nanosecond })
	body := func(n int) []byte {
		return []byte(`{"instances":[` + strings.Repeat(`[5.1,3.5,1.4,0.2],`, n-1) + `[5.1,3.5,1.4,0.2]]}`)
	}
	if r := do(t, s, "POST", "/models/iris/invocations", jsonType, body(1)); r.StatusCode != 200 {
		t.Errorf("one block is never interrupted: got %d", r.StatusCode)
	}
	if r := do(t, s, "POST", "/models/iris/invocations", jsonType, body(1000)); r.StatusCode != 503 {
		t.Errorf("out of time: got %d", r.StatusCode)
	}
	s = newServer(t, models, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := httptest.NewRequestWithContext(ctx, "POST", "/models/iris/invocations", bytes.NewReader(body(1000)))
	r.Header.Set("Content-Type", jsonType)
	w := httptest.NewRecorder()
	if s.ServeHTTP(w, r); w.Code != statusGone {
		t.Errorf("a client that has gone: got %d", w.Code)
	}
}

// TestBlocks: many rows are answered as few are, and errors count rows from the first.
func TestBlocks(t *testing.T) {
	s := newServer(t, models, nil)
	var rows, want []string
	for i := range 5000 {
		rows = append(rows, fmt.Sprintf("[%d.1,3,%d.4,0.2]", i%9, i%7))
	}
	for _, r := range rows {
		one := text(t, do(t, s, "POST", "/models/iris/invocations", jsonType, []byte(`{"instances":[`+r+`],"params":{"method":"predict_proba"}}`)))
		want = append(want, strings.TrimSuffix(strings.TrimPrefix(one, `{"predictions":[`), "]}\n"))
	}
	got := text(t, do(t, s, "POST", "/models/iris/invocations", jsonType, []byte(`{"instances":[`+strings.Join(rows, ",")+`],"params":{"method":"predict_proba"}}`)))
	if got != `{"predictions":[`+strings.Join(want, ",")+"]}\n" {
		t.Error("5000 rows at once are answered otherwise than one by one")
	}
	rows[3000] = "[1,null,3,4]"
	got = text(t, do(t, s, "POST", "/models/iris/invocations", jsonType, []byte(`{"instances":[`+strings.Join(rows, ",")+`]}`)))
	if !strings.Contains(got, "(row 3000, column 1)") {
		t.Errorf("got %s", got)
	}
}

// TestJoint: a model whose answer for a row depends on the others is not asked in blocks.
func TestJoint(t *testing.T) {
	path, err := filepath.Abs("../../sklearn/testdata/unsupervised/1.9.0/NMF-mu.pkl")
	if err != nil {
		t.Fatal(err)
	}
	m, err := sklearn.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	x := sklearn.Matrix{Rows: 3 * firstBlock, Cols: m.NFeatures}
	for i := range x.Rows * x.Cols {
		x.Data = append(x.Data, float64((i/(x.Cols*firstBlock)+1)*(1+i*7%11))/8) // every block has a mean of its own
	}
	want, err := m.Transform(x)
	if err != nil {
		t.Fatal(err)
	}
	rows := make([][]float64, x.Rows)
	for i := range rows {
		rows[i] = x.Row(i)
	}
	body, err := json.Marshal(map[string]any{"instances": rows, "params": map[string]any{"method": "transform"}})
	if err != nil {
		t.Fatal(err)
	}
	var got struct{ Predictions [][]float64 }
	decode(t, do(t, newServer(t, map[string]string{"topics": path}, nil), "POST", "/models/topics/invocations", jsonType, body), &got)
	if !slices.Equal(slices.Concat(got.Predictions...), want.Data) {
		t.Error("rows in one request are answered otherwise than in one call")
	}
}

// TestPanic: a mistake of ours is one request's error.
func TestPanic(t *testing.T) {
	s := newServer(t, models, nil)
	h := s.guard("test", openInference, "GET", func(*exchange, http.Header, *http.Request) error { panic("oh") })
	if r := do(t, h, "GET", "/", "", nil); r.StatusCode != 500 {
		t.Errorf("got %d", r.StatusCode)
	}
	if n := s.requests.Load(); n != 0 {
		t.Errorf("%d requests are left", n)
	}
}

// run starts a server and returns its address, and how to end it.
func run(t *testing.T, s *Server) (url string, stop func() error) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx, l) }()
	ended := sync.OnceValue(func() error {
		cancel()
		return <-done
	})
	t.Cleanup(func() { ended() })
	return "http://" + l.Addr().String(), ended
}

// TestSlow: a request that does not arrive in time is answered by 408.
func TestSlow(t *testing.T) {
	s := newServer(t, models, func(c *Config) { c.ReadTimeout = 100 * time.Millisecond })
	url, _ := run(t, s)
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST /v2/models/iris/infer HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
	answer, err := io.ReadAll(conn)
	if err != nil || !strings.HasPrefix(string(answer), "HTTP/1.1 408 ") {
		t.Errorf("got %q, %v", answer, err)
	}
}

func TestLargeHeader(t *testing.T) {
	url, _ := run(t, newServer(t, models, nil))
	r, err := http.NewRequest("GET", url+"/v2", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Large", strings.Repeat("x", 2*maxHeader))
	answer, err := http.DefaultClient.Do(r)
	if err != nil || answer.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("got %v, %v", answer, err)
	}
}

// TestStop: requests under way are answered, readiness is false first, new connections are refused.
func TestStop(t *testing.T) {
	s := newServer(t, models, func(c *Config) { c.Drain = time.Second })
	url, stop := run(t, s)
	in, out := io.Pipe()
	status := make(chan int, 1)
	go func() {
		r, err := http.Post(url+"/v2/models/iris/infer", jsonType, in)
		if err != nil {
			status <- 0
			return
		}
		r.Body.Close()
		status <- r.StatusCode
	}()
	until(t, "the request", func() bool { return s.requests.Load() == 1 })
	ended := make(chan error, 1)
	go func() { ended <- stop() }()
	until(t, "the end of readiness", s.stopping.Load)
	for _, path := range []string{"/v2/health/ready", "/v2/models/iris/ready", "/ping"} {
		if r, err := http.Get(url + path); err != nil || r.StatusCode != 503 {
			t.Errorf("%s of a server that stops: %v, %v", path, r, err)
		}
	}
	if r, err := http.Get(url + "/v2/health/live"); err != nil || r.StatusCode != 200 {
		t.Errorf("live: %v, %v", r, err)
	}
	until(t, "a connection that is refused", func() bool {
		conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
		if err == nil {
			conn.Close()
		}
		return err != nil
	})
	io.WriteString(out, row)
	out.Close()
	if got := <-status; got != 200 {
		t.Errorf("the request under way: got %d", got)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// TestGrace: requests that do not end are cut off, which is an error.
func TestGrace(t *testing.T) {
	s := newServer(t, models, func(c *Config) { c.Grace = 50 * time.Millisecond })
	url, stop := run(t, s)
	in, out := io.Pipe()
	defer out.Close()
	go http.Post(url+"/v2/models/iris/infer", jsonType, in)
	until(t, "the request", func() bool { return s.requests.Load() == 1 })
	if err := stop(); !errors.Is(err, ErrCut) {
		t.Errorf("got %v", err)
	}
}

// put writes a file as careful programs do: beside it, and renamed.
func put(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path+".new", data, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestReload: while clients ask without pause, the file is replaced by another model, by rubbish, removed, and written again. No
// request fails, and each answer is that of the version that it names.
func TestReload(t *testing.T) {
	path := filepath.Join(t.TempDir(), "model.pkl")
	numbers, words := readFile(t, fixtures+"LogisticRegression-p2.pkl"), readFile(t, fixtures+"LogisticRegression-strlabels.pkl")
	put(t, path, numbers)
	s := newServer(t, map[string]string{"model": path}, func(c *Config) { c.Poll = 10 * time.Millisecond })
	url, stop := run(t, s)
	want := map[string]string{}
	id := func(path string) string {
		d, err := digest(path)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	want[id(fixtures+"LogisticRegression-p2.pkl")] = `"datatype":"INT64","shape":[1],"data":[0]`
	want[id(fixtures+"LogisticRegression-strlabels.pkl")] = `"datatype":"BYTES","shape":[1],"data":["setosa"]`

	var asked atomic.Int64
	end := make(chan struct{})
	var clients sync.WaitGroup
	for range 4 {
		clients.Go(func() {
			for {
				select {
				case <-end:
					return
				default:
				}
				r, err := http.Post(url+"/v2/models/model/infer", jsonType, strings.NewReader(row))
				if err != nil {
					t.Error(err)
					return
				}
				body, err := io.ReadAll(r.Body)
				r.Body.Close()
				version := strings.Split(string(body)+`""""""""`, `"`)[7]
				if err != nil || r.StatusCode != 200 || want[version] == "" || !strings.Contains(string(body), want[version]) {
					t.Errorf("got %d %s, %v", r.StatusCode, body, err)
					return
				}
				asked.Add(1)
			}
		})
	}
	m := s.models[0]
	is := func(class string) func() bool {
		return func() bool {
			strings := m.current.Load().model.Classes.Strings() != nil
			return strings == (class == "strings") && m.failed.Load() == nil
		}
	}
	failed := func() bool { return m.failed.Load() != nil }
	for range 5 {
		put(t, path, words)
		until(t, "the replaced model", is("strings"))
		if err := os.WriteFile(path, numbers, 0o666); err != nil { // in place
			t.Fatal(err)
		}
		until(t, "the rewritten model", is("numbers"))
	}
	put(t, path, numbers[:len(numbers)/2])
	until(t, "the failure of half a file", failed)
	r, err := http.Get(url + "/v2/models/model")
	if err != nil {
		t.Fatal(err)
	}
	if body := text(t, r); !strings.Contains(body, `"error":"`) {
		t.Errorf("the metadata are %s", body)
	}
	if r, err := http.Get(url + "/v2/health/ready"); err != nil || r.StatusCode != 200 {
		t.Errorf("ready: %v, %v", r, err)
	}
	put(t, path, words)
	until(t, "the model after the failure", is("strings"))
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	until(t, "the failure of no file", failed)
	put(t, path, numbers)
	until(t, "the model after there was none", is("numbers"))
	put(t, path, words)
	s.Reload()
	if !is("strings")() {
		t.Error("Reload does not wait for a second look")
	}
	until(t, "a hundred answers", func() bool { return asked.Load() >= 100 || t.Failed() })
	close(end)
	clients.Wait()
	body := text(t, do(t, s, "GET", "/metrics", "", nil))
	const reloads = `brine_model_reloads_total{model="model",result="ok"} `
	_, rest, _ := strings.Cut(body, "\n"+reloads)
	count, _, _ := strings.Cut(rest, "\n")
	if n, err := strconv.Atoi(count); err != nil || n < 13 { // a slow machine may look at a file twice
		t.Errorf("%s%q, want at least 13", reloads, count)
	}
	if line := fmt.Sprintf(`brine_rows_total{model="model"} %d`, asked.Load()); !strings.Contains(body, line) {
		t.Errorf("no %s in the metrics:\n%s", line, body)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// TestMetrics: series are those of models that exist, whatever is asked for.
func TestMetrics(t *testing.T) {
	s := newServer(t, models, nil)
	for i := range 20 {
		do(t, s, "POST", fmt.Sprintf("/v2/models/m%d/infer", i), jsonType, nil)
		do(t, s, "GET", fmt.Sprintf("/x%d", i), "", nil)
	}
	do(t, s, "POST", "/v2/models/iris/infer", jsonType, []byte(row))
	do(t, s, "POST", "/v2/models/iris/infer", jsonType, []byte("{"))
	body := text(t, do(t, s, "GET", "/metrics", "", nil))
	for _, line := range []string{
		`brine_requests_total{endpoint="infer",model="",status="404"} 20`,
		`brine_requests_total{endpoint="unknown",model="",status="404"} 20`,
		`brine_requests_total{endpoint="infer",model="iris",status="200"} 1`,
		`brine_requests_total{endpoint="infer",model="iris",status="400"} 1`,
		`brine_request_duration_seconds_count{endpoint="infer",model="iris"} 2`,
		`brine_requests_in_flight 0`,
		`process_resident_memory_bytes `, `go_goroutines `,
		`brine_model_info{class="LogisticRegression",library_version="1.2.1",model="iris",version="2126f9d12165"} 1`,
	} {
		if !strings.Contains(body, line) {
			t.Errorf("no %s in\n%s", line, body)
		}
	}
}

// TestConfig: what cannot be served is refused at the start.
func TestConfig(t *testing.T) {
	iris := fixtures + models["iris"]
	for want, sources := range map[string][]Source{
		"no models":      nil,
		"no name":        {{"a b", iris}},
		"called \"a\"":   {{"a", iris}, {"a", iris}},
		"no such file":   {{"a", "none.pkl"}},
		"no such opcode": {{"a", fixtures + "../manifest-models.json"}},
	} {
		_, err := New(Config{Models: sources})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	var load *LoadError
	if _, err := New(Config{Models: []Source{{"a", "none.pkl"}}}); !errors.As(err, &load) || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	if _, err := New(Config{Models: []Source{{"a", fixtures + "../stdlib/arrays-p0.pkl"}}}); !errors.Is(err, sklearn.ErrUnsupported) {
		t.Errorf("got %v", err)
	}
}

// TestPageHeaders: nothing of others runs in the page, whatever a model is called.
func TestPageHeaders(t *testing.T) {
	s := newServer(t, models, nil)
	for path, kind := range map[string]string{"/": "text/html; charset=utf-8", "/page.js": "text/javascript; charset=utf-8", "/page.css": "text/css; charset=utf-8"} {
		r := do(t, s, "GET", path, "", nil)
		if r.StatusCode != 200 || r.Header.Get("Content-Type") != kind || r.Header.Get("Content-Security-Policy") != policy || r.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %d %v", path, r.StatusCode, r.Header)
		}
		if body := text(t, r); strings.Contains(body, "innerHTML") || strings.Contains(body, "http://") || strings.Contains(body, "https://") {
			t.Errorf("%s reaches out, or sets HTML", path)
		}
	}
}
