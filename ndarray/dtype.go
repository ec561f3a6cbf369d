package ndarray

import (
	"math"
	"strconv"
	"strings"
)

// A Kind is NumPy's kind character: what an element is.
type Kind byte

const (
	Bool      Kind = 'b' // one byte, 0 or 1
	Int       Kind = 'i' // two's complement, 1, 2, 4 or 8 bytes
	Uint      Kind = 'u' // 1, 2, 4 or 8 bytes
	Float     Kind = 'f' // IEEE 754 of 2, 4 or 8 bytes; of 12 or 16 a C long double, whose format the dtype does not tell
	Complex   Kind = 'c' // two floats
	Timedelta Kind = 'm' // int64 counts of a unit
	Datetime  Kind = 'M' // int64 counts of a unit since 1970
	Object    Kind = 'O' // a Python object, kept outside of the array's bytes
	Bytes     Kind = 'S' // bytes, padded with NUL
	Str       Kind = 'U' // UTF-32, padded with NUL
	Void      Kind = 'V' // raw bytes, a record or a subarray
	VarStr    Kind = 'T' // NumPy 2's StringDType: texts of any length, kept outside of the array's bytes
)

// A ByteOrder is NumPy's byte order character.
type ByteOrder byte

const (
	Little ByteOrder = '<'
	Big    ByteOrder = '>'
	None   ByteOrder = '|' // of elements that have none: single bytes, texts of bytes, records, objects
)

// A DType says what the elements of an array are and how they are stored.
type DType struct {
	Kind     Kind
	ItemSize int // bytes from one element to the next in a packed array
	Order    ByteOrder
	Unit     string  // of Datetime and Timedelta: "ns", "25s"; empty if it is generic
	Fields   []Field // of a Void that is a record, in order
	Base     *DType  // of a Void that is a subarray: what it is an array of, packed in C order,
	Shape    []int   // and how many
	Aligned  bool    // of a record: its fields lie where a C compiler puts them

	// Extra is what a file tells about the dtype beside. Reading elements needs nothing of it; whoever reads
	// the file puts it here and finds it again when the dtype is written.
	Extra any

	objects objectsIn // found by Normal: records of thousands of fields are asked for each array of them
}

type objectsIn byte

const (
	unknown objectsIn = iota
	without
	with
)

// A Field is one member of a record.
type Field struct {
	Name   string
	Title  string // a second name, or empty
	Offset int    // bytes from the start of the record
	DType  DType
}

// sizes tells which item sizes a number may have.
var sizes = map[Kind][]int{
	Bool: {1}, Int: {1, 2, 4, 8}, Uint: {1, 2, 4, 8}, Float: {2, 4, 8, 12, 16}, Complex: {8, 16, 24, 32},
	Timedelta: {8}, Datetime: {8}, Object: {4, 8}, VarStr: {16},
}

// ParseDType reads the text of a dtype as NumPy's dtype.str writes it: "<f8", "|b1", ">U3", "<M8[ns]", "|O".
// Without an order mark the order is little, as in "f8" on all machines that NumPy's wheels are made for.
// Records have no such text.
func ParseDType(text string) (DType, error) {
	s, order := text, Little
	if s != "" {
		switch s[0] {
		case '<', '>', '|':
			s, order = s[1:], ByteOrder(s[0])
		case '=':
			s = s[1:]
		}
	}
	if s == "" {
		return DType{}, &SyntaxError{text, "no kind"}
	}
	if s == "?" {
		s = "b1"
	}
	d := DType{Kind: Kind(s[0]), Order: order}
	s = s[1:]
	if d.Kind == 'a' { // an old spelling of S
		d.Kind = Bytes
	}
	if d.Kind == Datetime || d.Kind == Timedelta {
		if at := strings.IndexByte(s, '['); at >= 0 && s[len(s)-1] == ']' {
			s, d.Unit = s[:at], s[at+1:len(s)-1]
			if d.Unit == "generic" {
				d.Unit = ""
			}
		}
	}
	n := 0
	switch {
	case s != "":
		v, err := strconv.ParseUint(s, 10, 31)
		if err != nil {
			return DType{}, &SyntaxError{text, "the size is no number of bytes"}
		}
		n = int(v)
	case d.Kind == Object || d.Kind == Datetime || d.Kind == Timedelta:
		n = 8
	case d.Kind == VarStr:
		n = 16
	case d.Kind != Bytes && d.Kind != Str && d.Kind != Void:
		return DType{}, &SyntaxError{text, "no size"}
	}
	if d.Kind == Str {
		if n > math.MaxInt32/4 {
			return DType{}, &SyntaxError{text, "too long"}
		}
		n *= 4
	}
	d.ItemSize = n
	if !d.valid() {
		return DType{}, &SyntaxError{text, "no such dtype"}
	}
	return d.Normal(), nil
}

