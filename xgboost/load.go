package xgboost

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"github.com/brine-go/brine/joblib"
	"github.com/brine-go/brine/pickle"
)

// Load reads a model from a file: one of pickle.dump or joblib.dump, uncompressed, or what save_model writes, as JSON, UBJSON or in the old binary format. The
// content tells, not the name. A native file is an estimator's or a Booster's alike; it is read as the latter.
func Load(path string) (*Model, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if IsNative(data) {
		b, err := Parse(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		return FromBooster(b), nil
	}
	doc, err := pickle.Loads(data, joblib.Arrays(os.DirFS(filepath.Dir(path))))
	if err != nil {
		return nil, fmt.Errorf("xgboost: %s: %w", path, err)
	}
	m, err := FromPy(doc.Root())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return m, nil
}

// FromBooster returns a Booster as a model: its forecasts are the Booster's.
func FromBooster(b *Booster) *Model {
	return &Model{ClassName: "Booster", Module: "xgboost.core", Booster: b, missing: nan}
}

// IsNative reports whether a file that begins with data, some hundred bytes at least, is no pickle but XGBoost's own. A pickle of protocol 2 and later begins with 0x80; a binary
// model has an objective at an offset where older pickles hardly have one.
func IsNative(data []byte) bool {
	if bytes.HasPrefix(data, []byte("{")) || bytes.HasPrefix(data, configOffset) || bytes.HasPrefix(data, []byte("binf")) {
		return true
	}
	r := &binaryReader{data: data}
	r.take(1, sizeOfLearnerParam)
	return isObjective(r.text()) && r.err == nil
}

// Parse reads a model of XGBoost's own: JSON, UBJSON or the old binary format, as save_model and save_raw make them, or with
// the configuration, as pickles have it. The model may keep parts of data, which must not be changed.
func Parse(data []byte) (*Booster, error) { return parse(data, false) }

func parse(data []byte, inplace bool) (*Booster, error) {
	l := &learner{b: &Booster{Attributes: map[string]string{}}, inplace: inplace}
	var err error
	switch {
	case !bytes.HasPrefix(data, []byte("{")):
		err = l.readBinary(data)
	default:
		// UBJSON's first key has a length where JSON has a quote.
		var v any
		if next := bytes.TrimLeft(data[1:], " \t\r\n"); len(next) > 0 && next[0] == '"' {
			v, err = parseJSON(data)
		} else {
			v, err = parseUBJSON(data)
		}
		if err != nil {
			return nil, &Error{Text: err.Error(), Err: err}
		}
		err = l.read(v)
	}
	if err != nil {
		return nil, err
	}
	return l.b, nil
}
