package pandas

import (
	"fmt"

	"github.com/brine-go/brine/internal/describe"
	"github.com/brine-go/brine/py"
)

// ToPy returns what [FromPy] gives, or any value that a series may hold, as a value of a builder: an object that pandas 1.5
// and 2 read alike.
func ToPy(b *py.Builder, x any) (v py.Value, err error) {
	switch x := x.(type) {
	case *DataFrame:
		return x.MarshalPickle(b)
	case *Series:
		return x.MarshalPickle(b)
	case *Index:
		return x.MarshalPickle(b)
	case *Offset:
		return x.MarshalPickle(b)
	case Array:
		v, err = x.toPy(newWriter(b), "Array")
	case DType:
		v, err = x.toPy(newWriter(b), "dtype")
	default:
		v, err = newWriter(b).value(x, "value")
	}
	if err == nil {
		err = b.Err()
	}
	return v, err
}

// into reads v with FromPy into target, which None leaves as it was.
func into[T any](target *T, v py.Value) error {
	if v.IsNone() {
		return nil
	}
	x, err := FromPy(v)
	if err != nil {
		return err
	}
	read, ok := x.(T)
	if !ok {
		return &Error{Path: "value", Want: fmt.Sprintf("%T", *target), Got: describe.Value(v)}
	}
	*target = read
	return nil
}

// UnmarshalPickle reads a pandas.Timestamp. None leaves t as it was; NaT is an error.
func (t *Timestamp) UnmarshalPickle(v py.Value) error { return into(t, v) }

// MarshalPickle returns a pandas.Timestamp.
func (t Timestamp) MarshalPickle(b *py.Builder) (py.Value, error) { return ToPy(b, t) }

// UnmarshalPickle reads a pandas.Timedelta. None leaves t as it was; NaT is an error.
func (t *Timedelta) UnmarshalPickle(v py.Value) error { return into(t, v) }

// MarshalPickle returns a pandas.Timedelta.
func (t Timedelta) MarshalPickle(b *py.Builder) (py.Value, error) { return ToPy(b, t) }

// UnmarshalPickle reads a pandas.Period. None leaves p as it was; NaT is an error.
func (p *Period) UnmarshalPickle(v py.Value) error { return into(p, v) }

// MarshalPickle returns a pandas.Period.
func (p Period) MarshalPickle(b *py.Builder) (py.Value, error) { return ToPy(b, p) }

// UnmarshalPickle reads a pandas.Interval. None leaves x as it was.
func (x *Interval) UnmarshalPickle(v py.Value) error { return into(x, v) }

// MarshalPickle returns a pandas.Interval.
func (x Interval) MarshalPickle(b *py.Builder) (py.Value, error) { return ToPy(b, x) }

// UnmarshalPickle reads None, NaT or NA; any other value is [Present].
func (m *Missing) UnmarshalPickle(v py.Value) error {
	*m = missingOf((&reader{}).valueOf(v))
	return nil
}

// MarshalPickle returns None, NaN, NaT or NA; of [Present] None, too.
func (m Missing) MarshalPickle(b *py.Builder) (py.Value, error) { return ToPy(b, m) }

// UnmarshalPickle reads an offset. None leaves o as it was.
func (o *Offset) UnmarshalPickle(v py.Value) error {
	if v.IsNone() {
		return nil
	}
	read, err := (&reader{}).offset(v, "offset")
	if err != nil {
		return err
	}
	*o = *read
	return nil
}

// MarshalPickle returns the offset.
func (o *Offset) MarshalPickle(b *py.Builder) (py.Value, error) {
	v, err := newWriter(b).offset(o, "offset")
	if err == nil {
		err = b.Err()
	}
	return v, err
}
