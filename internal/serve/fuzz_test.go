package serve

import (
	"bytes"
	"encoding/json"
	"net/http/httptest"
	"strconv"
	"testing"
)

// FuzzRequests: whatever is sent, the answer is JSON, and no mistake of ours: a panic would be answered by 500.
func FuzzRequests(f *testing.F) {
	s := newServer(f, models, func(c *Config) { c.MaxRows, c.MaxBody = 1000, 1<<16 })
	paths := []string{"/v2/models/iris/infer", "/v2/models/titanic/infer", "/v2/models/words/infer", "/v2/models/dicts/infer", "/models/iris/invocations", "/models/titanic/invocations", "/models/dicts/invocations", "/models/words/invocations"}
	for _, body := range []string{
		row,
		`{"id":"1","parameters":{"binary_data_output":true},"inputs":[{"name":"x","shape":[1,4],"datatype":"FP32","parameters":{"binary_data_size":16}}],"outputs":[{"name":"predict_proba","parameters":{"binary_data":false}}]}` + "0123456789abcdef",
		`{"inputs":[{"name":"sex","shape":[1],"datatype":"BYTES","data":["f"]},{"name":"age","shape":[1],"datatype":"INT64","data":[7]},{"name":"fare","shape":[1],"datatype":"BOOL","data":[true]},{"name":"emb","shape":[1],"datatype":"BYTES","data":[null]}]}`,
		`{"dataframe_split":{"columns":["age","fare","sex","emb"],"data":[[22,7.25,"m","S"]]},"params":{"method":"predict_proba"}}`,
		`{"instances":[{"city":"Rome","x":[1]}]}`,
		"age,fare,sex,emb\n22,7.25,m,S\n",
	} {
		for kind := range uint8(3) {
			f.Add([]byte(body), kind, uint8(len(paths)), 0)
			f.Add([]byte(body), kind, uint8(4), len(body)-16)
		}
	}
	f.Fuzz(func(t *testing.T, body []byte, kind, path uint8, length int) {
		r := httptest.NewRequest("POST", paths[int(path)%len(paths)], bytes.NewReader(body))
		r.Header.Set("Content-Type", []string{jsonType, "text/csv", binaryType}[kind%3])
		if length != 0 {
			r.Header.Set(headerLength, strconv.Itoa(length))
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code >= 500 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		head := w.Body.Bytes()
		if n, err := strconv.Atoi(w.Header().Get(headerLength)); err == nil {
			head = head[:n]
		}
		if !json.Valid(head) {
			t.Fatalf("no JSON: %q", head)
		}
	})
}
