package lightgbm

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/brine-go/brine/predict"
)

// A model is text (src/boosting/gbdt_model_text.cpp): lines "key=value" about all of it, then for each tree a line "Tree=3" and
// lines of its own (src/io/tree.cpp), then what forecasts do not need, and in the last line, if Python wrote it, the categories
// of a DataFrame's columns.

// IsText reports whether data begins as a model of LightGBM's own does.
func IsText(data []byte) bool {
	line, _, _ := strings.Cut(string(data[:min(len(data), 8)]), "\n")
	return strings.TrimSuffix(line, "\r") == "tree"
}

// Parse reads a model from text as save_model, model_to_string and the command line write it.
func Parse(text string) (*Booster, error) {
	r := &reader{rest: text}
	b, err := r.booster()
	if err != nil {
		return nil, err
	}
	return b, nil
}

// A reader goes through the lines of a model.
type reader struct{ rest string }

// line returns the next line without its end; ok is false behind the last one.
func (r *reader) line() (line string, ok bool) {
	if r.rest == "" {
		return "", false
	}
	line, r.rest, _ = strings.Cut(r.rest, "\n")
	return strings.TrimSuffix(line, "\r"), true
}

// An entries is lines "key=value", by key.
type entries map[string]string

// header reads the lines up to the first tree, whose line it takes too; trees is false if there is none.
func (r *reader) header() (e entries, trees bool) {
	e = entries{}
	for {
		line, ok := r.line()
		switch {
		case !ok || line == "end of trees":
			return e, false
		case strings.HasPrefix(line, "Tree="):
			return e, true
		case line != "":
			key, value, _ := strings.Cut(line, "=")
			e[key] = value
		}
	}
}

func (r *reader) booster() (*Booster, error) {
	b := &Booster{}
	fail := func(cause error, format string, args ...any) error {
		return &Error{Class: "Booster", Version: b.Version, Text: fmt.Sprintf(format, args...), Err: cause}
	}
	if first, ok := r.line(); !ok || first != "tree" {
		return nil, fail(ErrFormat, "the text begins %q, want %q", shorten(first), "tree")
	}
	e, trees := r.header()
	b.Version = e["version"]
	switch b.Version {
	case "", "v2", "v3", "v4":
	default:
		return nil, fail(ErrUnsupported, "models of version %q are not supported", shorten(b.Version))
	}
	features, err := e.count("max_feature_idx")
	if err != nil {
		return nil, fail(ErrFormat, "%v", err)
	}
	b.Features = features + 1
	classes, err := e.count("num_class")
	if err != nil {
		return nil, fail(ErrFormat, "%v", err)
	}
	b.Outputs = classes
	if _, ok := e["num_tree_per_iteration"]; ok {
		if b.Outputs, err = e.count("num_tree_per_iteration"); err != nil {
			return nil, fail(ErrFormat, "%v", err)
		}
	}
	if b.Outputs != classes {
		return nil, fail(ErrUnsupported, "%d trees an iteration for %d classes", b.Outputs, classes)
	}
	b.FeatureNames = strings.Fields(e["feature_names"])
	if len(b.FeatureNames) != b.Features {
		return nil, fail(ErrFormat, "%d feature_names for %d features", len(b.FeatureNames), b.Features)
	}
	if infos := strings.Fields(e["feature_infos"]); len(infos) == b.Features {
		b.infos = infos
	}
	_, b.average = e["average_output"]
	b.Objective = e["objective"]
	if b.objective, err = parseObjective(b.Objective, b.Outputs); err != nil {
		return nil, fail(ErrUnsupported, "%v", err)
	}
	sizes, sized := e["tree_sizes"]
	switch {
	case sized && !r.holds(sizes):
		return nil, fail(ErrFormat, "the text is cut off")
	case !trees:
		return nil, fail(ErrFormat, "there are no trees")
	}
	var all []predict.LightGBMTree
	for trees {
		t, gains, err := r.tree().tree()
		if err != nil {
			return nil, fail(ErrFormat, "tree %d: %v", len(all), err)
		}
		all = append(all, t)
		b.splits = append(b.splits, splitGains{t.Feature, gains})
		trees = r.another()
	}
	if sized && len(strings.Fields(sizes)) != len(all) {
		return nil, fail(ErrFormat, "%d trees, want %d", len(all), len(strings.Fields(sizes)))
	}
	if b.forest, err = predict.NewLightGBMForest(b.Features, b.Outputs, all); err != nil {
		return nil, fail(ErrFormat, "%v", err)
	}
	b.PandasCategorical, err = parsePandasCategorical(r.rest)
	if err != nil {
		return nil, fail(ErrFormat, "pandas_categorical: %v", err)
	}
	return b, nil
}

// holds reports whether the rest is as long as the trees of some sizes, but for the first line of the first tree. It may be longer, if
// its lines end in carriage returns.
func (r *reader) holds(sizes string) bool {
	room := len(r.rest) + len("Tree=0\n")
	for field := range strings.FieldsSeq(sizes) {
		n, err := strconv.Atoi(field)
		if room -= n; err != nil || n < 0 || room < 0 {
			return false
		}
	}
	return true
}

// tree reads the lines of a tree up to an empty one.
func (r *reader) tree() entries {
	e := entries{}
	for {
		line, ok := r.line()
		if !ok || line == "" {
			return e
		}
		key, value, _ := strings.Cut(line, "=")
		e[key] = value
	}
}

// another takes the line with which another tree begins, if one does.
func (r *reader) another() bool {
	for {
		at := r.rest
		line, ok := r.line()
		switch {
		case !ok:
			return false
		case strings.HasPrefix(line, "Tree="):
			return true
		case line != "":
			r.rest = at
			return false
		}
	}
}

// count returns a value that is a number from 0 on.
func (e entries) count(key string) (int, error) {
	value, ok := e[key]
	if !ok {
		return 0, fmt.Errorf("%s is missing", key)
	}
	n, err := strconv.ParseInt(strings.TrimSpace(value), 10, 32)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%s: got %q, want a count", key, shorten(value))
	}
	return int(n), nil
}

// floats returns a value that is n numbers.
func (e entries) floats(key string, n int) ([]float64, error) {
	return numbers(e, key, n, func(s string) (float64, error) { return strconv.ParseFloat(s, 64) })
}

// ints returns a value that is n integers.
func (e entries) ints(key string, n int) ([]int64, error) {
	return numbers(e, key, n, func(s string) (int64, error) { return strconv.ParseInt(s, 10, 32) })
}

func numbers[T any](e entries, key string, n int, parse func(string) (T, error)) ([]T, error) {
	value, ok := e[key]
	if !ok {
		return nil, fmt.Errorf("%s is missing", key)
	}
	out := make([]T, 0, min(n, len(value)/2+1))
	for field := range strings.FieldsSeq(value) {
		x, err := parse(field)
		if err != nil {
			return nil, fmt.Errorf("%s: got %q, want a number", key, shorten(field))
		}
		if len(out) == n {
			return nil, fmt.Errorf("%s: more than %d numbers", key, n)
		}
		out = append(out, x)
	}
	if len(out) != n {
		return nil, fmt.Errorf("%s: %d numbers, want %d", key, len(out), n)
	}
	return out, nil
}

func shorten(s string) string {
	if len(s) > 40 {
		s = strings.ToValidUTF8(s[:40], "") + "…"
	}
	return s
}
