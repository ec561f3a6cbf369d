package joblib_test

import (
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"compress/zlib"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/brine-go/brine/internal/fixturetest"
	"github.com/brine-go/brine/joblib"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// inflate takes the compressions off that the standard library knows; ok is false for another.
func inflate(t *testing.T, data []byte) (out []byte, ok bool) {
	t.Helper()
	var r io.Reader
	var err error
	switch {
	case bytes.HasPrefix(data, []byte("ZF")):
		out, err = joblib.ReadZFile(data)
		if err != nil {
			t.Fatal(err)
		}
		return out, true
	case bytes.HasPrefix(data, []byte("\x1f\x8b")):
		r, err = gzip.NewReader(bytes.NewReader(data))
	case bytes.HasPrefix(data, []byte("BZh")):
		r = bzip2.NewReader(bytes.NewReader(data))
	case data[0] == 0x78:
		r, err = zlib.NewReader(bytes.NewReader(data))
	case data[0] == 0x5d, data[0] == 0xfd, data[0] == 0x04:
		return nil, false
	default:
		return data, true
	}
	if err == nil {
		out, err = io.ReadAll(r)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out, true
}

// TestEras: joblib's own files of releases 0.8 to 0.11, by Python 2.7 to 3.6, hold what joblib says.
func TestEras(t *testing.T) {
	wants, err := fixturetest.Read("testdata/eras.json")
	if err != nil {
		t.Fatal(err)
	}
	paths, err := filepath.Glob("testdata/eras/joblib_*")
	if err != nil {
		t.Fatal(err)
	}
	of3, of2 := 0, 0
	for _, path := range paths {
		name := filepath.Base(path)
		if strings.Contains(name, ".npy") {
			continue
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		data, ok := inflate(t, data)
		if !ok { // xz and lzma: package brine tests them
			continue
		}
		// Python 2's strings as Python 3's, so that one table of values does for both.
		latin1 := pickle.WithEncoding("latin1")
		doc, err := pickle.Loads(data, joblib.Arrays(os.DirFS("testdata/eras"), latin1), latin1)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		root := doc.Root()
		want, ok := wants.(map[string]any)[name].([]any)
		if ok {
			of3++
			if err := fixturetest.Match(root, any(want)); err != nil {
				matchUnordered(t, name, root, want, err)
			}
			continue
		}
		of2++
		want = wants.(map[string]any)["joblib_0.10.0_pickle_py33_np18.pkl"].([]any)
		for i, w := range want {
			if i == 3 { // bytes, which latin-1 made a str
				if s, ok := root.Index(i).Str(); !ok || len([]rune(s)) != 256 {
					t.Errorf("%s: [3] is %s", name, py.Repr(root.Index(i)))
				}
				continue
			}
			if err := fixturetest.Match(root.Index(i), w); err != nil {
				matchUnordered(t, name, root, want, err)
			}
		}
	}
	if of3 < 20 || of2 < 8 {
		t.Errorf("only %d files of Python 3 and %d of Python 2", of3, of2)
	}
}

// matchUnordered compares item 2, an array with a dict that old Pythons wrote in any order.
func matchUnordered(t *testing.T, name string, root py.Value, want []any, err error) {
	t.Helper()
	if !strings.Contains(err.Error(), "element 2") {
		t.Errorf("%s: %v", name, err)
		return
	}
	a, aerr := numpy.FromPy(root.Index(2))
	if aerr != nil {
		t.Fatal(aerr)
	}
	last, _ := a.At(2)
	dict := last.(py.Value)
	for _, pair := range want[2].(map[string]any)["data"].([]any)[2].(map[string]any)["$dict"].([]any) {
		key, value := pair.([]any)[0].(string), pair.([]any)[1]
		if err := fixturetest.Match(dict.Get(key), value); err != nil || dict.Len() != 2 {
			t.Errorf("%s: the dict of [2]: %v", name, err)
		}
	}
}

// fixtures returns joblib's fixtures of a folder, inflated, as far as the standard library can.
func fixtures(t *testing.T, pattern string) map[string][]byte {
	t.Helper()
	paths, err := filepath.Glob("../testdata/fixtures/" + pattern)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if data, ok := inflate(t, data); ok {
			out[path] = data
		}
	}
	if len(out) == 0 {
		t.Fatal("no fixtures: ", pattern)
	}
	return out
}

// TestSameBytes: what joblib 1.5 wrote under Python 3.14, loaded and dumped, has the same bytes. Not so arrays of objects, whose
// pickles joblib writes at protocol 5 whatever the file's is.
func TestSameBytes(t *testing.T) {
	n := 0
	for _, pattern := range []string{"forky/joblib/*-joblib.joblib", "forky/joblib/*-p[25].joblib", "forky/estimators/*-jl.joblib"} {
		for path, data := range fixtures(t, pattern) {
			doc, err := pickle.Loads(data, joblib.Arrays(nil))
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			if err := joblib.Dump(&out, doc.Root(), joblib.WithPickle(pickle.WithProtocol(doc.Proto()))); err != nil {
				t.Fatal(err)
			}
			if bytes.Equal(out.Bytes(), data) {
				n++
				continue
			}
			if !bytes.Contains(data, []byte("b\x80\x05\x95")) {
				i := 0
				for i < min(out.Len(), len(data)) && out.Bytes()[i] == data[i] {
					i++
				}
				t.Errorf("%s: %d bytes became %d, the first other one is %d", path, len(data), out.Len(), i)
			}
		}
	}
	if n < 10 {
		t.Errorf("only %d files came back the same", n)
	}
}
