package pickletools_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/brine-go/brine/opcode"
	"github.com/brine-go/brine/pickletools"
)

// memoStream is what one Pickler of protocol 2 writes for the same list twice, from the documentation of
// pickletools.dis.
const memoStream = "\x80\x02]q\x00(K\x01K\x02K\x03e." + "\x80\x02h\x00."

func TestMemoAcrossPickles(t *testing.T) {
	var memo pickletools.Memo
	var out bytes.Buffer
	r := opcode.NewReader([]byte(memoStream))
	for range 2 {
		if err := pickletools.DisNext(&out, r, pickletools.WithMemo(&memo)); err != nil {
			t.Fatal(err)
		}
	}
	if !strings.HasSuffix(out.String(), "   14: \\x80 PROTO      2\n   16: h    BINGET     0\n   18: .    STOP\n"+
		"highest protocol among opcodes = 2\n") {
		t.Errorf("got\n%s", out.String())
	}
	if memo.Len() != 1 {
		t.Errorf("%d memo entries, want 1", memo.Len())
	}
	out.Reset()
	if err := pickletools.DisNext(&out, r); err != io.EOF || out.Len() > 0 {
		t.Errorf("after the last pickle: %v, %q", err, out.String())
	}

	r = opcode.NewReader([]byte(memoStream))
	if err := pickletools.DisNext(io.Discard, r); err != nil {
		t.Fatal(err)
	}
	err := pickletools.DisNext(io.Discard, r)
	if want := "pickle: BINGET at offset 16: memo key 0 has never been stored into"; err == nil || err.Error() != want {
		t.Errorf("without a memo of before: %v, want %s", err, want)
	}
}

func TestNoStop(t *testing.T) {
	for _, test := range []struct {
		in     string
		offset int
	}{{"", 0}, {"N", 1}, {"(K\x01", 3}} {
		err := pickletools.Dis(io.Discard, []byte(test.in))
		_, err2 := pickletools.Optimize([]byte(test.in))
		for _, err := range []error{err, err2} {
			var syntax *opcode.SyntaxError
			if !errors.Is(err, pickletools.ErrNoStop) || !errors.Is(err, io.ErrUnexpectedEOF) ||
				!errors.As(err, &syntax) || syntax.Offset != test.offset {
				t.Errorf("%q: %v", test.in, err)
			}
		}
	}
	r := opcode.NewReader([]byte("N.N"))
	if err := pickletools.DisNext(io.Discard, r); err != nil {
		t.Fatal(err)
	}
	if err := pickletools.DisNext(io.Discard, r); !errors.Is(err, pickletools.ErrNoStop) {
		t.Errorf("a second pickle without STOP: %v", err)
	}
}

func TestMaxDigits(t *testing.T) {
	long4 := func(n int) []byte { // 2 to the 8n-1th
		arg := make([]byte, n+1)
		arg[n-1] = 0x80
		return append(opcode.Op{Code: opcode.Long4, Arg: arg}.Append(nil), '.')
	}
	line := func(n int) []byte { return []byte("L" + strings.Repeat("7", n) + "L\n.") }
	for _, test := range []struct {
		name   string
		data   []byte
		digits int // of the limit, -1 for the default
		ok     bool
	}{
		{"LONG 4300", line(4300), -1, true},
		{"LONG 4301", line(4301), -1, false},
		{"LONG 4301 of 5000", line(4301), 5000, true},
		{"LONG 20000 unlimited", line(20_000), 0, true},
		{"LONG4 4299", long4(1785), -1, true},
		{"LONG4 4301", long4(1786), -1, false},
		{"LONG4 4301 of 4301", long4(1786), 4301, true},
		{"LONG4 4301 of 4300", long4(1786), 4300, false},
		{"LONG4 24083 unlimited", long4(10_000), 0, true},
		{"LONG4 large", long4(1 << 20), -1, false},
	} {
		var opts []pickletools.Option
		if test.digits >= 0 {
			opts = append(opts, pickletools.MaxDigits(test.digits))
		}
		var out bytes.Buffer
		err := pickletools.Dis(&out, test.data, opts...)
		if (err == nil) != test.ok {
			t.Errorf("%s: %v", test.name, err)
		}
		var syntax *opcode.SyntaxError
		if err != nil && (!errors.As(err, &syntax) || out.Len() > 0) {
			t.Errorf("%s: %v after %d bytes of text", test.name, err, out.Len())
		}
	}
}

