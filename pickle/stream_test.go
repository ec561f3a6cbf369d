package pickle_test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// counting hides everything but Read, and counts what is taken.
type counting struct {
	r io.Reader
	n int
}

func (c *counting) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += n
	return n, err
}

// TestStream: several pickles of several protocols in one stream, other bytes behind them. Each Load takes its
// own and has a memo of its own; other Go libraries return the first one's strings here.
func TestStream(t *testing.T) {
	var stream []byte
	var ends []int
	var docs []*py.Document
	fixtures(t, func(name string, data []byte) {
		if len(docs) == 200 {
			return
		}
		doc, err := pickle.Loads(data)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		docs = append(docs, doc)
		stream = append(stream, data...)
		ends = append(ends, len(stream))
	})
	stream = append(stream, "what follows"...)
	file := filepath.Join(t.TempDir(), "stream")
	if err := os.WriteFile(file, stream, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	plain := &counting{r: bytes.NewReader(stream)}
	for name, r := range map[string]io.Reader{
		"reader that only reads": plain,
		"bytes.Reader":           bytes.NewReader(stream),
		"file":                   f,
		"bufio.Reader":           bufio.NewReaderSize(&counting{r: bytes.NewReader(stream)}, 100),
	} {
		t.Run(name, func(t *testing.T) {
			for i := range docs {
				u := pickle.NewUnpickler(r) // a new one each time: nothing may be lost between them
				doc, err := u.Load()
				if err != nil {
					t.Fatalf("pickle %d: %v", i, err)
				}
				if !same(doc.Root(), docs[i].Root()) {
					t.Fatalf("pickle %d is another value than loaded alone", i)
				}
				if r == io.Reader(plain) && plain.n != ends[i] {
					t.Fatalf("pickle %d: %d bytes taken, want %d", i, plain.n, ends[i])
				}
			}
			rest, err := io.ReadAll(r)
			if err != nil || string(rest) != "what follows" {
				t.Fatalf("behind the pickles stands %q (%v)", rest, err)
			}
		})
	}
}

func TestStreamEnd(t *testing.T) {
	u := pickle.NewUnpickler(bytes.NewReader([]byte("I1\n.I2\n.(I")))
	for want := int64(1); want <= 2; want++ {
		doc, err := u.Load()
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := doc.Root().Int(); got != want {
			t.Errorf("got %d, want %d", got, want)
		}
	}
	if got := u.InputOffset(); got != 8 {
		t.Errorf("offset %d, want 8", got)
	}
	var syntax *pickle.SyntaxError
	if _, err := u.Load(); !errors.As(err, &syntax) || !errors.Is(err, io.ErrUnexpectedEOF) || syntax.Offset != 9 {
		t.Errorf("cut-off pickle: %v", err)
	}
	u = pickle.NewUnpickler(bytes.NewReader([]byte("N.")))
	if _, err := u.Load(); err != nil {
		t.Fatal(err)
	}
	if _, err := u.Load(); err != io.EOF {
		t.Errorf("clean end: %v, want io.EOF", err)
	}
}

// TestTruncated: every prefix of a pickle is an error that says so, in memory and from a stream.
func TestTruncated(t *testing.T) {
	t.Parallel()
	fixtures(t, func(name string, data []byte) {
		if len(data) > 3000 {
			return
		}
		for n := 1; n < len(data); n += 1 + n/40 {
			if _, err := pickle.Loads(data[:n]); !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("%s cut at %d: %v", name, n, err)
			}
			if _, err := pickle.NewUnpickler(&counting{r: bytes.NewReader(data[:n])}).Load(); !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("%s cut at %d in a stream: %v", name, n, err)
			}
		}
	})
}

