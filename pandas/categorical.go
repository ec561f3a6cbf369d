package pandas

import (
	"strconv"

	"github.com/brine-go/brine/ndarray"
)

// A Categorical is a column whose values are each one of a few.
type Categorical struct {
	codes *ndarray.Array // signed integers below the number of categories, -1 for missing
	dtype *CategoricalDType
	code  func(i int) int64
	na    Missing // what stands for missing values: NaN, or NaT and NA where the categories are dates or nullable
}

func newCategorical(a *ndarray.Array, d *CategoricalDType, path string) (Array, error) {
	if len(a.Shape) != 1 || a.DType.Kind != ndarray.Int {
		return nil, &Error{Path: path, Want: "codes: an array of signed integers", Got: a.DType.String()}
	}
	c := &Categorical{codes: a, dtype: d, code: integer(a), na: NaN}
	if err := checkCodes(a, d.len(), path); err != nil {
		return nil, err
	}
	if d.Categories != nil {
		switch x := d.Categories.Array().(type) {
		case *DatetimeArray, *TimedeltaArray, *PeriodArray:
			c.na = NaT
		case *NullableArray, *ArrowArray:
			c.na = NA
		case *StringArray:
			if !x.dtype.NaN {
				c.na = NaN
			}
		}
	}
	return c, nil
}

// len returns the number of categories.
func (d *CategoricalDType) len() int {
	if d.Categories == nil {
		return 0
	}
	return d.Categories.Len()
}

// checkCodes checks that codes are from -1 to n-1.
func checkCodes(a *ndarray.Array, n int, path string) error {
	get := integer(a)
	for i := range a.Shape[0] {
		code := get(i)
		if code < -1 || code >= int64(n) {
			return &Error{Path: item(path, i), Want: "a code from -1 to " + strconv.Itoa(n-1), Got: strconv.FormatInt(code, 10)}
		}
	}
	return nil
}

// DType returns the [CategoricalDType].
func (c *Categorical) DType() DType { return c.dtype }

// Len returns the number of values.
func (c *Categorical) Len() int { return c.codes.Shape[0] }

// Categories returns the values that there may be; nil if that has not been told.
func (c *Categorical) Categories() *Index { return c.dtype.Categories }

// Ordered reports whether the categories have an order.
func (c *Categorical) Ordered() bool { return c.dtype.Ordered }

// Codes returns for each value which of the categories it is, -1 if it is missing. The slice is fresh.
func (c *Categorical) Codes() []int {
	return intsOf(c.codes)
}

// intsOf returns the integers of an array that has been checked to hold such.
func intsOf(a *ndarray.Array) []int {
	x, err := a.Int64s()
	if err != nil {
		panic(err)
	}
	out := make([]int, len(x))
	for i, code := range x {
		out[i] = int(code)
	}
	return out
}

// Code returns which category value i is, -1 if it is missing.
func (c *Categorical) Code(i int) int { return int(c.code(i)) }

// At returns the category, or as pandas NaN, or NaT for categories that are dates.
func (c *Categorical) At(i int) any {
	if code := c.Code(i); code >= 0 {
		return c.dtype.Categories.At(code)
	}
	return missingValue(c.na)
}

// Missing tells whether the value is in no category.
func (c *Categorical) Missing(i int) Missing {
	if c.Code(i) < 0 {
		return c.na
	}
	return Present
}

// missingValue is what At gives for a missing value.
func missingValue(m Missing) any {
	switch m {
	case None:
		return nil
	case NaN:
		return nan
	}
	return m
}
