package opcode_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/brine-go/brine/opcode"
)

// TestTableIsCPythons compares every row with testdata/opcodes_python314.json.
func TestTableIsCPythons(t *testing.T) {
	text, err := os.ReadFile("testdata/opcodes_python314.json")
	if err != nil {
		t.Fatal(err)
	}
	var want []struct {
		Name          string
		Code          byte
		Proto         int
		Arg           string
		N             int
		Before, After []string
		Doc           string
	}
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	if len(want) != 68 {
		t.Fatalf("the dump has %d opcodes, want 68", len(want))
	}
	known := map[opcode.Code]bool{}
	for _, w := range want {
		c := opcode.Code(w.Code)
		known[c] = true
		in := c.Info()
		if in == nil || !c.Valid() {
			t.Errorf("%s is no opcode", w.Name)
			continue
		}
		if in.Code != c || in.Name != w.Name || c.String() != w.Name || in.Proto != w.Proto || in.Doc != w.Doc {
			t.Errorf("%s: the table has %+v, CPython %+v", w.Name, *in, w)
		}
		if in.Arg.String() != w.Arg {
			t.Errorf("%s: argument %v, want %s", w.Name, in.Arg, w.Arg)
		}
		if got := argSize(t, c); got != w.N {
			t.Errorf("%s: argument of size %d, want %d", w.Name, got, w.N)
		}
		if !sameNames(in.Before, w.Before) || !sameNames(in.After, w.After) {
			t.Errorf("%s: stack %v to %v, want %v to %v", w.Name, in.Before, in.After, w.Before, w.After)
		}
	}
	for i := range 256 {
		if c := opcode.Code(i); !known[c] && (c.Valid() || c.Info() != nil) {
			t.Errorf("%v is an opcode, but CPython has none of this code", c)
		}
	}
}

// argSize finds out by experiment how a Reader takes c's argument, in pickletools' code: the fixed size, or
// -1 for lines, -2 for a length of one byte, -3 of four with a sign, -4 of four without, -5 of eight.
func argSize(t *testing.T, c opcode.Code) int {
	t.Helper()
	next := func(arg ...byte) (opcode.Op, error) {
		return opcode.NewReader(append([]byte{byte(c)}, arg...)).Next()
	}
	if op, err := next('\n', '\n'); err == nil && op.Len() > 1+len(op.Arg) {
		return -1
	}
	zeros := make([]byte, 8)
	size := 0
	for ; size <= 8; size++ {
		if _, err := next(zeros[:size]...); err == nil {
			break
		}
	}
	ones := make([]byte, 8)
	ones[0] = 1
	op, err := next(append(ones[:size:size], 'x')...)
	switch {
	case err != nil:
		t.Errorf("%v: %v", c, err)
	case op.Len() == 1+size:
		return size
	case size == 1:
		return -2
	case size == 8:
		return -5
	default:
		if _, err := next(0xff, 0xff, 0xff, 0xff); isNegative(err) {
			return -3
		}
		return -4
	}
	return 0
}

func sameNames(got []opcode.StackObject, want []string) bool {
	if len(got) != len(want) {
		return false
	}
	for i, o := range got {
		if o.String() != want[i] {
			return false
		}
	}
	return true
}

func TestMemoRoles(t *testing.T) {
	want := map[opcode.Code]opcode.MemoRole{
		opcode.Put: opcode.MemoPut, opcode.BinPut: opcode.MemoPut, opcode.LongBinPut: opcode.MemoPut,
		opcode.Get: opcode.MemoGet, opcode.BinGet: opcode.MemoGet, opcode.LongBinGet: opcode.MemoGet,
		opcode.Memoize: opcode.MemoAppend,
	}
	for i := range 256 {
		c := opcode.Code(i)
		if in := c.Info(); in != nil && in.Memo != want[c] {
			t.Errorf("%v has memo role %d, want %d", c, in.Memo, want[c])
		}
	}
}

func TestNames(t *testing.T) {
	for _, test := range []struct{ got, want string }{
		{opcode.ShortBinUnicode.String(), "SHORT_BINUNICODE"},
		{opcode.None.String(), "NONE"},
		{opcode.Code(0xff).String(), "0xff"},
		{opcode.Code(0).String(), "0x00"},
		{opcode.ArgUnicodeString4.String(), "unicodestring4"},
		{opcode.ArgNone.String(), ""},
		{opcode.ArgKind(99).String(), "ArgKind(99)"},
		{opcode.StackBytesOrStr.String(), "bytes_or_str"},
		{opcode.StackObject(0).String(), "StackObject(0)"},
		{opcode.StackObject(99).String(), "StackObject(99)"},
	} {
		if test.got != test.want {
			t.Errorf("%q, want %q", test.got, test.want)
		}
	}
}
