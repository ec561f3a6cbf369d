// Package fixturetest compares values with what Python had, for tests: with the tagged JSON that
// testdata/generate/common.py writes beside each fixture. It reads the answers of machine learning's libraries, too.
package fixturetest

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strconv"
	"time"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
)

// Read reads the JSON of a fixture.
func Read(path string) (any, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	d := json.NewDecoder(f)
	d.UseNumber()
	var want any
	return want, d.Decode(&want)
}

// Match returns an error with the path of the first value that is not what Python had. It knows None, bool, int,
// float, str, bytes, list, tuple, dict and arrays of them; for anything else the error says that it does not.
func Match(got py.Value, want any) error { return match(got, want, "value") }

func match(got py.Value, want any, path string) error {
	differs := func() error { return fmt.Errorf("%s is %s, want %v", path, py.Repr(got), want) }
	switch want := want.(type) {
	case nil:
		if !got.IsNone() {
			return differs()
		}
	case bool:
		if b, ok := got.Bool(); !ok || b != want {
			return differs()
		}
	case string:
		if s, ok := got.Str(); !ok || s != want {
			return differs()
		}
	case json.Number:
		if !number(got, want.String()) {
			return differs()
		}
	case []any:
		if got.Kind() != py.List {
			return differs()
		}
		return matchItems(got, want, path)
	case map[string]any:
		return matchTagged(got, want, path)
	}
	return nil
}

// number compares an int by its digits and a float by its bits.
func number(got py.Value, want string) bool {
	if x, ok := got.BigInt(); ok {
		return x.String() == want
	}
	x, ok := got.Float()
	return ok && sameFloat(x, want)
}

func sameFloat(x float64, want string) bool {
	f, err := strconv.ParseFloat(want, 64)
	return err == nil && (math.Float64bits(f) == math.Float64bits(x) || f != f && x != x)
}

func matchItems(got py.Value, want []any, path string) error {
	if got.Len() != len(want) {
		return fmt.Errorf("%s has %d items, want %d", path, got.Len(), len(want))
	}
	for i, w := range want {
		if err := match(got.Index(i), w, path+"["+strconv.Itoa(i)+"]"); err != nil {
			return err
		}
	}
	return nil
}

func matchTagged(got py.Value, want map[string]any, path string) error {
	differs := func() error { return fmt.Errorf("%s is %s, want %v", path, py.Repr(got), want) }
	for tag, w := range want {
		switch tag {
		case "$int", "$f":
			if !number(got, w.(string)) {
				return differs()
			}
			return nil
		case "$bytes":
			if b, ok := got.Bytes(); !ok || got.Kind() != py.Bytes || hex.EncodeToString(b) != w {
				return differs()
			}
			return nil
		case "$tuple":
			if got.Kind() != py.Tuple {
				return differs()
			}
			return matchItems(got, w.([]any), path)
		case "$dict":
			return matchDict(got, w.([]any), path)
		case "$ndarray":
			return matchArray(got, want, path)
		}
	}
	return fmt.Errorf("%s: Match does not know %v", path, want)
}

func matchDict(got py.Value, want []any, path string) error {
	if got.Kind() != py.Dict || got.Len() != len(want) {
		return fmt.Errorf("%s is %s, want a dict of %d", path, py.Repr(got), len(want))
	}
	i := 0
	for k, v := range got.Entries() {
		pair := want[i].([]any)
		if err := match(k, pair[0], path+" key"); err != nil {
			return err
		}
		if err := match(v, pair[1], fmt.Sprintf("%s[%v]", path, pair[0])); err != nil {
			return err
		}
		i++
	}
	return nil
}

// matchArray compares an array: dtype, class, shape and elements in C order.
func matchArray(got py.Value, want map[string]any, path string) error {
	a, err := numpy.FromPy(got)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if text, ok := want["$ndarray"].(string); ok && a.DType.String() != text {
		return fmt.Errorf("%s has dtype %v, want %s", path, a.DType, text)
	}
	if o, _ := got.Object(); o.Args.Len() > 0 {
		if _, class, ok := o.Args.Index(0).Global(); ok && class != want["class"] {
			return fmt.Errorf("%s is a %s, want %v", path, class, want["class"])
		}
	}
	if shape := fmt.Sprint(a.Shape); shape != fmt.Sprint(want["shape"]) {
		return fmt.Errorf("%s has shape %s, want %v", path, shape, want["shape"])
	}
	elements, err := Elements(a)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	list := want["data"].([]any)
	if len(list) != len(elements) {
		return fmt.Errorf("%s has %d elements, want %d", path, len(elements), len(list))
	}
	for i, w := range list {
		if err := matchElement(elements[i], a.DType, w); err != nil {
			return fmt.Errorf("%s: element %d: %w", path, i, err)
		}
	}
	return nil
}

// Elements returns the elements of an array in C order; dates are counts of their unit.
func Elements(a *ndarray.Array) ([]any, error) {
	if k := a.DType.Kind; k == ndarray.Datetime || k == ndarray.Timedelta {
		counts := *a
		counts.DType = ndarray.DType{Kind: ndarray.Int, ItemSize: 8, Order: a.DType.Order}
		return counts.Elements()
	}
	return a.Elements()
}

func matchElement(got any, d ndarray.DType, want any) error {
	same := false
	switch got := got.(type) {
	case py.Value:
		return Match(got, want)
	case bool:
		same = got == want
	case int64, uint64:
		same = fmt.Sprint(got) == fmt.Sprint(want)
		if x, ok := got.(int64); ok && d.Kind == ndarray.Datetime && d.Unit == "D" {
			same = time.Unix(x*86400, 0).UTC().Format(time.DateOnly) == want
		}
	case float64:
		if tag, ok := want.(map[string]any); ok {
			same = sameFloat(got, fmt.Sprint(tag["$f"]))
		} else {
			same = sameFloat(got, fmt.Sprint(want))
		}
	case string:
		same = got == want
	case []byte:
		if fields, ok := want.(map[string]any); ok && d.Fields != nil {
			same = len(fields) == len(d.Fields)
			break
		}
		tag, _ := want.(map[string]any)
		same = hex.EncodeToString(got) == tag["$bytes"]
	default:
		return fmt.Errorf("Match does not know %T", got)
	}
	if !same {
		return fmt.Errorf("is %v, want %v", got, want)
	}
	return nil
}
