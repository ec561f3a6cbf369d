package pickletools_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/brine-go/brine/opcode"
	"github.com/brine-go/brine/pickletools"
)

// versions are the CPythons that testdata/generate.py ran on.
var versions = []struct {
	tag     string
	version pickletools.Version
}{
	{"python311", pickletools.Python311},
	{"python314", pickletools.Python314},
}

// pickles returns the names of testdata/pickles.
func pickles(t testing.TB) []string {
	t.Helper()
	paths, err := filepath.Glob("testdata/pickles/*.pkl")
	if err != nil || len(paths) < 30 {
		t.Fatalf("%d pickles in testdata, %v", len(paths), err)
	}
	for i, p := range paths {
		paths[i] = strings.TrimSuffix(filepath.Base(p), ".pkl")
	}
	return paths
}

func read(t testing.TB, path ...string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(append([]string{"testdata"}, path...)...))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestDisIsCPythons compares Dis with pickletools.dis. Where CPython raised an exception, Dis must write the
// text that came before it, and return an error.
func TestDisIsCPythons(t *testing.T) {
	for _, name := range pickles(t) {
		data := read(t, "pickles", name+".pkl")
		for _, kind := range []struct {
			suffix string
			opts   []pickletools.Option
		}{
			{"", nil},
			{"_annotated", []pickletools.Option{pickletools.Annotate(1), pickletools.Indent(2)}},
		} {
			for _, v := range versions {
				golden := name + kind.suffix + "_" + v.tag + ".txt"
				if _, err := os.Stat(filepath.Join("testdata/dis", golden)); err != nil {
					golden = name + kind.suffix + "_python311.txt" // the same
				}
				want, exception, raises := strings.Cut(string(read(t, "dis", golden)), "raises ")
				var out bytes.Buffer
				err := pickletools.Dis(&out, data, append(kind.opts, pickletools.As(v.version))...)
				if raises != (err != nil) {
					t.Errorf("%s: error %v, CPython raised %q", golden, err, exception)
				}
				diffLines(t, golden, out.String(), want)
			}
		}
	}
}

// TestCorpus makes sure that the pickles have every opcode.
func TestCorpus(t *testing.T) {
	var seen [256]bool
	for _, name := range pickles(t) {
		r := opcode.NewReader(read(t, "pickles", name+".pkl"))
		for {
			op, err := r.Next()
			if err != nil || op.Code == opcode.Stop {
				seen[op.Code] = true
				break
			}
			seen[op.Code] = true
		}
	}
	for i := range seen {
		if c := opcode.Code(i); c.Valid() && !seen[c] {
			t.Errorf("no pickle has %v", c)
		}
	}
}

func TestOptimizeIsCPythons(t *testing.T) {
	for _, name := range pickles(t) {
		got, err := pickletools.Optimize(read(t, "pickles", name+".pkl"))
		if _, missing := os.Stat(filepath.Join("testdata/optimize", name+".pkl")); missing != nil {
			if err == nil {
				t.Errorf("%s: no error, but CPython raises an exception", name)
			}
			continue
		}
		if want := read(t, "optimize", name+".pkl"); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %v\n%s\nwant\n%s", name, err, hex.Dump(got), hex.Dump(want))
		}
	}
}

// large is generate.py's pickle of many frames.
func large() []byte {
	var numbers []byte
	for i := range 100_000 {
		numbers = binary.LittleEndian.AppendUint16(append(numbers, byte(opcode.BinInt2)), uint16(256+i%60_000))
	}
	p := []byte("\x80\x04\x95")
	p = binary.LittleEndian.AppendUint64(p, uint64(len(numbers)+6))
	p = append(append(p, "]\x94("...), numbers...)
	p = append(p, "h\x00\x94"...)
	p = opcode.Op{Code: opcode.BinBytes, Arg: bytes.Repeat([]byte("x"), 70_000)}.Append(p)
	p = append(p, "\x94h\x02"...)
	p = opcode.Op{Code: opcode.BinBytes, Arg: bytes.Repeat([]byte("y"), 64<<10-5)}.Append(p) // just not too large for a frame
	p = append(p, numbers...)
	return append(p, "e."...)
}

func TestLarge(t *testing.T) {
	var want struct{ Pickle, Dis, Optimize string }
	if err := json.Unmarshal(read(t, "large.json"), &want); err != nil {
		t.Fatal(err)
	}
	data := large()
	var text bytes.Buffer
	if err := pickletools.Dis(&text, data); err != nil {
		t.Fatal(err)
	}
	small, err := pickletools.Optimize(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		what string
		data []byte
		want string
	}{
		{"pickle", data, want.Pickle}, {"disassembly", text.Bytes(), want.Dis}, {"optimized", small, want.Optimize},
	} {
		if sum := sha256.Sum256(test.data); hex.EncodeToString(sum[:]) != test.want {
			t.Errorf("%s, %d bytes, differs from CPython's", test.what, len(test.data))
		}
	}
}

// TestBadPickles: what CPython refuses is refused after the same text, with the offset of an opcode; about the
// pickle's meaning in CPython's words.
func TestBadPickles(t *testing.T) {
	for _, v := range versions {
		var rows []struct {
			Pickle, Text string
			Error        *string
			Words        bool
		}
		if err := json.Unmarshal(read(t, "bad_"+v.tag+".json"), &rows); err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			data, err := hex.DecodeString(row.Pickle)
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			err = pickletools.Dis(&out, data, pickletools.As(v.version))
			name := v.tag + " " + string(data[:min(len(data), 40)])
			if row.Error == nil {
				if err != nil {
					t.Errorf("%q: %v, but CPython takes it", name, err)
				}
				diffLines(t, name, out.String(), row.Text)
				continue
			}
			var syntax *opcode.SyntaxError
			if !errors.As(err, &syntax) || syntax.Offset > len(data) {
				t.Errorf("%q: %v, CPython raises %s", name, err, *row.Error)
				continue
			}
			if _, words, _ := strings.Cut(*row.Error, ": "); row.Words && syntax.Err.Error() != words {
				t.Errorf("%q: %v, CPython raises %s", name, err, *row.Error)
			}
			// CPython has written the next line's offset where it fails in the midst of an instruction.
			rest, ok := strings.CutPrefix(row.Text, out.String())
			if !ok || strings.Contains(rest, "\n") {
				t.Errorf("%q: wrote\n%s\nwant\n%s", name, out.String(), row.Text)
			}
		}
	}
}

// diffLines reports the first line that differs.
func diffLines(t *testing.T, name, got, want string) {
	t.Helper()
	if got == want {
		return
	}
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(g), len(w)) {
		switch {
		case i >= len(g):
			t.Errorf("%s: line %d is missing: %q", name, i+1, w[i])
			return
		case i >= len(w):
			t.Errorf("%s: line %d is too much: %q", name, i+1, g[i])
			return
		case g[i] != w[i]:
			t.Errorf("%s: line %d\n got %q\nwant %q", name, i+1, g[i], w[i])
			return
		}
	}
}
