package pickle_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// TestDeep: a list nested a million deep, and other values nested deep, load, are walked, compared and dumped.
func TestDeep(t *testing.T) {
	t.Parallel()
	const million, deep = 1_000_000, 100_000
	for name, data := range map[string]string{
		"list":   strings.Repeat("]", million) + strings.Repeat("a", million-1) + ".",
		"tuple":  ")" + strings.Repeat("\x85", deep) + ".",
		"dict":   strings.Repeat("}K\x00", deep) + "N" + strings.Repeat("s", deep) + ".",
		"object": strings.Repeat("cm\nC\n)\x81", deep) + strings.Repeat("b", deep-1) + ".",
		"args":   strings.Repeat("cm\nC\n", deep) + ")" + strings.Repeat("R\x85", deep-1) + "R.",
	} {
		doc, err := pickle.Loads([]byte(data))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		n := 0
		py.Walk(doc.Root(), func(py.Value) bool { n++; return true })
		if n < deep {
			t.Errorf("%s: %d values, want at least %d", name, n, deep)
		}
		for _, proto := range []int{0, 4} {
			out, err := pickle.Dumps(doc.Root(), pickle.WithProtocol(proto))
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			again, err := pickle.Loads(out)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if proto > 0 && !py.Equal(doc.Root(), again.Root()) {
				t.Errorf("%s: not equal after a dump at protocol %d", name, proto)
			}
		}
	}
}

// TestErrors: bytes that are no pickle, with the offset and the reason that come back.
func TestErrors(t *testing.T) {
	for _, tt := range []struct{ data, want string }{
		{"\xff", "offset 0: no such opcode"},
		{"\x80\x06.", "PROTO at offset 0: unsupported protocol"},
		{".", "STOP at offset 0: stack underflow"},
		{"0", "POP at offset 0: stack underflow"},
		{"(0.", "STOP at offset 2: stack underflow"},
		{"(t", "STOP at offset 2: unexpected EOF"},
		{"t.", "TUPLE at offset 0: no MARK on the stack"},
		{"K\x01(\x85.", "TUPLE1 at offset 3: stack underflow"},
		{"]K\x01K\x02s.", "SETITEM at offset 5: target is list, want dict or object"},
		{"K\x01K\x02a.", "APPEND at offset 4: target is int, want list or object"},
		{"}(K\x01u.", "SETITEMS at offset 4: odd number of keys and values"},
		{"}]K\x01s.", "SETITEM at offset 4: unhashable type"},
		{"\x8f(]\x90.", "ADDITEMS at offset 3: unhashable type"},
		{"h\x05.", "BINGET at offset 0: no value in the memo at 5"},
		{"Np-1\n.", "PUT at offset 1: invalid number"},
		{"Ix\n.", "INT at offset 0: invalid number"},
		{"F1_0\n.", "FLOAT at offset 0: invalid number"},
		{"Sabc\n.", "STRING at offset 0: argument is not in quotes"},
		{"V\\ud8\n.", "UNICODE at offset 0: truncated \\u escape at position 0"},
		{"\x8c\x01\xff.", "SHORT_BINUNICODE at offset 0: invalid UTF-8"},
		{"T\xff\xff\xff\xff.", "BINSTRING at offset 0: negative length"},
		{"\x8b\xff\xff\xff\xff.", "LONG4 at offset 0: negative length"},
		{"K\x01)R.", "REDUCE at offset 3: callable is int, want global or object"},
		{"cm\nn\nNR.", "REDUCE at offset 6: arguments is None, want tuple"},
		{"cm\nn\n)N\x92.", "NEWOBJ_EX at offset 7: keyword arguments is None, want dict"},
		{"]}b.", "BUILD at offset 2: target is list, want object"},
		{"K\x01\x8c\x01x\x93.", "STACK_GLOBAL at offset 5: name is int, want str"},
		{"\x82\x00.", "EXT1 at offset 0: extension code 0 is not allowed"},
		{"I0x10\n.", "INT at offset 0: invalid number"},
		{"L0b1L\n.", "LONG at offset 0: invalid number"},
		{"I1__0\n.", "INT at offset 0: invalid number"},
		{"F1e400\n.", "FLOAT at offset 0: invalid number"},
		{"c\nlog\n.", "GLOBAL at offset 0: empty name"},
		{"(imath\n\n.", "INST at offset 1: empty name"},
		{le("\x80\x04\x95", 3) + "C\x0ahelloworld.", "SHORT_BINBYTES at offset 11: passes the end of its frame"},
		{le("\x80\x04\x95", 12) + le("N\x95", 0) + "NN.", "FRAME at offset 12: a frame begins before the end of the one around it"},
		{"N\x98.", "READONLY_BUFFER at offset 1: value is None, want buffer"},
		{"P\xe9\n.", "PERSID at offset 0: persistent ids of protocol 0 must be ASCII"},
		{"I" + strings.Repeat("9", 200_000) + "\n.", "INT at offset 0: over the limit of 100000 for digits of an integer"},
	} {
		_, err := pickle.Loads([]byte(tt.data))
		var syntax *pickle.SyntaxError
		if !errors.As(err, &syntax) || !strings.HasSuffix(err.Error(), tt.want) {
			t.Errorf("%.20q: %v, want …%s", tt.data, err, tt.want)
		}
	}
}