// TestPickler: what a Pickler writes frame by frame is what Dumps returns, large bytes included.
func TestPickler(t *testing.T) {
	b := py.NewBuilder()
	list := b.List()
	for i := range 30_000 {
		b.Append(list, b.Int(int64(i)), b.Str("item"), b.Float(float64(i)/3))
	}
	b.Append(list, b.Bytes(bytes.Repeat([]byte("x"), 200_000)), list)
	doc, err := b.Document(list)
	if err != nil {
		t.Fatal(err)
	}
	for proto := range 6 {
		want, err := pickle.Dumps(doc.Root(), pickle.WithProtocol(proto))
		if err != nil {
			t.Fatal(err)
		}
		var buf bytes.Buffer
		p := pickle.NewPickler(&buf, pickle.WithProtocol(proto))
		for range 2 {
			if err := p.Dump(doc.Root()); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(buf.Bytes(), append(want, want...)) {
			t.Errorf("protocol %d: the stream differs from Dumps twice", proto)
		}
	}
}

// TestStreamMemory: a small pickle of a stream, whether it is decoded or cut off, does not take the memory of a buffer.
func TestStreamMemory(t *testing.T) {
	if !countsAllocs {
		t.Skip("the race detector empties pools")
	}
	data, err := pickle.Marshal([]string{"one", "two"})
	if err != nil {
		t.Fatal(err)
	}
	for name, do := range map[string]func() error{
		"decoded": func() error {
			var got []string
			return pickle.NewUnpickler(bytes.NewReader(data)).Decode(&got)
		},
		"cut off": func() error {
			if _, err := pickle.NewUnpickler(bytes.NewReader(data[:9])).Load(); !errors.Is(err, io.ErrUnexpectedEOF) {
				return err
			}
			return nil
		},
		"damaged": func() error {
			if _, err := pickle.NewUnpickler(bytes.NewReader([]byte(".."))).Load(); err == nil {
				return errors.New("no error")
			}
			return nil
		},
	} {
		const n = 1000
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range n {
			if err := do(); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		runtime.ReadMemStats(&after)
		if each := (after.TotalAlloc - before.TotalAlloc) / n; each > 8<<10 {
			t.Errorf("%s: %d bytes each, want 8192 at most", name, each)
		}
	}
}

// TestStreamMemo: a stream so long that its memo is packed is the value that its bytes are, whatever it gets from the memo in the end.
func TestStreamMemo(t *testing.T) {
	if testing.Short() {
		t.Skip("34 MB four times")
	}
	const n = 550_000
	text := func(b []byte, i int) []byte {
		b = append(b, 0x8c, 55)
		return append(fmt.Appendf(b, "%055d", i), 0x94)
	}
	stream := []byte("\x80\x04]\x94(")
	for i := range n {
		stream = text(stream, i)
		if i%100_000 == 7 { // before anything is packed, too
			stream = append(stream, "h\x03h\x04"...)
		}
	}
	get := func(b []byte, i int) []byte { return binary.LittleEndian.AppendUint32(append(b, 'j'), uint32(i)) }
	for name, end := range map[string]func([]byte) []byte{
		"nothing": func(b []byte) []byte { return b },
		"little": func(b []byte) []byte {
			for i := 1; i < n; i += n / 50 {
				b = get(get(b, i), i+1)
			}
			return get(b, n)
		},
		"much": func(b []byte) []byte {
			for i := 1; i < n; i += 7 {
				b = get(b, i)
			}
			return b
		},
		"what was put in the place of another": func(b []byte) []byte {
			for _, i := range []int{5, 140_000, 200_000, n} {
				b = get(b, i)
				b = binary.LittleEndian.AppendUint32(append(b, "]r"...), uint32(i))
				b = get(get(b, i), i-1)
			}
			return b
		},
		"what was put behind a hole": func(b []byte) []byte {
			b = binary.LittleEndian.AppendUint32(append(b, "]r"...), n+100)
			return get(get(get(b, n+100), 150_000), 3)
		},
	} {
		data := append(end(slices.Clip(stream)), "e."...)
		want, err := pickle.Loads(data)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got, err := pickle.NewUnpickler(bufio.NewReader(bytes.NewReader(data))).Load()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		a, err := pickle.Dumps(want.Root())
		if err != nil {
			t.Fatal(err)
		}
		b, err := pickle.Dumps(got.Root())
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a, b) { // of the same values, and the same ones twice
			t.Errorf("%s: not what Loads gives", name)
		}
	}
	for name, index := range map[string]uint32{"far": 1 << 30, "in a hole": n + 50} {
		data := binary.LittleEndian.AppendUint32(append(slices.Clip(stream), "]r"...), n+100)
		data = append(binary.LittleEndian.AppendUint32(append(data, 'j'), index), "e."...)
		_, err := pickle.NewUnpickler(bufio.NewReader(bytes.NewReader(data))).Load()
		if want := fmt.Sprintf("no value in the memo at %d", index); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
}
