package serve

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/brine-go/brine/internal/jsonscan"
	"github.com/brine-go/brine/internal/rows"
	"github.com/brine-go/brine/sklearn"
)

// invocations answers POST /invocations and /models/{model}/invocations, as MLflow's scoring server does.
func (s *Server) invocations(e *exchange, w http.Header, r *http.Request) error {
	_, v, err := s.model(e, r)
	if err != nil {
		return err
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return failure(http.StatusUnsupportedMediaType, "Content-Type %q: want application/json or text/csv", r.Header.Get("Content-Type"))
	}
	if err := s.readBody(e, r); err != nil {
		return err
	}
	var x sklearn.X
	var want string
	switch kind {
	case jsonType:
		x, want, err = e.question(v, s.config.MaxRows)
	case "text/csv":
		x, err = csvRows(v, e.body, s.config.MaxRows)
	default:
		err = failure(http.StatusUnsupportedMediaType, "Content-Type %q is not supported: want application/json or text/csv", kind)
	}
	if err != nil {
		return err
	}
	o := &v.outputs[0]
	if want != "" {
		if o, err = v.output(want); err != nil {
			if want != string(sklearn.MethodPredictProba) || !v.model.Has(sklearn.MethodPredictProbas) {
				return err
			}
			o = &output{method: sklearn.MethodPredictProbas, part: -1}
		}
	}
	answers, err := e.ask(v.model, o.method, x, r)
	if err != nil {
		return err
	}
	out := append(e.out[:0], `{"predictions":`...)
	switch {
	case o.part < 0: // of all outputs, as scikit-learn's predict_proba returns a list then
		out = append(out, '[')
		for i := range answers {
			if i > 0 {
				out = append(out, ',')
			}
			out = appendNested(out, &answers[i])
		}
		out = append(out, ']')
	case o.part < len(answers):
		out = appendNested(out, &answers[o.part])
	default:
		return failure(http.StatusInternalServerError, "%s has %d parts", o.method, len(answers))
	}
	e.out = append(out, '}', '\n')
	w["Content-Type"] = jsonTypes
	return nil
}

// question reads a body of JSON: the rows in one of four forms, and which method is asked for.
func (e *exchange) question(v *version, maxRows int) (sklearn.X, string, error) {
	var form, method string
	var data []byte
	s := &e.infer.scanner
	s.Reset(e.body)
	for key := range s.Object() {
		switch name := string(key); name {
		case "dataframe_split", "dataframe_records", "instances", "inputs":
			if form != "" {
				return nil, "", bad("there are both %s and %s, want one of them", form, name)
			}
			form, data = name, s.Raw()
		case "params":
			if s.Kind() == jsonscan.Null {
				s.Null()
				continue
			}
			for key := range s.Object() {
				if string(key) != "method" {
					return nil, "", bad("params: there is no parameter %q; there is method", key)
				}
				method = s.Text()
			}
		default:
			return nil, "", bad("%q is none of dataframe_split, dataframe_records, instances, inputs, params", name)
		}
	}
	if err := s.End(); err != nil {
		return nil, "", err
	}
	if form == "" {
		return nil, "", bad("there is none of dataframe_split, dataframe_records, instances, inputs")
	}
	e.frame.MaxRows = maxRows
	x, err := e.frame.Parse(v.model, data)
	if err != nil {
		var limit *rows.LimitError
		if errors.As(err, &limit) {
			return nil, "", err
		}
		return nil, "", bad("%s: %v", form, err)
	}
	return x, method, nil
}

// csvRows reads CSV with a header. An empty cell is a missing value.
func csvRows(v *version, body []byte, maxRows int) (sklearn.X, error) {
	if n := headerCells(body); n > maxInputs {
		return nil, bad("the CSV has more than %d columns", maxInputs)
	}
	r := csv.NewReader(bytes.NewReader(body))
	r.ReuseRecord = true
	header, err := r.Read()
	if err == io.EOF {
		return nil, bad("the CSV is empty")
	}
	if err != nil {
		return nil, bad("CSV: %v", err)
	}
	names := make([]string, len(header))
	for i, name := range header {
		names[i] = strings.TrimSpace(name)
	}
	names[0] = strings.TrimPrefix(names[0], "\uFEFF")
	cells := make([][]string, len(names))
	for n := 0; ; n++ {
		record, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, bad("CSV: %v", err)
		}
		if n == maxRows {
			return nil, &rows.LimitError{MaxRows: maxRows}
		}
		for j, cell := range record {
			cells[j] = append(cells[j], cell)
		}
	}
	columns := make([]sklearn.Column, len(names))
	for j, name := range names {
		columns[j] = sklearn.CellColumn(name, cells[j])
	}
	return rows.FromColumns(v.model, columns)
}

// headerCells counts the cells of the first line, which may go on within quotes, up to the first too many.
func headerCells(body []byte) int {
	n, quoted := 1, false
	for _, c := range body {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\n' && n > 1:
			return n
		case c == ',':
			if n++; n > maxInputs {
				return n
			}
		}
	}
	return n
}