func le(op string, n uint64) string {
	return op + string(binary.LittleEndian.AppendUint64(nil, n))
}

// TestBombs: small inputs that ask for much, within the memory and time that their size allows.
func TestBombs(t *testing.T) {
	const n = 200_000
	rep := strings.Repeat
	list := "](" + rep("K\x01", 1000) + "e"
	for name, data := range map[string]string{
		"BINBYTES8 of 2^62":               le("\x8e", 1<<62),
		"BINUNICODE8 of 2^40":             le("\x8d", 1<<40),
		"BYTEARRAY8 of 2^63":              le("\x96", 1<<63),
		"FRAME of 2^62":                   le("\x80\x04\x95", 1<<62),
		"BINUNICODE of 2^32-1":            "X\xff\xff\xff\xff",
		"LONG_BINPUT of 2^32":             "Nr\xff\xff\xff\xff" + rep("Nr\x00\x00\x00\xf0", n) + ".",
		"LONG_BINPUT, ever twice as far":  doublingPuts(),
		"MARKs":                           rep("(", n) + "t.",
		"lists":                           rep("]", n) + ".",
		"memoized lists":                  rep("]\x94", n) + ".",
		"dicts":                           rep("}\x94", n) + ".",
		"sets":                            rep("\x8f\x94", n) + ".",
		"frozensets":                      rep("(\x91", n) + ".",
		"DUP":                             "](K\x01" + rep("2", n) + "e.",
		"DUP of lists":                    "]" + rep("]2aa", n) + ".",
		"memo doubling":                   "]\x94" + rep("2h\x00a0", n) + ".",
		"tuples of themselves":            ")" + rep("2\x86", n) + ".",
		"a key of tuples":                 "}" + "N" + rep("2\x86", 900) + "Ns.",
		"keys of tuples":                  "}" + rep("N"+rep("2\x86", 200)+"Ns", 500) + ".",
		"NaN keys":                        "}(" + rep("G\x7f\xf8\x00\x00\x00\x00\x00\x00N", n) + "u.",
		"equal keys":                      "}(" + rep("K\x01N", n) + "u.",
		"set of a list":                   "c__builtin__\nset\n\x94" + list + "\x940" + rep("h\x00h\x01\x85R0", n) + "N.",
		"bytes of a str":                  "c_codecs\nencode\n\x94X\xe8\x03\x00\x00" + rep("é", 500) + "\x94X\x06\x00\x00\x00latin1\x940" + rep("h\x00h\x01h\x02\x86R0", n) + "N.",
		"states":                          "cm\nC\n)R" + rep("Nb", n) + ".",
		"states and items":                "cm\nC\n)R" + rep("NbNa", n) + ".",
		"persistent ids":                  "N" + rep("Q", n) + ".",
		"dict of many shapes":             rep("}(NNK\x01Nu", n) + ".",
		"long lists that move":            "]" + rep("]("+rep("N", 5000)+"e]Na0Naa", 200) + ".",
		"long lists that move in the end": rep("]\x94("+rep("N", 4500)+"e0", 250) + moves() + "N.",
		"long lists of lists that move":   "]" + rep("]("+rep("]", 5000)+"e]Na0Naa", 200) + ".",
		"globals":                         rep("ca\nb\n", n) + ".",
	} {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		start := time.Now()
		doc, err := pickle.Loads([]byte(data))
		took := time.Since(start)
		runtime.GC()
		runtime.ReadMemStats(&after)
		if took > time.Minute {
			t.Errorf("%s: %v for %d bytes", name, took, len(data))
		}
		if total := int64(after.TotalAlloc - before.TotalAlloc); total > 250*int64(len(data))+1<<20 {
			t.Errorf("%s: allocated %d bytes for %d", name, total, len(data))
		}
		if held := int64(after.HeapAlloc) - int64(before.HeapAlloc); held > 100*int64(len(data))+1<<20 {
			t.Errorf("%s: holds %d bytes for %d", name, held, len(data))
		}
		if err == nil {
			if _, err := pickle.Dumps(doc.Root()); err != nil {
				t.Errorf("%s: dump: %v", name, err)
			}
		}
		runtime.KeepAlive(doc)
	}
}

