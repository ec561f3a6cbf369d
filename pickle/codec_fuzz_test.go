package pickle_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// seeds adds the smaller fixtures to a fuzz corpus.
func seeds(f *testing.F) {
	fixtures(f, func(_ string, data []byte) {
		if len(data) < 1500 {
			f.Add(data)
		}
	})
}

// FuzzUnpickler: any bytes give a value or an error with an offset, the same from memory and from a stream.
func FuzzUnpickler(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := pickle.Loads(data)
		var syntax *pickle.SyntaxError
		if err != nil && err != io.EOF && !errors.As(err, &syntax) {
			t.Fatalf("%T: %v", err, err)
		}
		if syntax != nil && (syntax.Offset < 0 || syntax.Offset > len(data)) {
			t.Fatalf("offset %d of %d", syntax.Offset, len(data))
		}
		streamed, serr := pickle.NewUnpickler(&counting{r: bytes.NewReader(data)}).Load()
		if (err == nil) != (serr == nil) {
			t.Fatalf("in memory %v, from a stream %v", err, serr)
		}
		// Small pickles are copied, with padding behind them; in the caller's memory there is none.
		aliased, aerr := pickle.Loads(data, pickle.WithAlias())
		if fmt.Sprint(err) != fmt.Sprint(aerr) {
			t.Fatalf("in memory of its own %v, else %v", err, aerr)
		}
		if err != nil {
			return
		}
		if doc.Proto() != streamed.Proto() || !same(doc.Root(), streamed.Root()) {
			t.Fatal("another value from a stream")
		}
		if doc.Proto() != aliased.Proto() || !same(doc.Root(), aliased.Root()) {
			t.Fatal("another value in the caller's memory")
		}
		py.Walk(doc.Root(), func(v py.Value) bool {
			_, _ = py.Hash(v)
			return true
		})
	})
}

// FuzzRoundTrip: Load(Dump(v)) ≡ v at every protocol, and a second dump is the first.
func FuzzRoundTrip(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := pickle.Loads(data, pickle.WithFixImports(false))
		if err != nil {
			return
		}
		for proto := range pickle.HighestProtocol + 1 {
			opts := []pickle.Option{pickle.WithProtocol(proto), pickle.WithFixImports(false)}
			out, err := pickle.Dumps(doc.Root(), opts...)
			var unsupported *pickle.UnsupportedError
			if err != nil {
				if proto == 5 && !errors.As(err, &unsupported) {
					t.Fatalf("protocol %d: %v", proto, err)
				}
				continue
			}
			again, err := pickle.Loads(out, opts...)
			if err != nil {
				t.Fatalf("protocol %d: our own dump: %v\n%q", proto, err, out)
			}
			if proto >= 4 && !same(doc.Root(), again.Root()) {
				t.Fatalf("protocol %d: another value\n%q", proto, out)
			}
			twice, err := pickle.Dumps(again.Root(), opts...)
			if err != nil || !bytes.Equal(out, twice) {
				t.Fatalf("protocol %d: a second dump differs (%v)\n%q\n%q", proto, err, out, twice)
			}
		}
	})
}
