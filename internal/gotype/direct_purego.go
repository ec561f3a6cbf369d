//go:build purego

package gotype

import "reflect"

// A ptr is where a value goes: direct_ptr.go without unsafe.
type ptr = reflect.Value

func pointTo(v reflect.Value) ptr { return v }

func (pl *plan) value(p ptr) reflect.Value { return p }

func (pl *plan) isZero(p ptr) bool { return p.IsZero() }

func to[T any](p ptr) *T { return pointerTo[T](p) }

func (f *planField) of(p ptr) ptr { return p.FieldByIndex(f.index) }

func (pl *plan) item(p ptr, i int) ptr { return p.Index(i) }

func (pl *plan) grow(p ptr, n, room int) ptr {
	out := reflect.MakeSlice(pl.typ, room, room)
	if n > 0 {
		reflect.Copy(out, p)
	}
	p.Set(out)
	return p
}

func (pl *plan) cut(p ptr, n int) { p.SetLen(n); p.SetCap(n) }

func (pl *plan) newElem(p ptr) ptr {
	x := reflect.New(pl.elem.typ)
	p.Set(x)
	return x.Elem()
}

func isNil(p ptr) bool { return p.IsNil() }

func setPointer(p, x ptr) { p.Set(x.Addr()) }

func (pl *plan) setInt(p ptr, x int64)       { p.SetInt(x) }
func (pl *plan) setUint(p ptr, x uint64)     { p.SetUint(x) }
func (pl *plan) setFloat32(p ptr, f float32) { p.SetFloat(float64(f)) }
func setInt64(p ptr, x int64)                { p.SetInt(x) }
func setFloat64(p ptr, f float64)            { p.SetFloat(f) }
func setBool(p ptr, b bool)                  { p.SetBool(b) }
func setString(p ptr, s string)              { p.SetString(s) }

func mapOfPointers[K comparable](func(*reader) (K, bool)) planFunc { return readMap }