// moves appends to what is in the memo at 0 to 249.
func moves() string {
	var b strings.Builder
	for i := range 250 {
		b.WriteString("h" + string([]byte{byte(i)}) + "Na0")
	}
	return b.String()
}

// doublingPuts puts at 1,000, 2,000, 4,000 and so on up to 2^31.
func doublingPuts() string {
	b := []byte("N")
	for n := uint32(1000); n < 1<<31; n *= 2 {
		b = binary.LittleEndian.AppendUint32(append(b, 'r'), n)
	}
	return string(append(b, '.'))
}

// TestLengthFromStream: a length that a stream does not have behind it takes no memory.
func TestLengthFromStream(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := pickle.NewUnpickler(&counting{r: strings.NewReader(le("\x8e", 1<<35))}).Load()
	runtime.ReadMemStats(&after)
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v, want unexpected EOF", err)
	}
	if got := after.TotalAlloc - before.TotalAlloc; got > 1<<20 {
		t.Errorf("allocated %d bytes", got)
	}
}

func TestLimits(t *testing.T) {
	for name, tt := range map[string]struct {
		limits pickle.Limits
		data   string
	}{
		"bytes":  {pickle.Limits{MaxBytes: 1 << 10}, "X\x00\x08\x00\x00" + strings.Repeat("x", 1<<11) + "."},
		"stack":  {pickle.Limits{MaxStack: 1000}, "(" + strings.Repeat("N", 5000) + "t."},
		"marks":  {pickle.Limits{MaxStack: 1000}, strings.Repeat("(", 5000)},
		"memo":   {pickle.Limits{MaxMemo: 1000}, "Nr\x00\x10\x00\x00."},
		"digits": {pickle.Limits{MaxDigits: 640}, "L" + strings.Repeat("7", 641) + "L\n."},
	} {
		for source, load := range map[string]func() error{
			"bytes": func() error { _, err := pickle.Loads([]byte(tt.data), pickle.WithLimits(tt.limits)); return err },
			"stream": func() error {
				_, err := pickle.NewUnpickler(bytes.NewReader([]byte(tt.data)), pickle.WithLimits(tt.limits)).Load()
				return err
			},
		} {
			var limit *pickle.LimitError
			if err := load(); !errors.As(err, &limit) {
				t.Errorf("%s from %s: %v, want a LimitError", name, source, err)
			}
		}
		if _, err := pickle.Loads([]byte(tt.data)); errors.As(err, new(*pickle.LimitError)) {
			t.Errorf("%s: %v by default", name, err)
		}
	}
}
