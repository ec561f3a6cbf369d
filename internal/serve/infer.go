package serve

import (
	"net/http"
	"strconv"

	"github.com/brine-go/brine/internal/jsonscan"
	"github.com/brine-go/brine/internal/rows"
	"github.com/brine-go/brine/sklearn"
)

// The binary tensor extension: a body is JSON of as many bytes as this header says, and behind it the bytes of tensors.
const (
	headerLength = "Inference-Header-Content-Length"
	binaryType   = "application/octet-stream"
)

// What a request may have of each. A tensor of no values takes more memory here than bytes in the request.
const (
	maxInputs     = 1 << 16
	maxOutputs    = 100
	maxDimensions = 8
)

// An inferRequest is what POST …/infer is given.
type inferRequest struct {
	id      string
	inputs  []tensor
	outputs []wanted
	binary  bool // the outputs are to be binary, unless one says otherwise
	scanner jsonscan.Scanner
}

// wanted is an output that a request names.
type wanted struct {
	name   string
	binary bool
	said   bool
}

// reset forgets the request, and keeps memory for the next.
func (q *inferRequest) reset() {
	clear(q.inputs)
	clear(q.outputs)
	*q = inferRequest{inputs: q.inputs[:0], outputs: q.outputs[:0], scanner: q.scanner}
	q.scanner.Reset(nil)
}

// infer answers POST /v2/models/{model}[/versions/{version}]/infer.
func (s *Server) infer(e *exchange, w http.Header, r *http.Request) error {
	m, v, err := s.model(e, r)
	if err != nil {
		return err
	}
	if err := s.readBody(e, r); err != nil {
		return err
	}
	q := &e.infer
	if err := q.read(e.body, r.Header.Get(headerLength)); err != nil {
		return err
	}
	x, err := e.x(v, q.inputs, s.config.MaxRows)
	if err != nil {
		return err
	}
	if len(q.outputs) == 0 {
		q.outputs = append(q.outputs, wanted{name: v.outputs[0].name})
	}
	answers, err := e.answers(v, x, r)
	if err != nil {
		return err
	}
	return e.respond(w, m, v, answers)
}

// read reads a request.
func (q *inferRequest) read(body []byte, length string) error {
	rest := []byte(nil)
	if length != "" {
		n, err := strconv.Atoi(length)
		if err != nil || n < 0 || n > len(body) {
			return bad("%s is %q, the body has %d bytes", headerLength, length, len(body))
		}
		body, rest = body[:n], body[n:]
	}
	s := &q.scanner
	s.Reset(body)
	for key := range s.Object() {
		switch string(key) {
		case "id":
			q.id = s.Text()
		case "inputs":
			for i := range s.Array() {
				if i == maxInputs {
					s.Stop(bad("more than %d inputs", maxInputs))
					break
				}
				q.input(s)
			}
		case "outputs":
			for i := range s.Array() {
				if i == maxOutputs {
					s.Stop(bad("more than %d outputs", maxOutputs))
					break
				}
				q.output(s)
			}
		case "parameters":
			for key := range s.Object() {
				if string(key) == "binary_data_output" {
					q.binary = s.Bool()
				} else {
					s.Skip()
				}
			}
		default:
			s.Skip()
		}
	}
	if err := s.End(); err != nil {
		return err
	}
	for i := range q.inputs {
		t := &q.inputs[i]
		switch {
		case t.json == nil && t.size < 0:
			return bad("tensor %q has no data", t.name)
		case t.json != nil && t.size >= 0:
			return bad("tensor %q has data and binary_data_size", t.name)
		case t.size > len(rest):
			return bad("tensor %q has binary_data_size %d, there are %d bytes behind the JSON", t.name, t.size, len(rest))
		case t.size >= 0:
			t.binary, rest = rest[:t.size], rest[t.size:]
		}
	}
	if len(rest) > 0 {
		return bad("%d bytes are left behind the tensors", len(rest))
	}
	return nil
}

