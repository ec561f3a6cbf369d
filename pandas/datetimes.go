package pandas

import (
	"time"

	"github.com/brine-go/brine/ndarray"
)

// ticks are the counts of an array of dates, durations or periods.
type ticks struct {
	data *ndarray.Array // of dtype int64, one dimension; checked
	at   func(i int) int64
}

func ticksOf(a *ndarray.Array) ticks { return ticks{a, integer(a)} }

// newTicks views an array of 8-byte counts as integers.
func newTicks(a *ndarray.Array, path string) (ticks, error) {
	d := a.DType
	if len(a.Shape) != 1 || d.ItemSize != 8 || d.Kind != ndarray.Int && d.Kind != ndarray.Datetime && d.Kind != ndarray.Timedelta {
		return ticks{}, &Error{Path: path, Want: "an array of 64-bit counts", Got: d.String()}
	}
	view := *a
	view.DType = ndarray.DType{Kind: ndarray.Int, ItemSize: 8, Order: d.Order}
	return ticksOf(&view), nil
}

// Len returns the number of values.
func (t ticks) Len() int { return t.data.Shape[0] }

// Ticks returns the counts of units, of periods the ordinals; the least int64 stands for NaT. The slice is fresh.
func (t ticks) Ticks() []int64 {
	x, err := t.data.Int64s()
	if err != nil {
		panic(err) // newTicks has checked
	}
	return x
}

// Missing tells NaT from the rest.
func (t ticks) Missing(i int) Missing {
	if t.at(i) == nat {
		return NaT
	}
	return Present
}

// A DatetimeArray is a column of moments.
type DatetimeArray struct {
	ticks
	Unit string  // of the ticks
	Zone *Zone   // nil if the moments have none
	Freq *Offset // the step from one to the next, where an index has been told one; else nil
}

func newDatetimeArray(a *ndarray.Array, zone *Zone, freq *Offset, path string) (Array, error) {
	t, err := newTicks(a, path)
	if err != nil {
		return nil, err
	}
	out := &DatetimeArray{t, Nanosecond, zone, freq}
	if a.DType.Kind == ndarray.Datetime {
		if out.Unit, err = unitOf(a.DType, path); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// DType returns a [DatetimeTZDType], or a [NumpyDType] where there is no zone.
func (a *DatetimeArray) DType() DType {
	if a.Zone != nil {
		return &DatetimeTZDType{a.Unit, a.Zone}
	}
	return NumpyDType{ndarray.DType{Kind: ndarray.Datetime, ItemSize: 8, Order: ndarray.Little, Unit: a.Unit}}
}

// At returns a [Timestamp] or [NaT].
func (a *DatetimeArray) At(i int) any {
	x := a.at(i)
	if x == nat {
		return NaT
	}
	return Timestamp{x, a.Unit, a.Zone}
}

// Times returns the moments in their zone, or in UTC where they have none, and which of them are missing: nil if none
// is.
func (a *DatetimeArray) Times() (times []time.Time, missing []bool, err error) {
	loc := time.UTC
	if a.Zone != nil {
		if loc, err = a.Zone.Location(); err != nil {
			return nil, nil, err
		}
	}
	counts := a.Ticks()
	times = make([]time.Time, len(counts))
	for i, x := range counts {
		if x != nat {
			times[i] = timeOf(x, a.Unit).In(loc)
		}
	}
	return times, missingTicks(counts), nil
}

// missingTicks tells which counts are NaT; nil if none is.
func missingTicks(counts []int64) []bool {
	var missing []bool
	for i, x := range counts {
		if x == nat {
			if missing == nil {
				missing = make([]bool, len(counts))
			}
			missing[i] = true
		}
	}
	return missing
}

// A TimedeltaArray is a column of durations.
type TimedeltaArray struct {
	ticks
	Unit string
	Freq *Offset
}

func newTimedeltaArray(a *ndarray.Array, freq *Offset, path string) (Array, error) {
	t, err := newTicks(a, path)
	if err != nil {
		return nil, err
	}
	out := &TimedeltaArray{t, Nanosecond, freq}
	if a.DType.Kind == ndarray.Timedelta {
		if out.Unit, err = unitOf(a.DType, path); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// DType returns a [NumpyDType].
func (a *TimedeltaArray) DType() DType {
	return NumpyDType{ndarray.DType{Kind: ndarray.Timedelta, ItemSize: 8, Order: ndarray.Little, Unit: a.Unit}}
}

// At returns a [Timedelta] or [NaT].
func (a *TimedeltaArray) At(i int) any {
	x := a.at(i)
	if x == nat {
		return NaT
	}
	return Timedelta{x, a.Unit}
}

// A PeriodArray is a column of spans of time of one length.
type PeriodArray struct {
	ticks
	Freq *Offset
}

func newPeriodArray(a *ndarray.Array, freq *Offset, path string) (Array, error) {
	t, err := newTicks(a, path)
	if err != nil {
		return nil, err
	}
	return &PeriodArray{t, freq}, nil
}

// DType returns a [PeriodDType].
func (a *PeriodArray) DType() DType { return &PeriodDType{a.Freq} }

// At returns a [Period] or [NaT].
func (a *PeriodArray) At(i int) any {
	x := a.at(i)
	if x == nat {
		return NaT
	}
	return Period{x, a.Freq}
}
