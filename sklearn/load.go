package sklearn

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/brine-go/brine/joblib"
	"github.com/brine-go/brine/lightgbm"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
	"github.com/brine-go/brine/xgboost"
)

// Load reads a model from a file of pickle.dump or joblib.dump, uncompressed (brine.Load[*sklearn.Model] takes compression and
// archives off), or from a model file of LightGBM (text) or XGBoost (JSON, UBJSON, binary). The content tells which.
func Load(path string) (*Model, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if IsNative(data) {
		model, err := parseNative(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		return model, nil
	}
	doc, err := pickle.Loads(data, joblib.Arrays(os.DirFS(filepath.Dir(path))))
	if err != nil {
		return nil, fmt.Errorf("sklearn: %s: %w", path, err)
	}
	model, err := FromPy(doc.Root())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return model, nil
}

// IsNative reports whether a file that begins with data, some hundred bytes at least, is a model file of LightGBM or XGBoost.
func IsNative(data []byte) bool { return lightgbm.IsText(data) || xgboost.IsNative(data) }

// parseNative reads a model file of LightGBM or XGBoost.
func parseNative(data []byte) (*Model, error) {
	if lightgbm.IsText(data) {
		b, err := lightgbm.Parse(string(data))
		if err != nil {
			return nil, err
		}
		return FromLightGBM(&lightgbm.Model{ClassName: "Booster", Module: "lightgbm.basic", Booster: b})
	}
	b, err := xgboost.Parse(data)
	if err != nil {
		return nil, err
	}
	return FromXGBoost(xgboost.FromBooster(b))
}

// FromPy reads a model from the object that it was pickled as. The model keeps the document.
func FromPy(v py.Value) (*Model, error) {
	l := loader{seen: map[py.Value]bool{}, arrays: map[py.Value]array{}}
	return l.read(v)
}

// A loader reads one model and its parts.
//
// A pickle may refer to one object from many places, or to itself, so the work is bounded by more than the
// size of the file: parts nest to a depth, a part may be met again some times only, and an array that
// must be converted is converted once.
type loader struct {
	depth  int
	again  int // parts met that were met before
	seen   map[py.Value]bool
	arrays map[py.Value]array
}

const (
	maxDepth = 64   // of models in models; scikit-learn's own rarely pass 5
	maxAgain = 1000 // times that one part is used at several places
)

// lastChecked is the latest release whose formulas these readers were compared with.
var lastChecked = version{1, 9}

// read reads an estimator.
func (l *loader) read(v py.Value) (*Model, error) {
	module, name, ok := v.Class()
	if !ok {
		return nil, &Error{Text: fmt.Sprintf("got %v, want an estimator", v.Kind()), Err: ErrUnsupported}
	}
	s := &state{
		loader: l,
		value:  v,
		model:  &Model{ClassName: name, Module: module, state: v},
	}
	s.model.Version, _ = v.Attr("_sklearn_version").Text()
	s.version = parseVersion(s.model.Version)
	m := s.model
	root, _, _ := strings.Cut(module, ".")
	read := readers[name]
	if root != "sklearn" {
		read = foreign[root][name]
	}
	if read == nil {
		text := name + origin(m.Version) + " is not supported"
		if root != "sklearn" {
			text = module + "." + name + " is not supported: it is not of scikit-learn"
		}
		return nil, &Error{Class: name, Version: m.Version, Text: text, Err: ErrUnsupported}
	}
	if l.depth++; l.depth > maxDepth {
		return nil, m.fail(ErrUnsupported, fmt.Sprintf("models nest more than %d deep", maxDepth))
	}
	defer func() { l.depth-- }()
	if l.seen[v] {
		if l.again++; l.again > maxAgain {
			return nil, m.fail(ErrUnsupported, fmt.Sprintf("parts are used again more than %d times", maxAgain))
		}
	}
	l.seen[v] = true
	if s.version.after(lastChecked) {
		m.Warnings = append(m.Warnings, fmt.Sprintf("%s was written by scikit-learn %s, later than %v, the last release that was checked", name, m.Version, lastChecked))
	}
	if err := s.header(); err != nil {
		return nil, err
	}
	estimator, err := read(s)
	if err != nil {
		return nil, err
	}
	parts := m.traits.joint // as child found
	m.estimator, m.traits = estimator, traitsOf(estimator)
	m.traits.joint = m.traits.joint || parts
	return m, nil
}
