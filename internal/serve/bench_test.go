package serve

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
)

// discard is a ResponseWriter of a connection that costs nothing.
type discard struct{ header http.Header }

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(p []byte) (int, error) { return len(p), nil }
func (d *discard) WriteHeader(int)             {}

// BenchmarkInfer is what a request costs beside net/http's part, for an answer of one logistic regression.
func BenchmarkInfer(b *testing.B) {
	s := newServer(b, models, nil)
	rows := func(n int) string {
		return strings.TrimSuffix(strings.Repeat("5.1,3.5,1.4,0.2,", n), ",")
	}
	for name, c := range map[string]struct{ path, body string }{
		"1 row":             {"/v2/models/iris/infer", row},
		"1 row, 2 outputs":  {"/v2/models/iris/infer", strings.TrimSuffix(row, "}") + `,"outputs":[{"name":"predict"},{"name":"predict_proba"}]}`},
		"100 rows":          {"/v2/models/iris/infer", `{"inputs":[{"name":"x","shape":[100,4],"datatype":"FP64","data":[` + rows(100) + `]}]}`},
		"MLflow, 1 row":     {"/models/iris/invocations", `{"instances":[[5.1,3.5,1.4,0.2]]}`},
		"columns of 1 row":  {"/models/titanic/invocations", `{"dataframe_records":[{"age":22,"fare":7.25,"sex":"m","emb":"S"}]}`},
		"MLflow, 1000 rows": {"/models/iris/invocations", `{"instances":[` + strings.TrimSuffix(strings.Repeat("[5.1,3.5,1.4,0.2],", 1000), ",") + `]}`},
	} {
		b.Run(name, func(b *testing.B) {
			r, err := http.NewRequest("POST", c.path, nil)
			if err != nil {
				b.Fatal(err)
			}
			r.Header.Set("Content-Type", jsonType)
			body := bytes.NewReader([]byte(c.body))
			r.Body, r.ContentLength = io.NopCloser(body), int64(len(c.body))
			w := &discard{http.Header{}}
			b.ReportAllocs()
			for b.Loop() {
				body.Seek(0, io.SeekStart)
				s.ServeHTTP(w, r)
			}
		})
	}
}
