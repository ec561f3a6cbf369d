package pickle_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

func load(t *testing.T, data string, opts ...pickle.Option) py.Value {
	t.Helper()
	doc, err := pickle.Loads([]byte(data), opts...)
	if err != nil {
		t.Fatalf("%q: %v", data, err)
	}
	return doc.Root()
}

func dump(t *testing.T, v py.Value, opts ...pickle.Option) string {
	t.Helper()
	out, err := pickle.Dumps(v, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// The wanted strings are what Python 3.11 gives for
// pickle.loads(b"U\x03a\xe9\xffq\x00.", encoding=…, errors=…).
func TestEncoding(t *testing.T) {
	const data = "U\x03a\xe9\xffq\x00."
	for _, tt := range []struct {
		encoding, errors string
		kind             py.Kind
		want             string
	}{
		{"", "", py.ByteString, "a\xe9\xff"},
		{"bytes", "", py.Bytes, "a\xe9\xff"},
		{"latin1", "", py.Str, "aéÿ"},
		{"ASCII", "replace", py.Str, "a\ufffd\ufffd"},
		{"ASCII", "ignore", py.Str, "a"},
		{"ASCII", "surrogateescape", py.Str, "a\xed\xb3\xa9\xed\xb3\xbf"},
		{"utf-8", "backslashreplace", py.Str, `a\xe9\xff`},
		{"ASCII", "strict", py.Invalid, ""},
		{"utf-8", "", py.Invalid, ""},
	} {
		doc, err := pickle.Loads([]byte(data), pickle.WithEncoding(tt.encoding), pickle.WithErrors(tt.errors))
		if tt.kind == py.Invalid {
			if err == nil {
				t.Errorf("%s, %s: no error", tt.encoding, tt.errors)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s, %s: %v", tt.encoding, tt.errors, err)
			continue
		}
		v := doc.Root()
		got, _ := v.Str()
		if b, ok := v.Bytes(); ok {
			got = string(b)
		}
		if v.Kind() != tt.kind || got != tt.want {
			t.Errorf("%s, %s: %v %q, want %v %q", tt.encoding, tt.errors, v.Kind(), got, tt.kind, tt.want)
		}
	}
	if _, err := pickle.Loads([]byte(data), pickle.WithEncoding("cp1252")); err == nil {
		t.Error("an unknown encoding is no error")
	}
}

func TestFixImports(t *testing.T) {
	const data = "ccopy_reg\n_reconstructor\n."
	if v := load(t, data); !v.IsGlobal("copyreg", "_reconstructor") {
		t.Errorf("mapped to %v", v)
	}
	raw := load(t, data, pickle.WithFixImports(false))
	if !raw.IsGlobal("copy_reg", "_reconstructor") {
		t.Error("mapped without fix_imports")
	}
	if v := load(t, "\x80\x03"+data); !v.IsGlobal("copy_reg", "_reconstructor") {
		t.Error("mapped in protocol 3")
	}
	if got, want := dump(t, load(t, data), pickle.WithProtocol(1)), "ccopy_reg\n_reconstructor\nq\x00."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := dump(t, load(t, data), pickle.WithProtocol(2), pickle.WithFixImports(false)), "\x80\x02ccopyreg\n_reconstructor\nq\x00."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	// Python 2's str is Python 3's bytes or str, and Python 3's table writes str as unicode: a pickle of
	// Python 2 keeps its own names.
	const classes = "(c__builtin__\nstr\nc__builtin__\nunicode\nt."
	if got, want := dump(t, load(t, classes), pickle.WithProtocol(0)), "(c__builtin__\nstr\np0\nc__builtin__\nunicode\np1\ntp2\n."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFindClass(t *testing.T) {
	rename := pickle.WithFindClass(func(module, name string) (string, string, error) {
		if module == "os" {
			return "", "", fmt.Errorf("%s.%s is not welcome", module, name)
		}
		return "new." + module, name, nil
	})
	for _, data := range []string{"cm\nC\n.", "\x80\x04\x8c\x01m\x8c\x01C\x93.", "(im\nC\n."} {
		v := load(t, data, rename)
		if o, ok := v.Object(); ok {
			v = o.Func
		}
		if !v.IsGlobal("new.m", "C") {
			t.Errorf("%q: not renamed", data)
		}
	}
	var syntax *pickle.SyntaxError
	if _, err := pickle.Loads([]byte("Ncos\nsystem\n."), rename); !errors.As(err, &syntax) || syntax.Offset != 1 {
		t.Errorf("refused class: %v", err)
	}
}

func TestPersistent(t *testing.T) {
	const data = "\x80\x04](K\x07Q\x8c\x01xQe."
	ids := load(t, data)
	if id, ok := ids.Index(0).PersistentID(); !ok {
		t.Error("no persistent id")
	} else if n, _ := id.Int(); n != 7 {
		t.Errorf("id %d, want 7", n)
	}
	other := py.NewBuilder()
	doc, err := other.Document(other.List(other.Str("loaded")))
	if err != nil {
		t.Fatal(err)
	}
	got := load(t, data, pickle.WithPersistentLoad(func(id py.Value) (py.Value, error) {
		if id.Kind() == py.Int {
			return doc.Root(), nil
		}
		return py.Value{}, nil
	}))
	if s, _ := got.Index(0).Index(0).Str(); s != "loaded" {
		t.Error("persistent_load's value is not there")
	}
	if got.Index(1).Kind() != py.PersistentID {
		t.Error("an id that persistent_load does not know is gone")
	}
	// Back: every list "loaded" becomes the id 7 again.
	b := py.NewBuilder()
	seven, err := b.Document(b.Int(7))
	if err != nil {
		t.Fatal(err)
	}
	out := dump(t, got, pickle.WithPersistentID(func(v py.Value) (py.Value, bool) {
		return seven.Root(), v.Kind() == py.List && v.Len() == 1
	}))
	if want := dump(t, ids); out != want {
		t.Errorf("got %q, want %q", out, want)
	}
	// Protocol 0 has only text.
	if got, want := dump(t, ids, pickle.WithProtocol(0)), "(lp0\nP7\naPx\na."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	var unsupported *pickle.UnsupportedError
	if _, err := pickle.Dumps(load(t, "]Q."), pickle.WithProtocol(0)); !errors.As(err, &unsupported) {
		t.Errorf("a list as persistent id in protocol 0: %v", err)
	}
}

func TestExtension(t *testing.T) {
	const data = "\x80\x02(\x82\x01\x83\x00\x01\x84\x00\x00\x01\x00t."
	codes := load(t, data)
	for i, want := range []uint32{1, 1 << 8, 1 << 16} {
		if got, ok := codes.Index(i).ExtCode(); !ok || got != want {
			t.Errorf("code %d, want %d", got, want)
		}
	}
	registry := []pickle.Option{pickle.WithExtension(1, "a", "A"), pickle.WithExtension(1<<8, "b", "B"), pickle.WithExtension(1<<16, "c", "C")}
	named := load(t, data, registry...)
	if !named.Index(2).IsGlobal("c", "C") {
		t.Error("code 65536 is not c.C")
	}
	for _, v := range []py.Value{codes, named} {
		if got, want := dump(t, v, append(registry, pickle.WithProtocol(2))...), data[:len(data)-2]+"\x87q\x00."; got != "\x80\x02"+want[3:] {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got, want := dump(t, named.Index(0), append(registry, pickle.WithProtocol(1))...), "ca\nA\nq\x00."; got != want {
		t.Errorf("protocol 1: got %q, want %q", got, want)
	}
	if _, err := pickle.Loads([]byte("\x80\x02\x82\x05."), registry...); err == nil {
		t.Error("an unregistered code is no error beside a registry")
	}
	if _, err := pickle.Dumps(codes, pickle.WithProtocol(1)); err == nil {
		t.Error("a bare code in protocol 1 is no error")
	}
}

// The pickle is what Python 3.11 writes for
// pickle.dumps([PickleBuffer(b"ro"), PickleBuffer(bytearray(b"rw"))], 5, buffer_callback=[].append).
func TestBuffers(t *testing.T) {
	const data = "\x80\x05\x95\x08\x00\x00\x00\x00\x00\x00\x00]\x94(\x97\x98\x97e."
	buffers := [][]byte{[]byte("ro"), []byte("rw")}
	v := load(t, data, pickle.WithBuffers(buffers))
	if got, _ := v.Index(0).Bytes(); string(got) != "ro" || !v.Index(0).ReadOnly() {
		t.Errorf("first buffer %q, read-only %v", got, v.Index(0).ReadOnly())
	}
	if got, _ := v.Index(1).Bytes(); string(got) != "rw" || v.Index(1).ReadOnly() {
		t.Errorf("second buffer %q, read-only %v", got, v.Index(1).ReadOnly())
	}
	var taken [][]byte
	out := dump(t, v, pickle.WithProtocol(5), pickle.WithBufferCallback(func(b py.Value) (bool, error) {
		data, _ := b.Bytes()
		taken = append(taken, data)
		return false, nil
	}))
	if out != data || !bytes.Equal(bytes.Join(taken, nil), []byte("rorw")) {
		t.Errorf("got %q with %q", out, taken)
	}
	inBand := load(t, dump(t, v, pickle.WithProtocol(5)))
	if inBand.Index(0).Kind() != py.Bytes || inBand.Index(1).Kind() != py.ByteArray {
		t.Errorf("in band: %v, %v", inBand.Index(0).Kind(), inBand.Index(1).Kind())
	}
	if _, err := pickle.Loads([]byte(data), pickle.WithBuffers(buffers[:1])); err == nil {
		t.Error("a missing buffer is no error")
	}
	if got := dump(t, load(t, data), pickle.WithProtocol(5)); got[len(got)-6:] != data[len(data)-6:] {
		t.Errorf("without buffers at hand: %q", got)
	}
}

func TestAlias(t *testing.T) {
	data := []byte("\x80\x04C\x03abc.")
	copied := load(t, string(data))
	doc, err := pickle.Loads(data, pickle.WithAlias())
	if err != nil {
		t.Fatal(err)
	}
	aliased, _ := doc.Root().Bytes()
	if &aliased[0] != &data[4] {
		t.Error("WithAlias copies")
	}
	if b, _ := copied.Bytes(); string(b) != "abc" {
		t.Errorf("got %q", b)
	}
}

func TestWrongOptions(t *testing.T) {
	for name, opt := range map[string]pickle.Option{
		"protocol": pickle.WithProtocol(6), "encoding": pickle.WithEncoding("klingon"),
		"errors": pickle.WithErrors("panic"), "extension": pickle.WithExtension(0, "a", "b"),
	} {
		if _, err := pickle.Loads([]byte("N."), opt); err == nil {
			t.Errorf("%s: no error from Loads", name)
		}
		if _, err := pickle.Dumps(load(t, "N."), opt); err == nil {
			t.Errorf("%s: no error from Dumps", name)
		}
	}
}
