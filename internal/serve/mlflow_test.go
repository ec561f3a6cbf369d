package serve

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestInvocations(t *testing.T) {
	s := newServer(t, models, nil)
	const iris = "/models/iris/invocations"
	for _, c := range []struct{ path, kind, body, want string }{
		{iris, jsonType, `{"instances":[[5.1,3.5,1.4,0.2],[7,3.2,4.7,1.4]]}`, `{"predictions":[0,1]}`},
		{iris, jsonType + "; charset=utf-8", `{"inputs":[[5.1,3.5,1.4,0.2]]}`, `{"predictions":[0]}`},
		{iris, jsonType, `{"inputs":{"a":[5.1],"b":[3.5],"c":[1.4],"d":[0.2]}}`, `{"predictions":[0]}`},
		{iris, jsonType, `{"dataframe_split":{"columns":["a","b","c","d"],"index":[9],"data":[[5.1,3.5,1.4,0.2]]}}`, `{"predictions":[0]}`},
		{iris, jsonType, `{"params":null,"dataframe_records":[{"a":5.1,"b":3.5,"c":1.4,"d":0.2}]}`, `{"predictions":[0]}`},
		{iris, "text/csv", "a,b,c,d\n5.1,3.5,1.4,0.2\n7,3.2,4.7,1.4\n", `{"predictions":[0,1]}`},
		{"/models/flower/invocations", jsonType, `{"instances":[[5.1,3.5,1.4,0.2]]}`, `{"predictions":["setosa"]}`},
		{"/models/scaler/invocations", jsonType, `{"instances":[[5.856190476190475,3.0542857142857143,3.7628571428571425,1.2]],"params":{"method":"transform"}}`, `{"predictions":[[`},
		{"/models/trees/invocations", jsonType, `{"instances":[[5,3,1,0]],"params":{"method":"predict_proba"}}`, `{"predictions":[[[1,0,0]],[[1,0]]]}`},
		{"/models/trees/invocations", jsonType, `{"instances":[[5,3,1,0]]}`, `{"predictions":[[0,0]]}`},
		{"/models/titanic/invocations", jsonType, `{"dataframe_records":[{"sex":"f","age":null,"emb":null,"fare":30},{"emb":"S","fare":7.25,"sex":"m","age":22}]}`, `{"predictions":[1,0]}`},
		{"/models/titanic/invocations", "text/csv", "fare,sex,emb,age\r\n30,f,,\r\n7.25,m,S,22\r\n", `{"predictions":[1,0]}`},
		{"/models/colours/invocations", jsonType, `{"instances":[["red","L"]]}`, `{"predictions":[[0,0,1,1,0,0]]}`},
		{"/models/words/invocations", jsonType, `{"inputs":["the cat","dog"]}`, `{"predictions":[[0,0,0,`},
		{"/models/dicts/invocations", jsonType, `{"instances":[{"city":"Rome"},{"other":1}]}`, `{"predictions":[`},
		{"/invocations", jsonType, `{"inputs":[["blue","M"]]}`, `{"predictions":[[1,0,0,0,1,0]]}`}, // the first model: colours
	} {
		r := do(t, s, "POST", c.path, c.kind, []byte(c.body))
		if got := text(t, r); r.StatusCode != 200 || !strings.HasPrefix(got, strings.TrimSuffix(c.want, "}")) || !json.Valid([]byte(got)) {
			t.Errorf("%s %s: got %d %s, want %s", c.path, c.body, r.StatusCode, got, c.want)
		}
	}
}

func TestInvocationsRefused(t *testing.T) {
	s := newServer(t, models, func(c *Config) { c.MaxRows = 2 })
	for _, c := range []struct {
		model, kind, body string
		status            int
		want              string
	}{
		{"nobody", jsonType, `{}`, 404, "there is no model"},
		{"iris", "", `{}`, 415, "want application/json or text/csv"},
		{"iris", "text/xml", `<a/>`, 415, "text/xml"},
		{"iris", jsonType, `{}`, 400, "none of dataframe_split"},
		{"iris", jsonType, `[[1,2,3,4]]`, 400, "want an object"},
		{"iris", jsonType, `{"rows":[[1,2,3,4]]}`, 400, `\"rows\" is none of`},
		{"iris", jsonType, `{"instances":[[1,2,3,4]],"inputs":[[1,2,3,4]]}`, 400, "both"},
		{"iris", jsonType, `{"instances":[[1,2,3,4]],"params":{"method":"transform"}}`, 400, "no output"},
		{"iris", jsonType, `{"instances":[[1,2,3,4]],"params":{"temperature":1}}`, 400, "no parameter"},
		{"iris", jsonType, `{"instances":[[1,2,3]]}`, 400, "X has 3 features"},
		{"iris", jsonType, `{"instances":[[1,2,3,"x"]]}`, 400, "could not convert string to float: 'x' (column 3, row 0)"},
		{"iris", jsonType, `{"instances":[[1,2,3,4],[1,2,3,4],[1,2,3,4]]}`, 413, "more than 2 rows"},
		{"titanic", jsonType, `{"dataframe_records":[{"sex":"f","age":1,"emb":"S","cabin":1}]}`, 400, "unseen at fit time: cabin. Feature names seen at fit time, yet now missing: fare."},
		{"titanic", "text/csv", "sex,age,emb\nf,1,S\n", 400, "yet now missing: fare."},
		{"titanic", "text/csv", "", 400, "empty"},
		{"titanic", "text/csv", "\"\n\"" + strings.Repeat(",", 1<<16), 400, "more than 65536 columns"},
		{"titanic", "text/csv", "sex,age,emb,fare\n", 400, "no rows"},
		{"titanic", "text/csv", "sex,age,emb,fare\nf,1\n", 400, "line 2"},
		{"titanic", "text/csv", "sex,age,emb,fare\nf,x,S,1\n", 400, "could not convert string to float: 'x'"},
		{"titanic", "text/csv", "sex,age,emb,fare\nf,1,S,1\nf,1,S,1\nf,1,S,1\n", 413, "more than 2 rows"},
	} {
		r := do(t, s, "POST", "/models/"+c.model+"/invocations", c.kind, []byte(c.body))
		got := text(t, r)
		if r.StatusCode != c.status || !strings.HasPrefix(got, `{"error_code":"BAD_REQUEST","message":"`) || !strings.Contains(strings.ReplaceAll(got, `\u0026`, "&"), c.want) || !json.Valid([]byte(got)) {
			t.Errorf("%s: got %d %s, want %d %s", c.body, r.StatusCode, got, c.status, c.want)
		}
	}
}
