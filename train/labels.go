package train

import (
	"cmp"
	"math"
	"slices"

	"github.com/brine-go/brine/sklearn"
)

// labelled is the y of a classifier: classes in order, and of each row the number of its class.
type labelled struct {
	classes sklearn.Target
	codes   []int32
}

// labelled reads the y of a classifier: ints, strings, bools, or floats that are whole numbers.
func (t *task) labelled() (labelled, error) {
	if len(t.y.Shape()) != 1 || t.y.Rows() != t.x.Rows {
		return labelled{}, t.fail(sklearn.ErrShape, "y has shape %v, want one label for each of %d rows of X", t.y.Shape(), t.x.Rows)
	}
	switch {
	case t.y.Ints() != nil:
		return encode(t.y.Ints(), cmp.Compare), nil
	case t.y.Strings() != nil:
		return encode(t.y.Strings(), cmp.Compare), nil
	case t.y.Bools() != nil:
		return encode(t.y.Bools(), compareBools), nil
	}
	for i, v := range t.y.Floats() {
		if v != math.Trunc(v) || math.IsInf(v, 0) {
			return labelled{}, t.fail(nil, "Unknown label type: y is continuous (%v in row %d). Maybe you are trying to fit a classifier on a regression target.", v, i)
		}
	}
	return encode(t.y.Floats(), cmp.Compare), nil
}

func compareBools(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// encode is numpy.unique(y, return_inverse=True); texts in UTF-8 sort as by code points.
func encode[T float64 | int64 | string | bool](y []T, compare func(a, b T) int) labelled {
	classes := slices.Clone(y)
	slices.SortFunc(classes, compare)
	classes = slices.Compact(classes)
	at := make(map[T]int32, len(classes))
	for i, c := range classes {
		at[c] = int32(i)
	}
	codes := make([]int32, len(y))
	for i, v := range y {
		codes[i] = at[v]
	}
	return labelled{sklearn.NewTarget(classes), codes}
}

// ClassWeights weighs the classes of a classifier: scikit-learn's class_weight. The zero value weighs all the same.
type ClassWeights struct {
	Balanced bool            // each class by the inverse of how often it is there
	Of       map[any]float64 // or by class, an int, int64, float64, string or bool; classes that are not there have 1
}

// of returns the weight of each class. Of rows counts sums their weights; nil weighs each 1.
func (c ClassWeights) of(t *task, y labelled, rows []float64) ([]float64, error) {
	n := y.classes.Len()
	out := make([]float64, n)
	for i := range out {
		out[i] = 1
	}
	if !c.Balanced {
		return out, c.named(t, y, out)
	}
	if c.Of != nil {
		return nil, t.fail(nil, "class weights are both balanced and told")
	}
	count, total := make([]float64, n), 0.0
	for i, code := range y.codes {
		w := 1.0
		if rows != nil {
			w = rows[i]
		}
		count[code] += w
		total += w
	}
	for i := range out {
		if count[i] == 0 {
			return nil, t.fail(nil, "class %s has no weight to balance", y.classes.Text(i))
		}
		out[i] = total / (float64(n) * count[i])
	}
	return out, nil
}

// told returns Of by the values that classes have.
func (c ClassWeights) told() map[any]float64 {
	out := make(map[any]float64, len(c.Of))
	for key, w := range c.Of {
		if n, ok := key.(int); ok {
			key = int64(n)
		}
		out[key] = w
	}
	return out
}

// named puts the weights that are told into out.
func (c ClassWeights) named(t *task, y labelled, out []float64) error {
	told, found := c.told(), 0
	for i := range out {
		class := y.classes.Value(i)
		w, ok := told[class]
		if !ok {
			continue
		}
		if !(w >= 0) || math.IsInf(w, 0) {
			return t.fail(nil, "class %v has the weight %v, want a number of at least 0", class, w)
		}
		out[i] = w
		found++
	}
	if found != len(c.Of) {
		return t.fail(nil, "class_weight is of %d classes, %d of which y has", len(c.Of), found)
	}
	return nil
}

// param is the parameter class_weight.
func (c ClassWeights) param(o *object, classes sklearn.Target) any {
	switch {
	case c.Balanced:
		return "balanced"
	case c.Of == nil:
		return nil
	}
	d, told := o.Dict(), c.told()
	for i := range classes.Len() {
		if w, ok := told[classes.Value(i)]; ok {
			o.SetItem(d, o.plain(classes.Value(i)), o.Float(w))
		}
	}
	return d
}

// rowWeights multiplies the sample weights, nil if there are none, with those of the classes.
func (t *task) rowWeights(y labelled, classes []float64) []float64 {
	out := make([]float64, len(y.codes))
	for i, code := range y.codes {
		out[i] = t.weight(i) * classes[code]
	}
	return out
}
