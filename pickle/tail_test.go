package pickle_test

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// blob is the pickle of [blob, "z"] in which a blob object with the state n is followed by n bytes, and by a pickle
// if n is odd; none of them are opcodes. The frames end before and begin after them.
func blob(n int, frames bool) []byte {
	head := "]\x94(cbox\nBlob\n)\x81\x94J" + string([]byte{byte(n), byte(n >> 8), byte(n >> 16), 0}) + "b"
	rest := "\x8c\x01zh\x01e."
	if frames {
		head = "\x95" + string(rune(len(head))) + strings.Repeat("\x00", 7) + head
		rest = "\x95" + string(rune(len(rest))) + strings.Repeat("\x00", 7) + rest
	}
	var b bytes.Buffer
	b.WriteString("\x80\x04" + head)
	b.Write(bytes.Repeat([]byte{'.', 0xff}, n/2+1)[:n])
	if n%2 == 1 {
		b.WriteString("\x80\x02]q\x00(K\x07h\x00e.") // a list that contains itself
	}
	b.WriteString(rest)
	return b.Bytes()
}

// box takes the bytes behind a Blob, and the pickle, and makes a tuple of both.
func box(v py.Value, tail *pickle.Tail) (py.Value, error) {
	if !v.IsInstance("box", "Blob") {
		return py.Value{}, nil
	}
	o, _ := v.Object()
	n, _ := o.State().Int()
	data, err := tail.Next(n)
	if err != nil {
		return py.Value{}, err
	}
	b := tail.Builder()
	out := []py.Value{b.Buffer(data, true), b.Int(tail.Offset())}
	if n%2 == 1 {
		inner, err := tail.Load()
		if err != nil {
			return py.Value{}, err
		}
		out = append(out, inner)
	}
	return b.Tuple(out...), nil
}

// tailReaders are the ways in which a stream is read.
var tailReaders = map[string]func([]byte) io.Reader{
	"seeking":  func(b []byte) io.Reader { return bytes.NewReader(b) },
	"buffered": func(b []byte) io.Reader { return bufio.NewReaderSize(bytes.NewReader(b), 16) },
	"large":    func(b []byte) io.Reader { return bufio.NewReaderSize(onlyReader{bytes.NewReader(b)}, 1<<16) },
	"exact":    func(b []byte) io.Reader { return onlyReader{bytes.NewReader(b)} },
	"bytewise": func(b []byte) io.Reader { return iotest.OneByteReader(onlyReader{bytes.NewReader(b)}) },
}

type onlyReader struct{ r io.Reader }

func (r onlyReader) Read(p []byte) (int, error) { return r.r.Read(p) }

func checkBlob(t *testing.T, doc *py.Document, base, n int, frames bool) {
	t.Helper()
	root := doc.Root()
	got := root.Index(0)
	data, _ := got.Index(0).Bytes()
	if want := bytes.Repeat([]byte{'.', 0xff}, n/2+1)[:n]; !bytes.Equal(data, want) {
		t.Fatalf("%d bytes: got %d other ones", n, len(data))
	}
	header := 2 + 22 + n
	if frames {
		header += 9
	}
	if at, _ := got.Index(1).Int(); int(at) != base+header {
		t.Errorf("%d bytes: the tail ends at offset %d, want %d", n, at, base+header)
	}
	if n%2 == 1 {
		list := got.Index(2)
		if x, _ := list.Index(0).Int(); x != 7 || list.Index(1) != list {
			t.Errorf("%d bytes: the pickle behind them is %s", n, py.Repr(list))
		}
	}
	if s, _ := root.Index(1).Str(); s != "z" || !root.Index(2).IsInstance("box", "Blob") {
		t.Errorf("%d bytes: after them comes %s", n, py.Repr(root))
	}
}

func TestTail(t *testing.T) {
	for _, n := range []int{0, 1, 2, 5, 100, 70_001, 300_000} {
		for _, frames := range []bool{false, true} {
			data := blob(n, frames)
			doc, err := pickle.Loads(data, pickle.WithBuild(box))
			if err != nil {
				t.Fatal(n, frames, err)
			}
			checkBlob(t, doc, 0, n, frames)
			twice := append(bytes.Clone(data), data...)
			unpicklers := map[string]*pickle.Unpickler{
				"bytes":   pickle.NewUnpicklerBytes(twice, pickle.WithBuild(box)),
				"aliased": pickle.NewUnpicklerBytes(twice, pickle.WithBuild(box), pickle.WithAlias()),
				"trusted": pickle.NewUnpickler(tailReaders["exact"](twice), pickle.WithBuild(box), pickle.WithTrust(1<<30)),
			}
			for name, reader := range tailReaders {
				unpicklers[name] = pickle.NewUnpickler(reader(twice), pickle.WithBuild(box))
			}
			for name, u := range unpicklers {
				for i := range 2 {
					doc, err := u.Load()
					if err != nil {
						t.Fatal(name, n, frames, err)
					}
					checkBlob(t, doc, i*len(data), n, frames)
					if got := u.InputOffset(); got != int64((i+1)*len(data)) {
						t.Errorf("%s: %d bytes: the pickle ends at offset %d, want %d", name, n, got, (i+1)*len(data))
					}
				}
				if _, err := u.Load(); err != io.EOF {
					t.Errorf("%s: behind the last pickle: %v, want EOF", name, err)
				}
			}
		}
	}
}