// TestHostile: what asks for more than it is large gets little, and soon.
func TestHostile(t *testing.T) {
	const many = 100_000
	marks := strings.Repeat("(", many)
	for name, data := range map[string]string{
		"many MARKs":                marks + ".",
		"many MARKs and POPs":       marks + strings.Repeat("0", many) + "N.",
		"memo index of 32 bits":     strings.Repeat("Nr\xff\xff\xff\xff0", 1000) + "N.",
		"memo indexes far apart":    "Nr\x00\x00\x00\x80r\xff\xff\xff\xffp99999999999999999999999\np-1\n.",
		"length of 63 bits":         "\x8e\xff\xff\xff\xff\xff\xff\xff\x7f.",
		"length of 31 bits":         "B\xff\xff\xff\x7f.",
		"a frame of 64 bits":        "\x80\x04\x95\xff\xff\xff\xff\xff\xff\xff\xffN.",
		"DUP of an empty stack":     "2.",
		"many objects at STOP":      strings.Repeat("N", many) + ".",
		"a MARK taken as an object": "(\x85t.",
		"a MARK doubled":            "(2tt.",
		"protocol 255":              "\x80\xffN.",
		"memo entry of a later PUT": "h\x00q\x00.",
		"many distinct indexes":     distinctPuts(many),
	} {
		before := testing.AllocsPerRun(1, func() {
			if err := pickletools.Dis(io.Discard, []byte(data), pickletools.Indent(0)); err != nil && len(err.Error()) > 2000 {
				t.Errorf("%s: an error of %d bytes", name, len(err.Error()))
			}
			if out, err := pickletools.Optimize([]byte(data)); err == nil && len(out) > len(data)+9 {
				t.Errorf("%s: optimized from %d to %d bytes", name, len(data), len(out))
			}
		})
		if limit := float64(2*len(data) + 100); before > limit {
			t.Errorf("%s: %v allocations", name, before)
		}
	}
}

func distinctPuts(n int) string {
	var b strings.Builder
	b.WriteString("N")
	for i := range n {
		fmt.Fprintf(&b, "p%d\n", i*7919)
	}
	b.WriteString(".")
	return b.String()
}

type failingWriter struct{ left int }

var errFull = errors.New("disk full")

func (w *failingWriter) Write(p []byte) (int, error) {
	if len(p) > w.left {
		return 0, errFull
	}
	w.left -= len(p)
	return len(p), nil
}

func TestWriteError(t *testing.T) {
	data := []byte(strings.Repeat("N0", 10_000) + "N.")
	for _, left := range []int{0, 5000, 100_000} {
		if err := pickletools.Dis(&failingWriter{left}, data); err != errFull {
			t.Errorf("a writer that fails after %d bytes: %v, want %v", left, err, errFull)
		}
	}
}

func TestOptions(t *testing.T) {
	const data = "(K\x01\x88\x89t."
	for _, test := range []struct {
		name string
		opts []pickletools.Option
		want string
	}{
		// The texts are those of CPython 3.11.
		{"indentlevel=0", []pickletools.Option{pickletools.Indent(0)}, `    0: (    MARK
    1: K    BININT1    1
    3: \x88 NEWTRUE
    4: \x89 NEWFALSE
    5: t    TUPLE      (MARK at 0)
    6: .    STOP
highest protocol among opcodes = 2
`},
		{"annotate=30", []pickletools.Option{pickletools.Annotate(30)}, `    0: (    MARK                      Push markobject onto the stack.
    1: K        BININT1    1          Push a one-byte unsigned integer.
    3: \x88     NEWTRUE               Push True onto the stack.
    4: \x89     NEWFALSE              Push False onto the stack.
    5: t        TUPLE      (MARK at 0) Build a tuple out of the topmost stack slice, after markobject.
    6: .    STOP                       Stop the unpickling machine.
highest protocol among opcodes = 2
`},
	} {
		var out bytes.Buffer
		if err := pickletools.Dis(&out, []byte(data), test.opts...); err != nil {
			t.Fatal(err)
		}
		diffLines(t, test.name, out.String(), test.want)
	}
}

