//go:build purego

package gotype

import "reflect"

// A dest is where a value goes: direct_dest.go without unsafe.
type dest = reflect.Value

func pointTo(v reflect.Value) dest { return v }

func pointee(v reflect.Value) dest { return v.Elem() }

func (pl *plan) value(p dest) reflect.Value { return p }

func (pl *plan) isZero(p dest) bool { return p.IsZero() }

func to[T any](p dest) *T { return pointerTo[T](p) }

func (f *planField) of(p dest) dest { return p.FieldByIndex(f.index) }

func (pl *plan) item(p dest, i int) dest { return p.Index(i) }

func (pl *plan) grow(p dest, n, room int) dest {
	out := reflect.MakeSlice(pl.typ, room, room)
	if n > 0 {
		reflect.Copy(out, p)
	}
	p.Set(out)
	return p
}

func (pl *plan) cut(p dest, n int) { p.SetLen(n); p.SetCap(n) }

func (pl *plan) newElem(p dest) dest {
	x := reflect.New(pl.elem.typ)
	p.Set(x)
	return x.Elem()
}

func isNil(p dest) bool { return p.IsNil() }

func setPointer(p, x dest) { p.Set(x.Addr()) }

func (pl *plan) setInt(p dest, x int64)       { p.SetInt(x) }
func (pl *plan) setUint(p dest, x uint64)     { p.SetUint(x) }
func (pl *plan) setFloat32(p dest, f float32) { p.SetFloat(float64(f)) }
func setInt64(p dest, x int64)                { p.SetInt(x) }
func setFloat64(p dest, f float64)            { p.SetFloat(f) }
func setBool(p dest, b bool)                  { p.SetBool(b) }
func setString(p dest, s string)              { p.SetString(s) }

func mapOfPointers[K comparable](func(*reader) (K, bool)) planFunc { return readMap }
