package opcode_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/brine-go/brine/opcode"
)

func isNegative(err error) bool { return errors.Is(err, opcode.ErrNegative) }

// instructions has one instruction of every argument layout and its argument, both as Go string literals.
var instructions = []struct {
	code opcode.Code
	in   string // what follows the opcode
	arg  string
}{
	{opcode.Stop, "", ""},
	{opcode.None, "", ""},
	{opcode.Proto, "\x04", "\x04"},
	{opcode.BinInt1, "\xff", "\xff"},
	{opcode.BinInt2, "\x00\x01", "\x00\x01"},
	{opcode.BinInt, "\xfe\xff\xff\xff", "\xfe\xff\xff\xff"},
	{opcode.Ext4, "\x01\x00\x00\x80", "\x01\x00\x00\x80"},
	{opcode.LongBinPut, "\x00\x01\x00\xff", "\x00\x01\x00\xff"},
	{opcode.Frame, "\x08\x00\x00\x00\x00\x00\x00\x80", "\x08\x00\x00\x00\x00\x00\x00\x80"},
	{opcode.BinFloat, "\xbf\xf4\x00\x00\x00\x00\x00\x00", "\xbf\xf4\x00\x00\x00\x00\x00\x00"},
	{opcode.Int, "-12\n", "-12"},
	{opcode.Int, "01\n", "01"},
	{opcode.Long, "123456789012345678901234L\n", "123456789012345678901234L"},
	{opcode.Float, "1e300\n", "1e300"},
	{opcode.Get, "17\n", "17"},
	{opcode.String, "'a\\nb'\n", "'a\\nb'"},
	{opcode.Unicode, "ab\\u20ac\r\n", "ab\\u20ac\r"},
	{opcode.PersID, "\n", ""},
	{opcode.Global, "os.path\njoin\n", "os.path\njoin"},
	{opcode.Global, "\n\n", "\n"},
	{opcode.Inst, "m\nC\n", "m\nC"},
	{opcode.ShortBinString, "\x03a\nb", "a\nb"},
	{opcode.BinString, "\x03\x00\x00\x00abc", "abc"},
	{opcode.ShortBinBytes, "\x00", ""},
	{opcode.BinBytes, "\x02\x00\x00\x00\x00\xff", "\x00\xff"},
	{opcode.BinBytes8, "\x01\x00\x00\x00\x00\x00\x00\x00!", "!"},
	{opcode.ByteArray8, "\x01\x00\x00\x00\x00\x00\x00\x00!", "!"},
	{opcode.ShortBinUnicode, "\x03\xe2\x82\xac", "\xe2\x82\xac"},
	{opcode.BinUnicode, "\x01\x00\x00\x00a", "a"},
	{opcode.BinUnicode8, "\x01\x00\x00\x00\x00\x00\x00\x00a", "a"},
	{opcode.Long1, "\x02\x00\x80", "\x00\x80"},
	{opcode.Long4, "\x02\x00\x00\x00\xff\x00", "\xff\x00"},
}

func TestReader(t *testing.T) {
	var all, back []byte
	var offsets []int
	for _, i := range instructions {
		offsets = append(offsets, len(all))
		all = append(append(all, byte(i.code)), i.in...)
	}
	r := opcode.NewReader(all)
	for k, i := range instructions {
		op, err := r.Next()
		if err != nil {
			t.Fatalf("%v: %v", i.code, err)
		}
		if op.Code != i.code || string(op.Arg) != i.arg || op.Offset != offsets[k] || op.Len() != 1+len(i.in) {
			t.Errorf("%v at %d: got %v %q at %d, length %d", i.code, offsets[k], op.Code, op.Arg, op.Offset, op.Len())
		}
		if r.Offset() != op.Offset+op.Len() {
			t.Errorf("%v: Reader at %d after an instruction that ends at %d", i.code, r.Offset(), op.Offset+op.Len())
		}
		if cap(op.Arg) != len(op.Arg) {
			t.Errorf("%v: appending to the argument would write into the input", i.code)
		}
		back = op.Append(back)
	}
	if _, err := r.Next(); err != io.EOF {
		t.Errorf("at the end: %v, want io.EOF", err)
	}
	if !bytes.Equal(back, all) {
		t.Errorf("appended:\n%s\nwant:\n%s", hex.Dump(back), hex.Dump(all))
	}
}

