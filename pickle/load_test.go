package pickle_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// small is a pickle of some 100 bytes: a dict of texts, integers, a float and a list.
const small = "\x80\x04}\x94(\x8c\x02id\x94J\x01\x02\x03\x04\x8c\x04name\x94\x8c\x0cGrace Hopper\x94" +
	"\x8c\x05score\x94G@X\xff\x5c\x28\xf5\xc2\x8f\x8c\x04tags\x94]\x94(\x8c\x05alpha\x94\x8c\x04beta\x94h\x05e\x8c\x06active\x94\x88\x8c\x05count\x94M\xe8\x03u."

// TestLoadAllocs: a document and one block, whatever of it a small pickle has.
func TestLoadAllocs(t *testing.T) {
	data := []byte(small)
	if n := testing.AllocsPerRun(1000, func() {
		if _, err := pickle.Loads(data); err != nil {
			t.Fatal(err)
		}
	}); n > 2 && countsAllocs {
		t.Errorf("%.1f allocations, want 2", n)
	}
}

// TestLoadOwns: what is loaded has its own copy of its texts, however few of the input's bytes those are.
func TestLoadOwns(t *testing.T) {
	big := "\x80\x04](" + strings.Repeat("K\x01", 20_000) + "\x8c\x04text" + strings.Repeat("K\x01", 20_000) + "\x8c\x03endC\x02\xff\xfee."
	for _, pickled := range []string{small, big, "\x80\x04](e.", "I5\n."} {
		data := []byte(pickled)
		doc, err := pickle.Loads(data)
		if err != nil {
			t.Fatal(err)
		}
		want, err := pickle.Loads([]byte(pickled))
		if err != nil {
			t.Fatal(err)
		}
		clear(data)
		if !same(doc.Root(), want.Root()) || doc.Proto() != want.Proto() {
			t.Errorf("the %d bytes %.40q changed with the input", len(pickled), pickled)
		}
	}
}

// TestFrameEnds: every opcode at every distance from the end of the input and of a frame, where it is decoded by
// another way than in the middle.
func TestFrameEnds(t *testing.T) {
	ops := []string{
		"N", "\x88", "\x89", ")", "K\x07", "M\x07\x01", "J\xfe\xff\xff\xff", "\x8a\x00", "\x8a\x01\xff", "\x8a\x08\x00\x00\x00\x00\x00\x00\x00\x80",
		"\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x80\x00", "G?\xf0\x00\x00\x00\x00\x00\x00", "G\xff\xff\xff\xff\xff\xff\xff\xff", "\x8c\x00", "\x8c\x03abc\x94",
		"\x8c\x02\xc3\xa9", "X\x0c\x00\x00\x00hello, worldq\x01", "\x8c\x21" + strings.Repeat("z", 33) + "\x94", "]\x94", "}", "K\x01K\x02\x86", "K\x01\x85\x94",
		"h\x00", "j\x00\x00\x00\x00", "K\x01K\x02K\x03\x87", "((t", "(]K\x01at", "\x8c\x20" + strings.Repeat("y", 31) + "\x7f",
	}
	for _, op := range ops {
		var want string
		for pad := range 24 {
			body := "](]\x94" + op + strings.Repeat("N", pad)
			if op[0] == 'X' {
				body = "]q\x00(" + op + strings.Repeat("N", pad)
			}
			frame := "\x80\x04\x95" + string(binary.LittleEndian.AppendUint64(nil, uint64(len(body)))) + body + "e."
			for _, pickled := range []string{frame, "\x80\x04" + body + "e."} {
				doc, err := pickle.Loads([]byte(pickled))
				if err != nil {
					t.Fatalf("%q with %d behind it: %v", op, pad, err)
				}
				stream, err := pickle.NewUnpickler(&counting{r: strings.NewReader(pickled)}).Load()
				if err != nil || !same(stream.Root(), doc.Root()) {
					t.Fatalf("%q with %d behind it: another value from a stream (%v)", op, pad, err)
				}
				aliased, err := pickle.Loads([]byte(pickled), pickle.WithAlias())
				if err != nil || !same(aliased.Root(), doc.Root()) {
					t.Fatalf("%q with %d behind it: another value with WithAlias (%v)", op, pad, err)
				}
				for cut := range len(pickled) {
					_, err := pickle.Loads([]byte(pickled[:cut]))
					_, want := pickle.Loads([]byte(pickled[:cut]), pickle.WithAlias())
					if err == nil || err.Error() != want.Error() {
						t.Fatalf("%q cut at %d: %v, with WithAlias %v", pickled, cut, err, want)
					}
				}
				n := doc.Root().Len()
				if got := fmt.Sprint(n-pad, doc.Root().Index(n-pad-1)); pad == 0 && want == "" {
					want = got
				} else if got != want {
					t.Fatalf("%q with %d behind it: %s, want %s", op, pad, got, want)
				}
			}
		}
	}
}

// longStream is a list in many frames: texts that come once and again, numbers of all widths, calls, large bytes.
func longStream(size int) []byte {
	out := []byte("\x80\x04]\x94")
	memo := 1
	text := func(f []byte, s string) []byte {
		memo++
		return append(append(append(f, '\x8c', byte(len(s))), s...), '\x94')
	}
	for i := 0; len(out) < size; i++ {
		f := []byte("(")
		for k := 0; len(f) < 60_000; k++ {
			f = text(f, fmt.Sprintf("text %d of frame %d", k, i))
			f = append(binary.LittleEndian.AppendUint32(append(f, 'j'), uint32(max(0, memo-1-min(k, 3)*7))), 'K', byte(k))
			switch k % 50 {
			case 0:
				f = text(f, "naïve "+strings.Repeat("é", k%60))
			case 1:
				f = append(f, "\x8a\x0a\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0aG?\xf0\x00\x00\x00\x00\x00\x00U\x03old"...)
			case 2:
				f = append(fmt.Appendf(f, "cmodule%d\nname\n", i), "K\x05\x85R"...)
			case 3:
				f = append(f, "}(\x8c\x03keyK\x01\x8c\x03valNu"...)
			}
		}
		f = append(f, 'e')
		out = append(binary.LittleEndian.AppendUint64(append(out, '\x95'), uint64(len(f))), f...)
		if i%100 == 50 {
			out = append(binary.LittleEndian.AppendUint32(append(out, 'B'), 9<<20), bytes.Repeat([]byte{byte(i)}, 9<<20)...)
			out = append(out, 'a')
		}
	}
	return append(out, '.')
}

// TestLongStream: a stream that takes several buffers gives what the same bytes give at once, and takes no byte of
// what follows.
func TestLongStream(t *testing.T) {
	t.Parallel()
	data := longStream(70 << 20)
	want, err := pickle.Loads(data)
	if err != nil {
		t.Fatal(err)
	}
	r := io.MultiReader(bytes.NewReader(data), strings.NewReader("rest"))
	u := pickle.NewUnpickler(r)
	doc, err := u.Load()
	if err != nil {
		t.Fatal(err)
	}
	if !py.Equal(doc.Root(), want.Root()) {
		t.Fatal("another value")
	}
	a, err := pickle.Dumps(doc.Root())
	if err != nil {
		t.Fatal(err)
	}
	b, err := pickle.Dumps(want.Root())
	if err != nil || !bytes.Equal(a, b) {
		t.Fatalf("dumps other bytes (%v)", err)
	}
	if rest, _ := io.ReadAll(r); string(rest) != "rest" || u.InputOffset() != int64(len(data)) {
		t.Errorf("%q is left at %d, want \"rest\" at %d", rest, u.InputOffset(), len(data))
	}
}