// TestTailCut: wherever the input ends, the error says that it does, with an offset within.
func TestTailCut(t *testing.T) {
	for _, n := range []int{2, 5} {
		data := blob(n, true)
		for cut := 1; cut < len(data); cut++ {
			_, err := pickle.Loads(data[:cut], pickle.WithBuild(box))
			check := func(name string, err error) {
				t.Helper()
				var syntax *pickle.SyntaxError
				if !errors.Is(err, io.ErrUnexpectedEOF) || !errors.As(err, &syntax) || syntax.Offset > cut {
					t.Errorf("%s: %d of %d bytes: %v", name, cut, len(data), err)
				}
			}
			check("loads", err)
			for name, reader := range tailReaders {
				_, err := pickle.NewUnpickler(reader(data[:cut]), pickle.WithBuild(box)).Load()
				check(name, err)
			}
		}
	}
}

// TestTailErrors: what a tail must not do.
func TestTailErrors(t *testing.T) {
	data := blob(4, true)
	long := bytes.Clone(data)
	long[3]++ // the frame reaches into the bytes
	if _, err := pickle.Loads(long, pickle.WithBuild(box)); err == nil || !strings.Contains(err.Error(), "BUILD at offset 32: bytes that are no opcodes within a frame") {
		t.Errorf("within a frame: %v", err)
	}
	for _, n := range []int64{-1, 1 << 40} {
		f := func(v py.Value, tail *pickle.Tail) (py.Value, error) {
			_, err := tail.Next(n)
			return py.Value{}, err
		}
		var limit *pickle.LimitError
		if _, err := pickle.Loads(data, pickle.WithBuild(f)); !errors.As(err, &limit) {
			t.Errorf("%d bytes: %v, want a LimitError", n, err)
		}
	}
	f := func(v py.Value, tail *pickle.Tail) (py.Value, error) {
		_, err := tail.Builder().Document(v)
		return py.Value{}, err
	}
	if _, err := pickle.Loads(data, pickle.WithBuild(f)); err == nil || !strings.Contains(err.Error(), "is being loaded") {
		t.Errorf("a document of the tail's builder: %v", err)
	}
}

// TestTailBuffers: out-of-band buffers and those that a tail makes are not mixed up.
func TestTailBuffers(t *testing.T) {
	data := append([]byte("\x80\x05]\x94(\x97"), blob(4, false)[2:]...)
	data = append(data[:len(data)-1], "\x97e."...)
	data = bytes.Replace(data, []byte("h\x01"), []byte("h\x02"), 1) // the list around it is in the memo
	for _, given := range [][][]byte{nil, {[]byte("first"), []byte("second")}} {
		opts := []pickle.Option{pickle.WithBuild(box)}
		if given != nil {
			opts = append(opts, pickle.WithBuffers(given))
		}
		doc, err := pickle.Loads(data, opts...)
		if err != nil {
			t.Fatal(err)
		}
		root := doc.Root()
		checkBlob(t, docOf(t, root.Index(1)), 4, 4, false)
		for i, at := range []int{0, 2} {
			b, ok := root.Index(at).Bytes()
			if ok != (given != nil) || ok && !bytes.Equal(b, given[i]) {
				t.Errorf("buffer %d of %q: %q, %v", i, given, b, ok)
			}
		}
	}
}

// docOf makes a document of a part.
func docOf(t *testing.T, v py.Value) *py.Document {
	t.Helper()
	doc, err := py.NewBuilder().Document(v)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// TestTailClaims: memory is taken as bytes arrive.
func TestTailClaims(t *testing.T) {
	f := func(v py.Value, tail *pickle.Tail) (py.Value, error) {
		_, err := tail.Next(1 << 34)
		return py.Value{}, err
	}
	r := io.MultiReader(bytes.NewReader(blob(0, false)), bytes.NewReader(make([]byte, 1<<20)))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := pickle.NewUnpickler(r, pickle.WithBuild(f)).Load()
	runtime.ReadMemStats(&after)
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("16 GiB claimed, 1 MiB there: %v", err)
	}
	if got := after.TotalAlloc - before.TotalAlloc; got > 100<<20 {
		t.Errorf("16 GiB claimed, 1 MiB there: %d MiB were taken", got>>20)
	}
}