// valid reports whether the kind is known and has the size.
func (d DType) valid() bool {
	if d.ItemSize < 0 {
		return false
	}
	switch d.Kind {
	case Bytes, Void:
		return true
	case Datetime, Timedelta:
		if _, _, ok := d.Step(); !ok {
			return false
		}
	case Str:
		return d.ItemSize%4 == 0
	}
	for _, n := range sizes[d.Kind] {
		if n == d.ItemSize {
			return true
		}
	}
	return false
}

// units are NumPy's of time, and how many nanoseconds they are: 0 where they are less than one or not
// always as long.
var units = map[string]int64{
	"Y": 0, "M": 0, "W": 7 * 86400e9, "D": 86400e9, "h": 3600e9, "m": 60e9, "s": 1e9, "ms": 1e6, "us": 1e3, "ns": 1,
	"ps": 0, "fs": 0, "as": 0,
}

// Step returns what a Datetime or Timedelta counts: 25 and "s" for the Unit "25s". The unit is empty if the
// dtype is generic; ok is false if NumPy has no such unit.
func (d DType) Step() (count int, unit string, ok bool) {
	if d.Unit == "" {
		return 1, "", true
	}
	unit = strings.TrimLeft(d.Unit, "0123456789")
	if _, ok := units[unit]; !ok {
		return 0, "", false
	}
	count = 1
	if digits := d.Unit[:len(d.Unit)-len(unit)]; digits != "" {
		n, err := strconv.ParseInt(digits, 10, 32)
		if err != nil || n < 1 {
			return 0, "", false
		}
		count = int(n)
	}
	return count, unit, true
}

// Normal returns d with the order mark that NumPy gives it: [None] where bytes have no order, and never None
// where they have. What it finds out of Fields and Base must hold from then on.
func (d DType) Normal() DType {
	switch d.Kind {
	case Void:
		d.Order = None
		if d.Base != nil || len(d.Fields) > 0 {
			if d.objects = without; d.findObjects() {
				d.objects = with
			}
		}
	case Bool, Object, Bytes, VarStr:
		d.Order = None
	case Int, Uint:
		if d.ItemSize == 1 {
			d.Order = None
			break
		}
		fallthrough
	default:
		if d.Order != Big {
			d.Order = Little
		}
	}
	return d
}

// HasObjects reports whether elements are, or hold, what lies outside of an array's bytes.
func (d DType) HasObjects() bool {
	switch d.Kind {
	case Object, VarStr:
		return true
	case Void:
		if d.objects != unknown {
			return d.objects == with
		}
		return d.findObjects()
	}
	return false
}

func (d DType) findObjects() bool {
	if d.Base != nil {
		return d.Base.HasObjects()
	}
	for i := range d.Fields {
		if d.Fields[i].DType.HasObjects() {
			return true
		}
	}
	return false
}

// Alignment returns the multiple in bytes at which NumPy and C place elements: of a record 1 unless it is
// [DType.Aligned].
func (d DType) Alignment() int {
	switch d.Kind {
	case Complex:
		return min(d.ItemSize/2, 16)
	case Str:
		return 4
	case VarStr:
		return 8
	case Float:
		if d.ItemSize == 12 { // x86's long double
			return 4
		}
		return d.ItemSize
	case Bool, Int, Uint, Datetime, Timedelta, Object:
		return d.ItemSize
	case Void:
		if d.Base != nil {
			return d.Base.Alignment()
		}
		n := 1
		if d.Aligned {
			for _, f := range d.Fields {
				n = max(n, f.DType.Alignment())
			}
		}
		return n
	}
	return 1
}

// IsNumber reports whether elements are booleans, integers or floats of at most 64 bits.
func (d DType) IsNumber() bool {
	switch d.Kind {
	case Bool, Int, Uint:
		return true
	case Float:
		return d.ItemSize <= 8
	}
	return false
}

// String returns the dtype as NumPy's dtype.str, and a record as a list of its fields: "[a <i4, b <f8]".
func (d DType) String() string {
	switch {
	case d.Kind == 0:
		return "no dtype"
	case d.Base != nil:
		return d.Base.String() + shapeText(d.Shape)
	case len(d.Fields) > 0:
		parts := make([]string, len(d.Fields))
		for i, f := range d.Fields {
			parts[i] = f.Name + " " + f.DType.String()
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	s := string(rune(d.Order)) + string(rune(d.Kind))
	switch d.Kind {
	case Object:
		return s
	case Str:
		return s + strconv.Itoa(d.ItemSize/4)
	}
	s += strconv.Itoa(d.ItemSize)
	if d.Unit != "" {
		s += "[" + d.Unit + "]"
	}
	return s
}

// shapeText writes a shape as Python writes a tuple of ints.
func shapeText(shape []int) string {
	parts := make([]string, len(shape))
	for i, n := range shape {
		parts[i] = strconv.Itoa(n)
	}
	if len(parts) == 1 {
		return "(" + parts[0] + ",)"
	}
	return "(" + strings.Join(parts, ", ") + ")"
}
