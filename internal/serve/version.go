package serve

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"math"
	"os"
	"strconv"
	"time"

	"github.com/brine-go/brine"
	"github.com/brine-go/brine/internal/rows"
	"github.com/brine-go/brine/sklearn"
)

// A version is a model as one state of its file has it. It never changes.
type version struct {
	id       string // the first 12 digits of the file's SHA-256
	model    *sklearn.Model
	features []sklearn.Feature
	outputs  []output
	loaded   time.Time
	took     time.Duration
	stat     os.FileInfo
}

// An output is what a request can ask for, by name.
type output struct {
	name     string
	method   sklearn.Method
	part     int // of a method with several answers
	datatype string
	shape    []int // -1 for what the model does not tell
	columns  []string
}

// load reads a file. Its answers are to a file that did not change meanwhile: else it is an error.
func load(path string) (*version, error) {
	start := time.Now()
	before, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	id, err := digest(path)
	if err != nil {
		return nil, err
	}
	model, err := open(path)
	if own := (*brine.Error)(nil); errors.As(err, &own) { // who reports it names the file
		return nil, &brine.Error{Containers: own.Containers, Err: own.Err}
	}
	if err != nil {
		return nil, err
	}
	after, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !same(before, after) {
		return nil, errors.New("the file changed while it was read")
	}
	v := &version{id: id, model: model, features: model.Features(), stat: after}
	if v.outputs = outputsOf(model, v.features); len(v.outputs) == 0 {
		return nil, errors.New("a " + model.ClassName + " has no method that can be served")
	}
	v.loaded = time.Now()
	v.took = v.loaded.Sub(start)
	return v, nil
}

// open reads a model: pickled, or a model file of LightGBM or XGBoost.
func open(path string) (*sklearn.Model, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	head := make([]byte, 1<<10)
	n, err := io.ReadFull(f, head)
	f.Close() // it was read only
	if (err == nil || err == io.ErrUnexpectedEOF) && sklearn.IsNative(head[:n]) {
		return sklearn.Load(path)
	}
	return brine.Load[*sklearn.Model](path)
}

// same reports whether two looks at a file are of the same content, as far as its metadata tell.
func same(a, b os.FileInfo) bool {
	return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}

func digest(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close() // it was read only
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil))[:12], nil
}

// outputsOf returns what a model answers, what it is asked for by default first. Types and widths are those of the answers to a made-up
// row, or, if the model does not take that, what the model tells.
func outputsOf(m *sklearn.Model, features []sklearn.Feature) []output {
	x := example(features)
	var out []output
	for _, method := range m.Methods() {
		if method == sklearn.MethodGetFeatureNamesOut {
			continue
		}
		var answers []rows.Answer
		var err error
		if x != nil {
			answers, err = rows.Ask(m, method, x)
		}
		if x == nil || err != nil {
			if method != sklearn.MethodPredictProbas { // nobody knows how many there are
				out = append(out, unasked(m, method))
			}
			continue
		}
		for k, a := range answers {
			o := output{name: a.Name, method: method, part: k, datatype: datatypeOf(a.Values), shape: a.Shape()}
			if o.shape[0] = -1; !a.Vector && a.Cols <= maxListed {
				o.columns = rows.Names(m, method, a.Cols)
				if method == sklearn.MethodPredictProbas {
					o.columns = nil
				}
			}
			out = append(out, o)
		}
	}
	return out
}

// maxListed is how many columns of an output have their names listed in its metadata.
const maxListed = 10_000

// unasked describes an output that could not be tried.
func unasked(m *sklearn.Model, method sklearn.Method) output {
	o := output{name: string(method), method: method, datatype: fp64, shape: []int{-1, -1}}
	switch method {
	case sklearn.MethodPredict:
		o.shape = []int{-1}
		switch c := m.Classes; {
		case c.Ints() != nil:
			o.datatype = "INT64"
		case c.Strings() != nil:
			o.datatype = bytesType
		case c.Bools() != nil:
			o.datatype = boolType
		}
	case sklearn.MethodPredictProba, sklearn.MethodPredictLogProba:
		if n := m.Classes.Len(); n > 0 {
			o.shape[1] = n
			o.columns = rows.Names(m, method, n)
		}
	case sklearn.MethodScoreSamples, sklearn.MethodPredictStd:
		o.shape = []int{-1}
	}
	return o
}

// example makes up one row: zeros, the first category of each encoder, and a short text. It is nil if the features are not known.
func example(features []sklearn.Feature) sklearn.X {
	if len(features) == 0 {
		return nil
	}
	numbers := true
	for _, f := range features {
		numbers = numbers && f.Kind == sklearn.NumberFeature
	}
	if numbers {
		return sklearn.Matrix{Data: make([]float64, len(features)), Rows: 1, Cols: len(features)}
	}
	columns := make([]sklearn.Column, len(features))
	for i, f := range features {
		columns[i] = sklearn.FloatColumn("", []float64{0})
		switch f.Kind {
		case sklearn.CategoryFeature:
			if len(f.Categories) > 0 {
				if c, err := sklearn.ValueColumn("", f.Categories[:1]); err == nil {
					columns[i] = c
				}
			}
		case sklearn.DocumentFeature:
			columns[i] = sklearn.StringColumn("", []string{"a text"})
		case sklearn.UnusedFeature:
			columns[i] = sklearn.FloatColumn("", []float64{math.NaN()})
		}
	}
	t, err := sklearn.NewTable(columns...)
	if err != nil {
		return nil
	}
	return t
}

// output returns the output of a name.
func (v *version) output(name string) (*output, error) {
	for i := range v.outputs {
		if v.outputs[i].name == name {
			return &v.outputs[i], nil
		}
	}
	names := ""
	for i, o := range v.outputs {
		if i == 20 {
			names += ", …"
			break
		}
		if i > 0 {
			names += ", "
		}
		names += o.name
	}
	return nil, bad("the model has no output %s; it has %s", strconv.Quote(name), names)
}