// TestTruncated cuts each instruction at every place.
func TestTruncated(t *testing.T) {
	for _, i := range instructions {
		whole := append([]byte{'N', byte(i.code)}, i.in...)
		for n := 2; n < len(whole); n++ {
			r := opcode.NewReader(whole[:n])
			if _, err := r.Next(); err != nil {
				t.Fatal(err)
			}
			for range 2 { // an error is there to stay
				_, err := r.Next()
				var syntax *opcode.SyntaxError
				if !errors.As(err, &syntax) || !errors.Is(err, io.ErrUnexpectedEOF) || err == io.EOF {
					t.Fatalf("%v cut to %q: %v", i.code, whole[1:n], err)
				}
				if syntax.Offset != 1 || syntax.Op != i.code || r.Offset() != 1 {
					t.Errorf("%v cut to %q: %v, Reader at %d", i.code, whole[1:n], err, r.Offset())
				}
			}
		}
	}
}

func TestSyntaxErrors(t *testing.T) {
	for _, test := range []struct {
		in   string
		want string
		is   error
	}{
		{"X\x05\x00\x00\x00abcd", "pickle: BINUNICODE at offset 132: unexpected EOF", io.ErrUnexpectedEOF},
		{"X\xff\xff\xff\xffabcd", "pickle: BINUNICODE at offset 132: unexpected EOF", io.ErrUnexpectedEOF},
		{"\x8d\xff\xff\xff\xff\xff\xff\xff\xff", "pickle: BINUNICODE8 at offset 132: unexpected EOF", io.ErrUnexpectedEOF},
		{"\x8e\xf8\xff\xff\xff\xff\xff\xff\x7f", "pickle: BINBYTES8 at offset 132: unexpected EOF", io.ErrUnexpectedEOF},
		{"T\xff\xff\xff\xffabcd", "pickle: BINSTRING at offset 132: negative length", opcode.ErrNegative},
		{"\x8b\x00\x00\x00\x80abcd", "pickle: LONG4 at offset 132: negative length", opcode.ErrNegative},
		{"cos\nsystem", "pickle: GLOBAL at offset 132: unexpected EOF", io.ErrUnexpectedEOF},
		{"\xff", "pickle: 0xff at offset 132: unknown opcode", opcode.ErrUnknown},
		{"\n", "pickle: 0x0a at offset 132: unknown opcode", opcode.ErrUnknown},
	} {
		r := opcode.NewReader([]byte(strings.Repeat("0", 132) + test.in))
		var err error
		for err == nil {
			_, err = r.Next()
		}
		if err.Error() != test.want || !errors.Is(err, test.is) {
			t.Errorf("%q: %v, want %s", test.in, err, test.want)
		}
	}
}

func TestNumbers(t *testing.T) {
	first := func(in string) opcode.Op {
		op, err := opcode.NewReader([]byte(in)).Next()
		if err != nil {
			t.Fatal(err)
		}
		return op
	}
	for _, test := range []struct {
		in   string
		want uint64
	}{
		{"\x80\x05", 5}, {"K\xff", 255}, {"M\xff\xfe", 0xfeff}, {"r\xff\xff\xff\xff", 1<<32 - 1},
		{"\x95\xff\xff\xff\xff\xff\xff\xff\xff", math.MaxUint64}, {"\x83\x34\x12", 0x1234},
	} {
		if got := first(test.in).Uint(); got != test.want {
			t.Errorf("%q: %d, want %d", test.in, got, test.want)
		}
	}
	for _, test := range []struct {
		in   string
		want int64
	}{
		{"J\xfe\xff\xff\xff", -2}, {"J\xff\xff\xff\x7f", math.MaxInt32}, {"\x84\x00\x00\x00\x80", math.MinInt32},
		{"K\xff", 255}, {"M\xff\xff", 65535}, {"j\xff\xff\xff\xff", 1<<32 - 1},
	} {
		if got := first(test.in).Int(); got != test.want {
			t.Errorf("%q: %d, want %d", test.in, got, test.want)
		}
	}
	// The values are those of pickle.decode_long's documentation.
	for _, test := range []struct{ in, want string }{
		{"\x8a\x00", "0"}, {"\x8a\x02\xff\x00", "255"}, {"\x8a\x02\xff\x7f", "32767"},
		{"\x8a\x02\x00\xff", "-256"}, {"\x8a\x02\x00\x80", "-32768"}, {"\x8a\x01\x80", "-128"}, {"\x8a\x01\x7f", "127"},
		{"\x8b\x09\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01", "18446744073709551616"},
		{"\x8b\x09\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe", "-18446744073709551617"},
	} {
		in := []byte(test.in)
		if got := first(test.in).BigInt().String(); got != test.want {
			t.Errorf("%q: %s, want %s", in, got, test.want)
		}
	}
	if got := first("G\xbf\xf4\x00\x00\x00\x00\x00\x00").Float(); got != -1.25 {
		t.Errorf("BINFLOAT: %v, want -1.25", got)
	}
	if m, n := first("iQueue\nEmpty\n").Lines(); string(m) != "Queue" || string(n) != "Empty" {
		t.Errorf("INST: %q, %q", m, n)
	}
}

