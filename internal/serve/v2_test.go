package serve

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/brine-go/brine/sklearn"
)

// models are those of most tests.
var models = map[string]string{
	"iris":    "LogisticRegression-p2.pkl",
	"flower":  "LogisticRegression-strlabels.pkl",
	"titanic": "Titanic-HGB.pkl",
	"words":   "CountVectorizer.pkl",
	"dicts":   "DictVectorizer-LR.pkl",
	"trees":   "DecisionTreeClassifier-multioutput.pkl",
	"colours": "OneHotEncoder.pkl",
	"scaler":  "StandardScaler.pkl",
}

// TestInfer: requests and answers as they go over the wire.
func TestInfer(t *testing.T) {
	s := newServer(t, models, nil)
	answer := func(outputs string) string { return `"outputs":[` + outputs + `]}` }
	zero := answer(`{"name":"predict","datatype":"INT64","shape":[1],"data":[0]}`)
	for name, c := range map[string]struct{ model, body, want string }{
		"flat":     {"iris", `{"inputs":[{"name":"x","shape":[1,4],"datatype":"FP64","data":[5.1,3.5,1.4,0.2]}]}`, zero},
		"nested":   {"iris", `{"inputs":[{"name":"x","shape":[1,4],"datatype":"FP32","data":[[5.1,3.5,1.4,0.2]]}]}`, zero},
		"integers": {"iris", `{"inputs":[{"data":[5,3,1,0],"datatype":"UINT8","shape":[1,4],"name":"x"}]}`, zero},
		"id":       {"iris", `{"id":"a\"b","inputs":[{"name":"x","shape":[1,4],"datatype":"INT64","data":[5,3,1,0]}]}`, `,"id":"a\"b",` + zero},
		"rows":     {"iris", `{"inputs":[{"name":"x","shape":[2,4],"datatype":"FP64","data":[5.1,3.5,1.4,0.2,7,3.2,4.7,1.4]}]}`, answer(`{"name":"predict","datatype":"INT64","shape":[2],"data":[0,1]}`)},
		"outputs order": {"flower", `{"inputs":[{"name":"x","shape":[1,4],"datatype":"FP64","data":[5.1,3.5,1.4,0.2]}],"outputs":[{"name":"decision_function"},{"name":"predict"}]}`,
			`,{"name":"predict","datatype":"BYTES","shape":[1],"data":["setosa"]}]}`},
		"extra keys":               {"iris", `{"x":{"y":[1]},"parameters":{"z":1},"inputs":[{"name":"x","shape":[1,4],"datatype":"FP64","data":[5,3,1,0],"parameters":{"content_type":"np"}}]}`, zero},
		"columns":                  {"titanic", `{"inputs":[{"name":"sex","shape":[1],"datatype":"BYTES","data":["f"]},{"name":"emb","shape":[1,1],"datatype":"BYTES","data":[null]},{"name":"fare","shape":[1],"datatype":"FP32","data":[30]},{"name":"age","shape":[1],"datatype":"FP64","data":[null]}]}`, answer(`{"name":"predict","datatype":"INT64","shape":[1],"data":[1]}`)},
		"a text":                   {"words", `{"inputs":[{"name":"text","shape":[1],"datatype":"BYTES","data":["the cat"]}],"outputs":[{"name":"transform"}]}`, `"shape":[1,48],`},
		"texts":                    {"words", `{"inputs":[{"name":"text","shape":[2,1],"datatype":"BYTES","data":[["the cat"],["é"]]}]}`, `"shape":[2,48],`},
		"categories":               {"colours", `{"inputs":[{"name":"X","shape":[1,2],"datatype":"BYTES","data":["red","L"]}]}`, answer(`{"name":"transform","datatype":"FP64","shape":[1,6],"data":[0,0,1,1,0,0]}`)},
		"columns by made-up names": {"colours", `{"inputs":[{"name":"x1","shape":[1],"datatype":"BYTES","data":["L"]},{"name":"x0","shape":[1],"datatype":"BYTES","data":["red"]}]}`, answer(`{"name":"transform","datatype":"FP64","shape":[1,6],"data":[0,0,1,1,0,0]}`)},
		"probabilities":            {"trees", `{"inputs":[{"name":"X","shape":[1,4],"datatype":"FP64","data":[5,3,1,0]}],"outputs":[{"name":"predict_proba_1"},{"name":"predict_proba_0"},{"name":"predict"}]}`, answer(`{"name":"predict_proba_1","datatype":"FP64","shape":[1,2],"data":[1,0]},{"name":"predict_proba_0","datatype":"FP64","shape":[1,3],"data":[1,0,0]},{"name":"predict","datatype":"INT64","shape":[1,2],"data":[0,0]}`)},
	} {
		r := do(t, s, "POST", "/v2/models/"+c.model+"/infer", jsonType, []byte(c.body))
		got := text(t, r)
		if r.StatusCode != 200 || r.Header.Get("Content-Type") != jsonType || !strings.HasSuffix(got, c.want) && !strings.Contains(got, c.want) {
			t.Errorf("%s: got %d %s, want %s", name, r.StatusCode, got, c.want)
		}
		if !json.Valid([]byte(got)) || !strings.HasPrefix(got, `{"model_name":"`+c.model+`","model_version":"`) {
			t.Errorf("%s: got %s", name, got)
		}
	}
}

