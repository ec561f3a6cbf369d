package main

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
	"math/big"
	"reflect"
	"strings"
	"time"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
	ogorek "github.com/kisielk/og-rek"
	"github.com/nlpodyssey/gopickle/types"
)

// A digest is counts and sums over every value that a workload holds, in any order, each as often as it
// is reached. workloads.py takes the same from Python's objects; a contender whose digest differs has not
// loaded, or not dumped, the workload.
//
// None and "" are one count, for a Go string has only the one. Dates and datetimes count as their date.
type digest struct {
	Containers uint64 `json:"containers"` // lists, tuples and dicts
	Instances  uint64 `json:"instances"`
	Empty      uint64 `json:"empty"` // None, '' and b''
	Bools      uint64 `json:"bools"` // their number and, from bit 32 on, how many are True
	Ints       uint64 `json:"ints"`
	IntSum     uint64 `json:"int_sum"` // modulo 2^64
	Floats     uint64 `json:"floats"`
	FloatSum   uint64 `json:"float_sum"` // of the bits, modulo 2^64
	Texts      uint64 `json:"texts"`     // str, bytes, names of attributes
	TextSum    uint64 `json:"text_sum"`  // of the CRC-32 of each
}

func (d *digest) text(s []byte) {
	if len(s) == 0 {
		d.Empty++
		return
	}
	d.Texts++
	d.TextSum += uint64(crc32.ChecksumIEEE(s))
}

func (d *digest) int(x uint64) { d.Ints++; d.IntSum += x }

func (d *digest) float(f float64) { d.Floats++; d.FloatSum += math.Float64bits(f) }

func (d *digest) bool(b bool) {
	d.Bools++
	if b {
		d.Bools += 1 << 32
	}
}

// date counts the first four bytes that Python's date and datetime pickle as: year, month, day.
func (d *digest) date(state []byte) { d.Instances++; d.text(state[:4]) }

// document adds a Value of Brine's and what it leads to.
func (d *digest) document(v py.Value) error {
	switch v.Kind() {
	case py.None:
		d.Empty++
	case py.Bool:
		b, _ := v.Bool()
		d.bool(b)
	case py.Int:
		x, ok := v.Int()
		if !ok {
			return fmt.Errorf("an int of more than 64 bits is in no workload")
		}
		d.int(uint64(x))
	case py.Float:
		f, _ := v.Float()
		d.float(f)
	case py.Str:
		s, _ := v.Str()
		d.text([]byte(s))
	case py.Bytes:
		b, _ := v.Bytes()
		d.text(b)
	case py.List, py.Tuple:
		d.Containers++
		return d.items(v)
	case py.Dict:
		d.Containers++
		return d.entries(v)
	case py.Object:
		o, _ := v.Object()
		if v.IsInstance("datetime", "date") || v.IsInstance("datetime", "datetime") {
			state, _ := o.Args.Index(0).Bytes()
			if len(state) < 4 {
				return fmt.Errorf("a date of %d bytes", len(state))
			}
			d.date(state)
			return nil
		}
		d.Instances++
		return d.entries(o.State())
	default:
		return fmt.Errorf("%v is in no workload", v.Kind())
	}
	return nil
}

func (d *digest) items(v py.Value) error {
	for x := range v.Items() {
		if err := d.document(x); err != nil {
			return err
		}
	}
	return nil
}

func (d *digest) entries(v py.Value) error {
	for k, x := range v.Entries() {
		if err := d.document(k); err != nil {
			return err
		}
		if err := d.document(x); err != nil {
			return err
		}
	}
	return nil
}

// value adds a Go value and what it leads to: those that Unmarshal fills and those that the other Go
// libraries make.
func (d *digest) value(v reflect.Value) error {
	if !v.IsValid() {
		d.Empty++
		return nil
	}
	switch v.Kind() {
	case reflect.Struct, reflect.Pointer:
		if known, err := d.known(v.Interface()); known || err != nil {
			return err
		}
	}
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			d.Empty++
			return nil
		}
		return d.value(v.Elem())
	case reflect.Bool:
		d.bool(v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		d.int(uint64(v.Int()))
	case reflect.Float64:
		d.float(v.Float())
	case reflect.String:
		d.text([]byte(v.String()))
	case reflect.Slice, reflect.Array:
		d.Containers++
		for i := range v.Len() {
			if err := d.value(v.Index(i)); err != nil {
				return err
			}
		}
	case reflect.Map:
		d.Containers++
		for it := v.MapRange(); it.Next(); {
			if err := d.value(it.Key()); err != nil {
				return err
			}
			if err := d.value(it.Value()); err != nil {
				return err
			}
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[Node]() {
			d.Instances++
		} else {
			d.Containers++
		}
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if field.Name == "_" {
				continue
			}
			if name, _, _ := strings.Cut(field.Tag.Get("pickle"), ","); name != "" {
				d.text([]byte(name))
			}
			if err := d.value(v.Field(i)); err != nil {
				return err
			}
		}
	default:
		return fmt.Errorf("%v is in no workload", v.Type())
	}
	return nil
}

// known adds a value of a type that stands for something else than its Go parts.
func (d *digest) known(x any) (bool, error) {
	switch x := x.(type) {
	case time.Time:
		y, m, day := x.Date()
		d.date(append(binary.BigEndian.AppendUint16(nil, uint16(y)), byte(m), byte(day)))
	case *big.Int:
		if !x.IsInt64() {
			return true, fmt.Errorf("an int of more than 64 bits is in no workload")
		}
		d.int(uint64(x.Int64()))
	case ogorek.None:
		d.Empty++
	case ogorek.Call:
		return true, d.call(x.Callable.Module, x.Callable.Name, x.Args)
	case *types.Dict:
		d.Containers++
		for _, e := range *x {
			if err := d.value(reflect.ValueOf(e.Key)); err != nil {
				return true, err
			}
			if err := d.value(reflect.ValueOf(e.Value)); err != nil {
				return true, err
			}
		}
	case *instance:
		if x.attrs == nil {
			return true, d.call(x.class.module, x.class.name, x.args)
		}
		d.Instances++
		return true, d.entriesOf(x.attrs)
	default:
		return false, nil
	}
	return true, nil
}

// entriesOf adds attributes.
func (d *digest) entriesOf(attrs map[string]any) error {
	for name, x := range attrs {
		d.text([]byte(name))
		if err := d.value(reflect.ValueOf(x)); err != nil {
			return err
		}
	}
	return nil
}

// call adds a date that is told as the call that makes it.
func (d *digest) call(module, name string, args []any) error {
	if module != "datetime" || name != "date" || len(args) != 1 {
		return fmt.Errorf("a call of %s.%s is in no workload", module, name)
	}
	state := reflect.ValueOf(args[0])
	var b []byte
	switch {
	case state.Kind() == reflect.String:
		b = []byte(state.String())
	case state.Type() == reflect.TypeFor[[]byte]():
		b = state.Bytes()
	}
	if len(b) != 4 {
		return fmt.Errorf("a date of %v", args)
	}
	d.date(b)
	return nil
}

// digestValue returns the digest of a Go value.
func digestValue(x any) (digest, error) {
	var d digest
	err := d.value(reflect.ValueOf(x))
	return d, err
}

// digestDocument returns the digest of a Value of Brine's.
func digestDocument(v py.Value) (digest, error) {
	var d digest
	err := d.document(v)
	return d, err
}

// brineHolds judges a dump without Python.
func brineHolds(pickled []byte) (digest, error) {
	doc, err := pickle.Loads(pickled)
	if err != nil {
		return digest{}, err
	}
	return digestDocument(doc.Root())
}