// TestMisuse: asking an instruction for what it has not got is a programming error.
func TestMisuse(t *testing.T) {
	for name, f := range map[string]func(){
		"Uint of BININT":      func() { opcode.Op{Code: opcode.BinInt, Arg: make([]byte, 4)}.Uint() },
		"Int of FRAME":        func() { opcode.Op{Code: opcode.Frame, Arg: make([]byte, 8)}.Int() },
		"BigInt of LONG":      func() { opcode.Op{Code: opcode.Long, Arg: []byte("1L")}.BigInt() },
		"Float of FLOAT":      func() { opcode.Op{Code: opcode.Float, Arg: []byte("1.0")}.Float() },
		"Lines of STRING":     func() { opcode.Op{Code: opcode.String, Arg: []byte("''")}.Lines() },
		"Append of 0xff":      func() { opcode.Op{Code: 0xff}.Append(nil) },
		"Append of NONE":      func() { opcode.Op{Code: opcode.None, Arg: []byte{1}}.Append(nil) },
		"Append of PROTO":     func() { opcode.Op{Code: opcode.Proto}.Append(nil) },
		"Append of INT":       func() { opcode.Op{Code: opcode.Int, Arg: []byte("1\n2")}.Append(nil) },
		"Append of GLOBAL":    func() { opcode.Op{Code: opcode.Global, Arg: []byte("os")}.Append(nil) },
		"Append of LONG1":     func() { opcode.Op{Code: opcode.Long1, Arg: make([]byte, 256)}.Append(nil) },
		"Uint of the unknown": func() { opcode.Op{Code: 0xff}.Uint() },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s did not panic", name)
				}
			}()
			f()
		}()
	}
}

func TestReaderDoesNotAllocate(t *testing.T) {
	var all []byte
	for _, i := range instructions {
		all = append(append(all, byte(i.code)), i.in...)
	}
	n := testing.AllocsPerRun(10, func() {
		r := opcode.NewReader(all)
		for {
			if _, err := r.Next(); err != nil {
				break
			}
		}
	})
	if n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

// FuzzReader: Append(Next(x)) = x, and the Reader goes through its input in steps that touch.
func FuzzReader(f *testing.F) {
	var all []byte
	for _, i := range instructions {
		in := append([]byte{byte(i.code)}, i.in...)
		f.Add(in)
		all = append(all, in...)
	}
	f.Add(all)
	f.Fuzz(func(t *testing.T, data []byte) {
		r := opcode.NewReader(data)
		var back []byte
		for {
			start := r.Offset()
			op, err := r.Next()
			if err != nil {
				var syntax *opcode.SyntaxError
				if errors.As(err, &syntax) && (syntax.Offset != start || start >= len(data)) {
					t.Fatalf("%v, but the instruction begins at %d of %d", err, start, len(data))
				} else if syntax == nil && (err != io.EOF || start != len(data)) {
					t.Fatalf("%v at %d of %d", err, start, len(data))
				}
				data = data[:start]
				break
			}
			if op.Offset != start || r.Offset() != start+op.Len() || !op.Code.Valid() {
				t.Fatalf("%v of length %d at %d: Reader went from %d to %d", op.Code, op.Len(), op.Offset, start, r.Offset())
			}
			back = op.Append(back)
		}
		if !bytes.Equal(back, data) {
			t.Fatalf("appended %x, want %x", back, data)
		}
	})
}

func BenchmarkReader(b *testing.B) {
	var all []byte
	for len(all) < 1<<16 {
		for _, i := range instructions {
			all = append(append(all, byte(i.code)), i.in...)
		}
	}
	b.SetBytes(int64(len(all)))
	b.ReportAllocs()
	for b.Loop() {
		r := opcode.NewReader(all)
		for {
			if _, err := r.Next(); err != nil {
				break
			}
		}
	}
}

func ExampleReader() {
	// pickle.dumps({"a": 1})
	data := []byte("\x80\x04\x95\x0a\x00\x00\x00\x00\x00\x00\x00}\x94\x8c\x01a\x94K\x01s.")
	r := opcode.NewReader(data)
	for {
		op, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%2d %v %q\n", op.Offset, op.Code, op.Arg)
	}
	// Output:
	//  0 PROTO "\x04"
	//  2 FRAME "\n\x00\x00\x00\x00\x00\x00\x00"
	// 11 EMPTY_DICT ""
	// 12 MEMOIZE ""
	// 13 SHORT_BINUNICODE "a"
	// 16 MEMOIZE ""
	// 17 BININT1 "\x01"
	// 19 SETITEM ""
	// 20 STOP ""
}

func ExampleOp_Append() {
	op := opcode.Op{Code: opcode.ShortBinUnicode, Arg: []byte("brine")}
	fmt.Printf("%q\n", op.Append(nil))
	// Output: "\x8c\x05brine"
}