// FuzzDis: no panic; what can be optimized can be optimized again, to nothing longer, and if it can be
// disassembled it can be afterwards.
func FuzzDis(f *testing.F) {
	for _, name := range pickles(f) {
		if data := read(f, "pickles", name+".pkl"); len(data) < 2000 {
			f.Add(data, false)
			f.Add(data, true)
		}
	}
	f.Add([]byte(memoStream), false)
	f.Fuzz(func(t *testing.T, data []byte, newer bool) {
		as := pickletools.As(pickletools.Python311)
		if newer {
			as = pickletools.As(pickletools.Python314)
		}
		for _, opts := range [][]pickletools.Option{{as}, {as, pickletools.Annotate(20), pickletools.Indent(1)}} {
			disErr := pickletools.Dis(io.Discard, data, opts...)
			var syntax *opcode.SyntaxError
			if disErr != nil && !errors.As(disErr, &syntax) {
				t.Fatalf("Dis: %v", disErr)
			}
			out, err := pickletools.Optimize(data, opts...)
			if err != nil {
				if !errors.As(err, &syntax) {
					t.Fatalf("Optimize: %v", err)
				}
				continue
			}
			again, err := pickletools.Optimize(out, opts...)
			if err != nil || len(again) > len(out) {
				t.Fatalf("optimized again: %v, %x, the first time %x", err, again, out)
			}
			if disErr != nil {
				continue
			}
			if err := pickletools.Dis(io.Discard, out, opts...); err != nil {
				t.Fatalf("optimized: %v", err)
			}
		}
	})
}

func BenchmarkDis(b *testing.B) {
	data := large()
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if err := pickletools.Dis(io.Discard, data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOptimize(b *testing.B) {
	data := large()
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := pickletools.Optimize(data); err != nil {
			b.Fatal(err)
		}
	}
}

func ExampleDis() {
	// pickle.dumps({"brine": [1, 2.5]})
	data := []byte("\x80\x04\x95\x1c\x00\x00\x00\x00\x00\x00\x00}\x94\x8c\x05brine\x94]\x94(K\x01G@\x04\x00\x00\x00\x00\x00\x00es.")
	if err := pickletools.Dis(os.Stdout, data); err != nil {
		fmt.Println(err)
	}
	// Output:
	//     0: \x80 PROTO      4
	//     2: \x95 FRAME      28
	//    11: }    EMPTY_DICT
	//    12: \x94 MEMOIZE    (as 0)
	//    13: \x8c SHORT_BINUNICODE 'brine'
	//    20: \x94 MEMOIZE    (as 1)
	//    21: ]    EMPTY_LIST
	//    22: \x94 MEMOIZE    (as 2)
	//    23: (    MARK
	//    24: K        BININT1    1
	//    26: G        BINFLOAT   2.5
	//    35: e        APPENDS    (MARK at 23)
	//    36: s    SETITEM
	//    37: .    STOP
	// highest protocol among opcodes = 4
}

func ExampleDisNext() {
	var memo pickletools.Memo // both pickles are from one Pickler
	r := opcode.NewReader([]byte("I5\np0\n." + "g0\n."))
	for {
		err := pickletools.DisNext(os.Stdout, r, pickletools.WithMemo(&memo))
		if err == io.EOF {
			break
		}
		if err != nil {
			fmt.Println(err)
			break
		}
	}
	// Output:
	//     0: I    INT        5
	//     3: p    PUT        0
	//     6: .    STOP
	// highest protocol among opcodes = 0
	//     7: g    GET        0
	//    10: .    STOP
	// highest protocol among opcodes = 0
}

func ExampleOptimize() {
	// pickle.dumps([1, 2], protocol=2): no one reads memo entry 0
	data, err := pickletools.Optimize([]byte("\x80\x02]q\x00(K\x01K\x02e."))
	fmt.Printf("%q %v\n", data, err)
	// Output: "\x80\x02](K\x01K\x02e." <nil>
}
