package pandas

import (
	"math"

	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
)

// Missing tells whether a value is there, and if not, which of Python's ways of saying so stands in its place.
type Missing uint8

const (
	Present Missing = iota // the value is there
	None                   // None, in a column of objects
	NaN                    // a float that is not a number
	NaT                    // pandas.NaT: no date, period or duration
	NA                     // pandas.NA: nullable, string and Arrow-backed columns
)

// String returns the Python name: "NaN", "NaT".
func (m Missing) String() string {
	if int(m) < len(missingNames) {
		return missingNames[m]
	}
	return "no Missing"
}

var missingNames = [...]string{"Present", "None", "NaN", "NaT", "NA"}

// missingOf tells whether a value as At gives it is missing.
func missingOf(x any) Missing {
	switch x := x.(type) {
	case nil:
		return None
	case Missing:
		return x
	case float64:
		if x != x {
			return NaN
		}
	}
	return Present
}

// An Interval is the numbers, dates or durations between two values.
type Interval struct {
	Left, Right any
	Closed      string // which ends belong to it: "left", "right", "both" or "neither"
}

// valueOf is the function of that name for tuples and objects, whose depth and number it bounds: parts that come up again
// and again in each other would otherwise make billions of a few bytes. What is past the bounds stays a [py.Value].
func (r *reader) valueOf(v py.Value) any {
	if k := v.Kind(); k == py.Tuple || k == py.Object {
		if r.parts++; r.parts > maxParts {
			return v
		}
	}
	switch v.Kind() {
	case py.Tuple:
		if v.Len() > maxLabel || r.depth >= maxDepth {
			return v
		}
		r.depth++
		defer func() { r.depth-- }()
		t := make(Tuple, 0, v.Len())
		for x := range v.Items() {
			t = append(t, r.valueOf(x))
		}
		return t
	case py.Object:
		if r.depth >= maxDepth {
			return v
		}
		r.depth++
		defer func() { r.depth-- }()
		if x, err := r.scalar(v, "value"); err == nil {
			return x
		}
		return v
	}
	return valueOf(v)
}

// maxLabel is how many items a tuple may have to be read as a label.
const maxLabel = 1 << 10

// maxParts is how many tuples and objects one reading makes values of.
const maxParts = 1 << 16

// scalar reads one of pandas' scalars, or NumPy's.
func (r *reader) scalar(v py.Value, path string) (any, error) {
	if numpy.IsScalar(v) {
		a, err := numpy.FromPy(v)
		if err != nil {
			return nil, wrap(path, err)
		}
		return elementOf(a)
	}
	o, ok := v.Object()
	if !ok {
		return nil, mismatch(path, v, "a scalar")
	}
	if o.Func.IsGlobal("builtins", "complex") {
		re, ok1 := o.Args.Index(0).Float()
		im, ok2 := o.Args.Index(1).Float()
		if ok1 && ok2 {
			return complex(re, im), nil
		}
	}
	name, _ := pandasName(o.Func)
	if o.How == py.ByNewObj || o.How == py.ByNewObjEx {
		name, _ = pandasName(o.Class())
	}
	switch name {
	case "_unpickle_timestamp", "Timestamp":
		return r.timestamp(o, path)
	case "_timedelta_unpickle", "Timedelta":
		return timedeltaOf(o, path)
	case "__nat_unpickle", "_nat_unpickle", "NaTType":
		return NaT, nil
	case "Period":
		return r.period(o, path)
	case "Interval":
		return r.interval(o, path)
	}
	return nil, mismatch(path, v, "a scalar of pandas or NumPy")
}

// interval reads Interval(left, right, closed), of pandas._libs.interval.Interval.__reduce__.
func (r *reader) interval(o py.Instance, path string) (any, error) {
	closed, ok := o.Args.Index(2).Text()
	if o.Args.Len() != 3 || !ok || !closedNames[closed] {
		return nil, mismatch(path+".args", o.Args, "tuple of left, right and which ends are closed")
	}
	return Interval{r.valueOf(o.Args.Index(0)), r.valueOf(o.Args.Index(1)), closed}, nil
}

var closedNames = map[string]bool{"left": true, "right": true, "both": true, "neither": true}

// nat is the count of ticks that stands for NaT.
const nat = math.MinInt64
