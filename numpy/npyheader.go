package numpy

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/brine-go/brine/internal/pyrepr"
	"github.com/brine-go/brine/ndarray"
)

// An NPYError tells what is wrong with a .npy or .npz file.
type NPYError struct {
	Member  string // of an .npz file, or empty
	Offset  int64  // in the .npy file
	Problem string // empty if Err says it all
	Err     error
}

func (e *NPYError) Error() string {
	s := "numpy: npy"
	if e.Member != "" {
		s = "numpy: npz: " + e.Member
	}
	s += " at offset " + strconv.FormatInt(e.Offset, 10)
	if e.Problem != "" {
		s += ": " + e.Problem
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *NPYError) Unwrap() error { return e.Err }

// An NPYHeader is what a .npy file says of its array (numpy/lib/format.py):
//
//	"\x93NUMPY" major minor length "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }" spaces newline
//
// The length takes two bytes in version 1, four in versions 2 and 3; version 3 is in UTF-8, the others are in Latin-1.
type NPYHeader struct {
	DType   ndarray.DType
	Shape   []int
	Fortran bool // the first index runs fastest
	Size    int  // bytes of the header: where the elements begin
}

const (
	npyMagic     = "\x93NUMPY"
	npyAlign     = 64      // of the elements, in the file
	npyDigits    = 21      // room for the length of the axis along which an array may grow
	maxNPYHeader = 1 << 24 // NumPy's own limit is 10,000 bytes
)

// Bytes returns how many bytes the elements take in the file, as far as they are no objects.
func (h *NPYHeader) Bytes() (int64, error) {
	n, ok := ndarray.Size(h.Shape)
	if !ok || h.DType.ItemSize > 0 && n > maxInt/h.DType.ItemSize {
		return 0, &NPYError{Offset: 10, Problem: fmt.Sprintf("shape %v of %v is too large", h.Shape, h.DType)}
	}
	return int64(n * h.DType.ItemSize), nil
}

// headerLength reads the fixed part of a header, of which data must have 12 bytes.
func headerLength(data []byte) (start, length int, utf8 bool, err error) {
	if string(data[:6]) != npyMagic {
		return 0, 0, false, &NPYError{Problem: `no .npy file: it does not begin with "\x93NUMPY"`}
	}
	switch version := [2]byte(data[6:8]); version {
	case [2]byte{1, 0}:
		start, length = 10, int(binary.LittleEndian.Uint16(data[8:]))
	case [2]byte{2, 0}, [2]byte{3, 0}:
		n := binary.LittleEndian.Uint32(data[8:])
		if n > maxNPYHeader {
			return 0, 0, false, &NPYError{Offset: 8, Problem: fmt.Sprintf("a header of %d bytes, want at most %d", n, maxNPYHeader)}
		}
		start, length, utf8 = 12, int(n), version[0] == 3
	default:
		return 0, 0, false, &NPYError{Offset: 6, Problem: fmt.Sprintf("version %d.%d, want 1.0, 2.0 or 3.0", version[0], version[1])}
	}
	return start, length, utf8, nil
}

// parseHeader reads the text of a header.
func parseHeader(text []byte, start int, isUTF8 bool) (*NPYHeader, error) {
	s := string(text)
	switch {
	case isUTF8 && !utf8.ValidString(s):
		return nil, &NPYError{Offset: int64(start), Problem: "the header is no UTF-8"}
	case !isUTF8:
		var b strings.Builder
		for _, c := range text {
			b.WriteRune(rune(c))
		}
		s = b.String()
	}
	v, err := (&literal{s: s}).parse()
	if err != nil {
		var e *NPYError
		if errors.As(err, &e) {
			e.Offset += int64(start)
		}
		return nil, err
	}
	fail := func(problem string) (*NPYHeader, error) {
		return nil, &NPYError{Offset: int64(start), Problem: problem}
	}
	d, ok := v.(literalDict)
	fields := map[string]any{}
	for i, key := range d.keys {
		fields[key] = d.values[i]
	}
	fortran, isBool := fields["fortran_order"].(bool)
	shape, isTuple := fields["shape"].(tuple)
	if _, hasDescr := fields["descr"]; !ok || len(d.keys) != 3 || !hasDescr || !isBool || !isTuple {
		return fail("want a dict of descr, fortran_order, a bool, and shape, a tuple")
	}
	h := &NPYHeader{Fortran: fortran, Size: start + len(text)}
	if h.Shape, ok = dims(shape); !ok {
		return fail(fmt.Sprintf("the shape is no tuple of at most %d ints, 0 or more", ndarray.MaxDims))
	}
	r := descrReader{budget: maxDTypes}
	if h.DType, err = r.read(fields["descr"], 0); err != nil {
		return nil, &NPYError{Offset: int64(start), Problem: "descr", Err: err}
	}
	if h.DType.Base != nil {
		return fail("descr is a subarray, which no array is made of")
	}
	return h, nil
}

func dims(t tuple) ([]int, bool) {
	out := make([]int, len(t))
	for i, x := range t {
		n, ok := x.(int)
		if !ok || n < 0 {
			return nil, false
		}
		out[i] = n
	}
	return out, len(t) <= ndarray.MaxDims
}

// appendHeader appends the header that numpy.save writes, byte for byte.
func appendHeader(dst []byte, h *NPYHeader) ([]byte, error) {
	descr, err := appendDescr(nil, h.DType)
	if err != nil {
		return nil, err
	}
	text := append([]byte("{'descr': "), descr...)
	fortran, axis := "False", 0
	if h.Fortran {
		fortran, axis = "True", len(h.Shape)-1
	}
	text = append(text, ", 'fortran_order': "+fortran+", 'shape': "...)
	text = append(appendShape(text, h.Shape), ", }"...)
	if len(h.Shape) > 0 {
		digits := len(strconv.Itoa(h.Shape[axis]))
		text = append(text, strings.Repeat(" ", max(npyDigits-digits, 0))...)
	}
	latin1 := make([]byte, 0, len(text))
	version, start := byte(1), 10
	for _, r := range string(text) {
		if r > 0xFF {
			version = 3
			break
		}
		latin1 = append(latin1, byte(r))
	}
	if version != 3 {
		text = latin1
	}
	pad := func() int { return npyAlign - (start+len(text)+1)%npyAlign }
	if version == 1 && len(text)+pad()+1 > 0xFFFF {
		version = 2
	}
	if version != 1 {
		start = 12
	}
	n := pad()
	dst = append(dst, npyMagic...)
	dst = append(dst, version, 0)
	if version == 1 {
		dst = binary.LittleEndian.AppendUint16(dst, uint16(len(text)+n+1))
	} else {
		dst = binary.LittleEndian.AppendUint32(dst, uint32(len(text)+n+1))
	}
	dst = append(dst, text...)
	dst = append(dst, strings.Repeat(" ", n)...)
	return append(dst, '\n'), nil
}

func appendShape(dst []byte, shape []int) []byte {
	dst = append(dst, '(')
	for i, n := range shape {
		if i > 0 {
			dst = append(dst, ", "...)
		}
		dst = strconv.AppendInt(dst, int64(n), 10)
	}
	if len(shape) == 1 {
		dst = append(dst, ',')
	}
	return append(dst, ')')
}

func appendText(dst []byte, s string) []byte {
	return pyrepr.AppendStr(dst, []byte(s), unicode.IsPrint)
}
