package gotype

import (
	"math/bits"
	"reflect"

	"github.com/brine-go/brine/internal/graph"
)

// sliceKernels takes the slices that need no reflection out of the general case.
func sliceKernels(c *codec) {
	if c.elem.reduce != nil {
		return
	}
	switch c.typ.Elem() {
	case anyType:
		if c.typ.Name() == "" {
			c.like = graph.List
		}
		c.enc = encAnys
		c.dec = decSliceOf((*Decoder).any)
	case reflect.TypeFor[string]():
		c.enc = encStrings
		c.dec = decSliceOf((*Decoder).string)
	case reflect.TypeFor[float64]():
		c.enc = encFloats
		c.dec = decSliceOf((*Decoder).float)
	case reflect.TypeFor[int64]():
		c.enc = encInts
		c.dec = decSliceOf((*Decoder).int64)
	case reflect.TypeFor[int]():
		if bits.UintSize == 64 {
			c.enc = encInts
		}
		c.dec = decSliceOf(func(d *Decoder, w word) (int, error) {
			x, err := d.int64(w)
			if err == nil && int64(int(x)) != x {
				err = d.fail(w, reflect.TypeFor[int](), ErrRange)
			}
			return int(x), err
		})
	}
}

// decSliceOf decodes a list into a []T without reflection.
func decSliceOf[T any](get func(*Decoder, word) (T, error)) decodeFunc {
	size := int64(reflect.TypeFor[T]().Size())
	return func(d *Decoder, c *codec, w word, v reflect.Value) error {
		if w == none {
			v.SetZero()
			return nil
		}
		items, ok := d.items(w)
		if !ok {
			return d.mismatch(w, c.typ)
		}
		shared, found := d.found(c, w, v)
		if found {
			return nil
		}
		if err := d.spend(w, c.typ, int64(len(items.words))*size); err != nil {
			return err
		}
		s := make([]T, len(items.words))
		*pointerTo[[]T](v) = s
		if shared {
			d.refs.add(w, d.refID(c, w), v)
		}
		if err := d.enter(w, c.typ); err != nil {
			return err
		}
		for i, x := range items.words {
			var err error
			if s[i], err = get(d, x); err != nil {
				return d.in(err, indexStep(i), items.parent, i)
			}
		}
		d.leave()
		return nil
	}
}
