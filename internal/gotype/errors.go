package gotype

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"unicode"

	"github.com/brine-go/brine/internal/graph"
)

// What is wrong with a value, as far as callers may want to tell.
var (
	ErrMismatch = errors.New("no conversion between these types")
	ErrRange    = errors.New("out of range")
	ErrLength   = errors.New("wrong number of items")
)

// An UnmarshalError says which value of a pickle does not fit the Go value it is for.
type UnmarshalError struct {
	Path   string       // where the value is: $.items[3].price
	PyType string       // what it is in Python: "int", "geometry.Point"
	GoType reflect.Type // what it was to become
	Offset int64        // of the opcode that made it, in the stream; -1 if that is not known
	Err    error        // ErrMismatch, ErrRange, ErrLength, a *LimitError, or the error of an UnmarshalPickle method
}

func (e *UnmarshalError) Error() string {
	at := ""
	if e.Offset >= 0 {
		at = " at offset " + strconv.FormatInt(e.Offset, 10)
	}
	return fmt.Sprintf("pickle: %s%s: %s into Go %v: %v", e.Path, at, e.PyType, e.GoType, e.Err)
}

// Unwrap returns e.Err.
func (e *UnmarshalError) Unwrap() error { return e.Err }

// A MarshalError says which part of a Go value cannot be written.
type MarshalError struct {
	Path   string       // where the part is: $.Items[3].Price
	GoType reflect.Type // what it is
	Err    error
}

func (e *MarshalError) Error() string {
	return fmt.Sprintf("pickle: %s: Go %v: %v", e.Path, e.GoType, e.Err)
}

// Unwrap returns e.Err.
func (e *MarshalError) Unwrap() error { return e.Err }

// maxSteps is the number of steps of a path that are written out at either end.
const maxSteps = 32

// path joins steps, which stand in the order of unwinding: innermost first.
func path(steps []string) string {
	var b strings.Builder
	b.WriteByte('$')
	for i := len(steps) - 1; i >= 0; i-- {
		if len(steps) > 2*maxSteps+1 && i == len(steps)-1-maxSteps {
			i = maxSteps
			fmt.Fprintf(&b, "…(%d more)…", len(steps)-2*maxSteps)
			continue
		}
		b.WriteString(steps[i])
	}
	return b.String()
}

func indexStep(i int) string { return "[" + strconv.Itoa(i) + "]" }

// nameStep is the step to a field, attribute or str key.
func nameStep(name string) string {
	plain := name != ""
	for i, r := range name {
		if r != '_' && !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r)) {
			plain = false
		}
	}
	if len(name) > 64 {
		name = strings.ToValidUTF8(name[:61], "") + "…"
		plain = false
	}
	if plain {
		return "." + strings.Clone(name)
	}
	return "[" + strconv.Quote(name) + "]"
}

// An encodeError gathers the path of a MarshalError while the encoder unwinds.
type encodeError struct {
	typ   reflect.Type
	err   error
	steps []string
}

func (e *encodeError) Error() string { return e.public().Error() }

func (e *encodeError) public() *MarshalError {
	return &MarshalError{Path: path(e.steps), GoType: e.typ, Err: e.err}
}

// fail returns err as the fault of a value of type t.
func (e *Encoder) fail(t reflect.Type, err error) error {
	if _, ok := err.(*encodeError); ok || err == nil {
		return err
	}
	return &encodeError{typ: t, err: err}
}

// inField is never a part of its callers, which would have to spill for it.
//
//go:noinline
func inField(err error, name string) error {
	if x, ok := err.(*encodeError); ok {
		x.steps = append(x.steps, nameStep(name))
	}
	return err
}

func inIndex(err error, i int) error {
	if x, ok := err.(*encodeError); ok {
		x.steps = append(x.steps, indexStep(i))
	}
	return err
}

func inKey(err error, key reflect.Value) error {
	if x, ok := err.(*encodeError); ok {
		step := "[key]"
		for key.Kind() == reflect.Interface && !key.IsNil() {
			key = key.Elem()
		}
		switch {
		case key.Kind() == reflect.String:
			step = nameStep(key.String())
		case key.CanInt():
			step = "[" + strconv.FormatInt(key.Int(), 10) + "]"
		case key.CanUint():
			step = "[" + strconv.FormatUint(key.Uint(), 10) + "]"
		case key.CanFloat():
			step = "[" + strconv.FormatFloat(key.Float(), 'g', -1, 64) + "]"
		}
		x.steps = append(x.steps, step)
	}
	return err
}

// A decodeError gathers the path of an UnmarshalError while the decoder unwinds. parent and slot say where
// the innermost container has the value: part slot of parent, as locate counts them.
type decodeError struct {
	w      graph.Word
	typ    reflect.Type
	err    error
	steps  []string
	parent graph.Word
	slot   int
}

func (e *decodeError) Error() string { return "pickle: " + e.err.Error() }

// fail returns err as the fault of w as a value of type t.
func (d *Decoder) fail(w graph.Word, t reflect.Type, err error) error {
	if _, ok := err.(*decodeError); ok {
		return err
	}
	return &decodeError{w: w, typ: t, err: err, parent: graph.No}
}

func (d *Decoder) mismatch(w graph.Word, t reflect.Type) error { return d.fail(w, t, ErrMismatch) }

// in adds a step to an error: into part slot of parent.
func (d *Decoder) in(err error, step string, parent graph.Word, slot int) error {
	x, ok := err.(*decodeError)
	if !ok {
		return err
	}
	x.steps = append(x.steps, step)
	if x.parent == graph.No {
		x.parent, x.slot = parent, slot
	}
	return err
}

// inEntry is in for the value of entry i of a dict, or its key.
func (d *Decoder) inEntry(err error, key graph.Word, parent graph.Word, slot int) error {
	g := d.g
	step := "[" + d.pyType(key) + "]"
	switch k := g.StandsFor(key); {
	case k.Is(graph.Str), k.Is(graph.ByteString):
		step = nameStep(string(g.TextOf(k)))
	case k.Is(graph.Int), k.Is(graph.WideInt):
		step = "[" + strconv.FormatInt(g.Int64(k), 10) + "]"
	}
	return d.in(err, step, parent, slot)
}

// pyType is the Python type of w: of globals and objects with their names.
func (d *Decoder) pyType(w graph.Word) string {
	g := d.g
	if w = g.StandsFor(w); w.Is(graph.Global) {
		return "global " + d.globalName(w)
	}
	if w.Is(graph.Object) {
		if n, ok := d.nameOf(w); ok { // a member of an Enum by name
			return n.module + "." + n.name
		}
		if n, ok := d.nameOf(d.classWord(w)); ok {
			return n.module + "." + n.name
		}
	}
	return g.KindName(w)
}

func (d *Decoder) globalName(w graph.Word) string {
	module, name, code := d.g.GlobalParts(w)
	if code != 0 {
		return "extension " + strconv.Itoa(int(code))
	}
	return string(d.g.TextOf(module)) + "." + string(d.g.TextOf(name))
}