// input reads one of the inputs.
func (q *inferRequest) input(s *jsonscan.Scanner) {
	q.inputs = append(q.inputs, tensor{size: -1})
	t := &q.inputs[len(q.inputs)-1]
	for key := range s.Object() {
		switch string(key) {
		case "name":
			t.name = s.Text()
		case "datatype":
			t.datatype = known(s.Bytes())
		case "shape":
			for i := range s.Array() {
				d := s.Int()
				if i == maxDimensions {
					s.Fail("more than %d dimensions", maxDimensions)
				}
				if d < -1<<31 || d > 1<<31-1 {
					s.Fail("a dimension of %d is too large", d)
				}
				t.shape = append(t.shape, int(d))
			}
		case "data":
			t.json = s.Raw()
		case "parameters":
			for key := range s.Object() {
				if string(key) == "binary_data_size" {
					if t.size = int(s.Int()); t.size < 0 {
						s.Fail("binary_data_size is negative")
					}
				} else {
					s.Skip()
				}
			}
		default:
			s.Skip()
		}
	}
}

// known returns the name of a datatype, without an allocation if it is one.
func known(name []byte) string {
	switch string(name) {
	case "FP64":
		return fp64
	case "FP32":
		return "FP32"
	case "INT64":
		return "INT64"
	}
	return string(name)
}

// output reads one of the outputs.
func (q *inferRequest) output(s *jsonscan.Scanner) {
	var o wanted
	for key := range s.Object() {
		switch string(key) {
		case "name":
			o.name = s.Text()
		case "parameters":
			for key := range s.Object() {
				if string(key) == "binary_data" {
					o.binary, o.said = s.Bool(), true
				} else {
					s.Skip()
				}
			}
		default:
			s.Skip()
		}
	}
	q.outputs = append(q.outputs, o)
}

// answers asks the model for each output, and once for several of one method.
func (e *exchange) answers(v *version, x sklearn.X, r *http.Request) ([]rows.Answer, error) {
	q := &e.infer
	out := make([]rows.Answer, len(q.outputs))
	var asked map[sklearn.Method][]rows.Answer
	for i, want := range q.outputs {
		o, err := v.output(want.name)
		if err != nil {
			return nil, err
		}
		got, ok := asked[o.method]
		if !ok {
			if got, err = e.ask(v.model, o.method, x, r); err != nil {
				return nil, err
			}
			if len(q.outputs) > 1 {
				if asked == nil {
					asked = map[sklearn.Method][]rows.Answer{}
				}
				asked[o.method] = got
			}
		}
		if o.part >= len(got) {
			return nil, failure(http.StatusInternalServerError, "%s has %d parts", o.method, len(got))
		}
		out[i] = got[o.part]
		if datatypeOf(out[i].Values) == "" {
			return nil, bad("%s has columns of several types, which no tensor holds; /invocations answers them", o.name)
		}
	}
	return out, nil
}

// respond writes the answers.
func (e *exchange) respond(w http.Header, m *served, v *version, answers []rows.Answer) error {
	q := &e.infer
	out := append(e.out[:0], `{"model_name":"`...)
	out = append(append(out, m.name...), `","model_version":"`...)
	out = append(append(out, v.id...), '"')
	if q.id != "" {
		out = appendString(append(out, `,"id":`...), q.id)
	}
	out = append(out, `,"outputs":[`...)
	binaries := 0
	for i := range answers {
		a, want := &answers[i], &q.outputs[i]
		if !want.said {
			want.binary = q.binary
		}
		if i > 0 {
			out = append(out, ',')
		}
		out = append(append(out, `{"name":"`...), a.Name...)
		out = append(append(out, `","datatype":"`...), datatypeOf(a.Values)...)
		out = strconv.AppendInt(append(out, `","shape":[`...), int64(a.Rows), 10)
		if !a.Vector {
			out = strconv.AppendInt(append(out, ','), int64(a.Cols), 10)
		}
		if want.binary {
			binaries++
			out = strconv.AppendInt(append(out, `],"parameters":{"binary_data_size":`...), int64(binarySize(a)), 10)
			out = append(out, `}}`...)
		} else {
			out = append(appendFlat(append(out, `],"data":`...), a), '}')
		}
	}
	out = append(out, `]}`...)
	w["Content-Type"] = jsonTypes
	if binaries > 0 {
		w.Set("Content-Type", binaryType)
		w.Set(headerLength, strconv.Itoa(len(out)))
		for i := range answers {
			if q.outputs[i].binary {
				out = appendBinary(out, &answers[i])
			}
		}
	}
	e.out = out
	return nil
}

// jsonTypes is the header's value, shared by all answers.
var jsonTypes = []string{jsonType}