func TestInferRefused(t *testing.T) {
	s := newServer(t, models, func(c *Config) { c.MaxRows = 4 })
	in := func(shape, datatype, data string) string {
		return `{"inputs":[{"name":"x","shape":` + shape + `,"datatype":"` + datatype + `","data":` + data + `}]}`
	}
	for _, c := range []struct {
		model, body string
		status      int
		want        string
	}{
		{"nobody", `{}`, 404, `there is no model \"nobody\"`},
		{"iris/versions/7", `{}`, 404, `has no version \"7\"`},
		{"iris", ``, 400, "ends early"},
		{"iris", `[]`, 400, "want an object"},
		{"iris", `{}`, 400, "no inputs"},
		{"iris", `{"inputs":[]}`, 400, "no inputs"},
		{"iris", `{"inputs":[{"name":"x","shape":[1,4],"datatype":"FP64"}]}`, 400, "no data"},
		{"iris", `{"inputs":[{"name":"x","shape":[1,4],"datatype":"FP64","data":[1,2,3,4]}]} 1`, 400, "something follows"},
		{"iris", in(`[1,4]`, "FP64", `[1,2,3]`), 400, "has 4 values, the data 3"},
		{"iris", in(`[1,4]`, "FP64", `[1,2,3,4,5]`), 400, "has 4 values, the data more than 4"},
		{"iris", in(`[1,4]`, "FP64", `[1,2,"3",4]`), 400, "got a string, want a number"},
		{"iris", in(`[1,4]`, "FP16", `[1,2,3,4]`), 400, `datatype \"FP16\" is not supported`},
		{"iris", in(`[1,4]`, "INT8", `[1,2,3,400]`), 400, "400 is out of the range"},
		{"iris", in(`[1,4]`, "UINT16", `[1,2,3,-4]`), 400, "out of the range"},
		{"iris", in(`[1,4]`, "INT32", `[1,2,3,4.5]`), 400, "no integer"},
		{"iris", in(`[1,4]`, "FP64", `[1,2,null,4]`), 400, "contains NaN"},
		{"iris", in(`[1,4]`, "FP64", `[1,2,Infinity,4]`), 400, "contains infinity"},
		{"iris", in(`[1,4]`, "FP64", `[1,2,1e999,4]`), 400, "too large"},
		{"iris", in(`[1,3]`, "FP64", `[1,2,3]`), 400, "X has 3 features, but LogisticRegression is expecting 4"},
		{"iris", in(`[4]`, "FP64", `[1,2,3,4]`), 400, "want [rows, 4]"},
		{"iris", in(`[1,1,4]`, "FP64", `[1,2,3,4]`), 400, "want [rows] or [rows, features]"},
		{"iris", in(`[]`, "FP64", `[1]`), 400, "want [rows] or [rows, features]"},
		{"iris", in(`[-1,4]`, "FP64", `[1,2,3,4]`), 400, "negative"},
		{"iris", in(`[0,4]`, "FP64", `[]`), 400, "no rows"},
		{"iris", in(`[3,2000000000]`, "FP64", `[1]`), 400, "too large"},
		{"iris", in(`[1,9223372036854775807]`, "FP64", `[1]`), 400, "too large"},
		{"iris", in(`[1,9223372036854775808]`, "FP64", `[1]`), 400, "no integer"},
		{"iris", in(`[5,4]`, "FP64", `[1,2,3,4,1,2,3,4,1,2,3,4,1,2,3,4,1,2,3,4]`), 413, "more than 4 rows"},
		{"iris", strings.TrimSuffix(in(`[1,4]`, "FP64", `[1,2,3,4]`), "}") + `,"outputs":[{"name":"transform"}]}`, 400, `no output \"transform\"; it has predict, predict_proba,`},
		{"iris", in(`[1,4]`, "BYTES", `["a","b","c","d"]`), 400, "could not convert string to float"},
		{"titanic", `{"inputs":[{"name":"sex","shape":[1],"datatype":"BYTES","data":["f"]},{"name":"fare","shape":[1],"datatype":"FP64","data":[1]}]}`, 400, "yet now missing: age, emb."},
		{"titanic", `{"inputs":[{"name":"sex","shape":[1],"datatype":"BYTES","data":["f"]},{"name":"fare","shape":[2],"datatype":"FP64","data":[1,2]}]}`, 400, "rows"},
		{"titanic", `{"inputs":[{"name":"sex","shape":[1],"datatype":"BYTES","data":["f"]},{"name":"fare","shape":[1,2],"datatype":"FP64","data":[1,2]}]}`, 400, "is a column"},
		{"colours", in(`[1,2]`, "BYTES", `["mauve","L"]`), 400, "unknown categories"},
		{"iris", `{"inputs":[` + strings.Repeat("{},", 1<<16) + `{}]}`, 400, "more than 65536 inputs"},
		{"iris", `{"outputs":[` + strings.Repeat("{},", 100) + `{}]}`, 400, "more than 100 outputs"},
		{"iris", in(`[1,1,1,1,1,1,1,1,1]`, "FP64", `[1]`), 400, "more than 8 dimensions"},
		{"iris", strings.Repeat("[", 5000), 400, "want an object"},
		{"iris", in(`[1,4]`, "FP64", strings.Repeat("[", 5000)+strings.Repeat("]", 5000)), 400, "deep"},
	} {
		r := do(t, s, "POST", "/v2/models/"+c.model+"/infer", jsonType, []byte(c.body))
		got := text(t, r)
		if r.StatusCode != c.status || !strings.HasPrefix(got, `{"error":"`) || !strings.Contains(got, c.want) || !json.Valid([]byte(got)) {
			t.Errorf("%.120s: got %d %s, want %d %s", c.body, r.StatusCode, got, c.status, c.want)
		}
	}
}

// tensorBytes are the values of a tensor in the binary extension.
func tensorBytes(t *testing.T, values ...any) []byte {
	t.Helper()
	var out []byte
	for _, v := range values {
		if s, ok := v.(string); ok {
			out = append(binary.LittleEndian.AppendUint32(out, uint32(len(s))), s...)
			continue
		}
		var err error
		if out, err = binary.Append(out, binary.LittleEndian, v); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// binaryRequest sends JSON and the bytes behind it.
func binaryRequest(t *testing.T, h http.Handler, model, body string, data []byte) *http.Response {
	return do(t, h, "POST", "/v2/models/"+model+"/infer", binaryType, append([]byte(body), data...), headerLength, strconv.Itoa(len(body)))
}

func TestBinary(t *testing.T) {
	s := newServer(t, models, nil)
	for datatype, data := range map[string][]byte{
		"FP64":   tensorBytes(t, 5., 3., 1., 0.),
		"FP32":   tensorBytes(t, float32(5), float32(3), float32(1), float32(0)),
		"INT8":   tensorBytes(t, int8(5), int8(3), int8(1), int8(0)),
		"INT16":  tensorBytes(t, int16(5), int16(3), int16(1), int16(0)),
		"INT32":  tensorBytes(t, int32(5), int32(3), int32(1), int32(0)),
		"INT64":  tensorBytes(t, int64(5), int64(3), int64(1), int64(0)),
		"UINT8":  tensorBytes(t, uint8(5), uint8(3), uint8(1), uint8(0)),
		"UINT16": tensorBytes(t, uint16(5), uint16(3), uint16(1), uint16(0)),
		"UINT32": tensorBytes(t, uint32(5), uint32(3), uint32(1), uint32(0)),
		"UINT64": tensorBytes(t, uint64(5), uint64(3), uint64(1), uint64(0)),
	} {
		body := fmt.Sprintf(`{"inputs":[{"name":"x","shape":[1,4],"datatype":%q,"parameters":{"binary_data_size":%d}}],"outputs":[{"name":"predict_proba","parameters":{"binary_data":true}},{"name":"predict"}]}`, datatype, len(data))
		r := binaryRequest(t, s, "iris", body, data)
		got := text(t, r)
		n, err := strconv.Atoi(r.Header.Get(headerLength))
		if r.StatusCode != 200 || err != nil || r.Header.Get("Content-Type") != binaryType || len(got) != n+24 {
			t.Errorf("%s: got %d %q, %v", datatype, r.StatusCode, got, r.Header)
			continue
		}
		if head := got[:n]; !json.Valid([]byte(head)) || !strings.HasSuffix(head, `{"name":"predict_proba","datatype":"FP64","shape":[1,3],"parameters":{"binary_data_size":24}},{"name":"predict","datatype":"INT64","shape":[1],"data":[0]}]}`) {
			t.Errorf("%s: got %s", datatype, head)
		}
		plain := do(t, s, "POST", "/v2/models/iris/infer", jsonType, []byte(`{"inputs":[{"name":"x","shape":[1,4],"datatype":"FP64","data":[5,3,1,0]}],"outputs":[{"name":"predict_proba"}]}`))
		var want struct{ Outputs []struct{ Data []float64 } }
		decode(t, plain, &want)
		for i, p := range want.Outputs[0].Data {
			if f := math.Float64frombits(binary.LittleEndian.Uint64([]byte(got[n+8*i:]))); f != p {
				t.Errorf("%s: probability %d is %v, in JSON %v", datatype, i, f, p)
			}
		}
	}
	// BYTES in and out, and outputs that are binary by default.
	data := tensorBytes(t, "f", "m", "S", "C", 30., math.NaN(), int64(20), int64(40))
	body := `{"parameters":{"binary_data_output":true},"inputs":[
		{"name":"sex","shape":[2],"datatype":"BYTES","parameters":{"binary_data_size":10}},{"name":"emb","shape":[2],"datatype":"BYTES","parameters":{"binary_data_size":10}},
		{"name":"fare","shape":[2],"datatype":"FP64","parameters":{"binary_data_size":16}},{"name":"age","shape":[2],"datatype":"INT64","parameters":{"binary_data_size":16}}]}`
	r := binaryRequest(t, s, "titanic", body, data)
	if got := text(t, r); r.StatusCode != 200 || !strings.HasSuffix(got, "\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00") {
		t.Errorf("titanic: got %d %q", r.StatusCode, got)
	}
	data = tensorBytes(t, 5.1, 3.5, 1.4, 0.2)
	r = binaryRequest(t, s, "flower", `{"parameters":{"binary_data_output":true},"inputs":[{"name":"x","shape":[1,4],"datatype":"FP64","parameters":{"binary_data_size":32}}]}`, data)
	if got := text(t, r); r.StatusCode != 200 || !strings.HasSuffix(got, "\x06\x00\x00\x00setosa") {
		t.Errorf("flower: got %d %q", r.StatusCode, got)
	}

	for _, c := range []struct {
		length, body string
		data         []byte
		want         string
	}{
		{"x", `{}`, nil, "Inference-Header-Content-Length"},
		{"-1", `{}`, nil, "Inference-Header-Content-Length"},
		{"99999999999999999999", `{}`, nil, "Inference-Header-Content-Length"},
		{"1000", `{}`, nil, "the body has 2 bytes"},
		{"", `{"inputs":[{"name":"x","shape":[1,4],"datatype":"FP64","parameters":{"binary_data_size":32}}]}`, data[:31], "there are 31 bytes"},
		{"", `{"inputs":[{"name":"x","shape":[1,4],"datatype":"FP64","parameters":{"binary_data_size":31}}]}`, data[:31], "has 32 bytes"},
		{"", `{"inputs":[{"name":"x","shape":[1,4],"datatype":"FP64","parameters":{"binary_data_size":32}}]}`, append(data[:32:32], 1), "1 bytes are left"},
		{"", `{"inputs":[{"name":"x","shape":[1,4],"datatype":"FP64","parameters":{"binary_data_size":-32}}]}`, data, "negative"},
		{"", `{"inputs":[{"name":"x","shape":[1,4],"datatype":"FP64","data":[1,2,3,4],"parameters":{"binary_data_size":32}}]}`, data, "data and binary_data_size"},
		{"", `{"inputs":[{"name":"x","shape":[1,1],"datatype":"BYTES","parameters":{"binary_data_size":6}}]}`, []byte("\xff\xff\xff\xffab"), "cut off"},
		{"", `{"inputs":[{"name":"x","shape":[1,1],"datatype":"BYTES","parameters":{"binary_data_size":3}}]}`, []byte("\x00\x00\x00"), "cut off"},
		{"", `{"inputs":[{"name":"x","shape":[1,4],"datatype":"BOOL","parameters":{"binary_data_size":4}}]}`, []byte("\x00\x01\x02\x00"), "no bool"},
	} {
		length := c.length
		if length == "" {
			length = strconv.Itoa(len(c.body))
		}
		r := do(t, s, "POST", "/v2/models/iris/infer", binaryType, append([]byte(c.body), c.data...), headerLength, length)
		if got := text(t, r); r.StatusCode != 400 || !strings.Contains(got, c.want) || r.Header.Get(headerLength) != "" {
			t.Errorf("%s: got %d %s, want %s", c.body, r.StatusCode, got, c.want)
		}
	}
}

// TestAllFixtures: every model of the fixtures that loads is asked over HTTP, row by row in one request, and answers as it does when it is called.
func TestAllFixtures(t *testing.T) {
	files, err := filepath.Glob(fixtures + "*.pkl")
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	for _, file := range files {
		model, err := sklearn.Load(file)
		if err != nil || !model.Numeric() || model.NFeatures == 0 {
			continue
		}
		if !model.Has(sklearn.MethodPredict) && !model.Has(sklearn.MethodTransform) {
			continue
		}
		name := strings.TrimSuffix(filepath.Base(file), ".pkl")
		path, _ := filepath.Abs(file)
		s := newServer(t, map[string]string{name: path}, nil)
		x := sklearn.Matrix{Rows: 3, Cols: model.NFeatures, Data: make([]float64, 3*model.NFeatures)}
		for i := range x.Data {
			x.Data[i] = float64(i%7) / 2
		}
		data, _ := json.Marshal(x.Data)
		for _, method := range model.Methods() {
			if method != sklearn.MethodPredict && method != sklearn.MethodPredictProba && method != sklearn.MethodTransform {
				continue
			}
			body := fmt.Sprintf(`{"inputs":[{"name":"x","shape":[3,%d],"datatype":"FP64","data":%s}],"outputs":[{"name":%q}]}`, x.Cols, data, method)
			r := do(t, s, "POST", "/v2/models/"+name+"/infer", jsonType, []byte(body))
			var want []any
			var y sklearn.Matrix
			switch method {
			case sklearn.MethodPredict:
				var target sklearn.Target
				if target, err = model.Predict(x); err == nil {
					for i := range target.Len() {
						want = append(want, target.Value(i))
					}
				}
			case sklearn.MethodPredictProba:
				y, err = model.PredictProba(x)
			default:
				y, err = model.Transform(x)
			}
			for _, v := range y.Data {
				want = append(want, v)
			}
			if err != nil {
				if r.StatusCode == 200 {
					t.Errorf("%s.%s: want the error %v", name, method, err)
				}
				continue
			}
			var got struct{ Outputs []struct{ Data []any } }
			decode(t, r, &got)
			for i, v := range want {
				if n, ok := v.(int64); ok {
					want[i] = float64(n)
				}
			}
			if len(got.Outputs) != 1 || !reflect.DeepEqual(got.Outputs[0].Data, want) {
				t.Errorf("%s.%s: got %d %v, want %v", name, method, r.StatusCode, got, want)
			}
			asked++
		}
	}
	if asked != 212 {
		t.Errorf("%d methods were asked", asked)
	}
}

func TestMetadata(t *testing.T) {
	s := newServer(t, models, nil)
	golden, err := os.ReadFile("testdata/metadata.txt")
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, path := range []string{"/v2", "/v2/health/live", "/v2/health/ready", "/v2/models/titanic/ready", "/v2/models/iris", "/v2/models/titanic", "/v2/models/words", "/v2/models/dicts", "/v2/models/trees", "/v2/models/colours", "/v2/models/nobody", "/v2/models/nobody/ready", "/v2/nothing", "/nothing", "/ping", "/health", "/version"} {
		r := do(t, s, "GET", path, "", nil)
		line := text(t, r)
		if at := strings.Index(line, `"loaded":"`); at >= 0 {
			line = line[:at+10] + "T" + line[at+30:]
		}
		fmt.Fprintf(&got, "GET %s\n%d %s", path, r.StatusCode, line)
	}
	r := do(t, s, "POST", "/v2/repository/index", "", nil)
	fmt.Fprintf(&got, "POST /v2/repository/index\n%d %s", r.StatusCode, text(t, r))
	r = do(t, s, "PUT", "/v2/models/iris/infer", "", nil)
	fmt.Fprintf(&got, "PUT /v2/models/iris/infer\n%d %s", r.StatusCode, text(t, r))
	if a := r.Header.Get("Allow"); a != "POST" {
		t.Errorf("Allow is %q", a)
	}
	if *update {
		if err := os.WriteFile("testdata/metadata.txt", []byte(got.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	} else if got.String() != string(golden) {
		t.Errorf("got\n%s", got.String())
	}
}
