package numpy_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// python is the judge of what Go writes:
//
//	go test ./numpy -run TestPython -python /usr/bin/python3
var python = flag.String("python", "", "`command` of a Python with NumPy, which then loads what Go writes")

// judge hands lines of JSON to a script of testdata and reports what it prints.
func judge(t *testing.T, script string, lines []byte) {
	t.Helper()
	source, err := os.ReadFile(script)
	if err != nil {
		t.Fatal(err)
	}
	args := append(strings.Fields(*python), "-c", string(source))
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdin = bytes.NewReader(lines)
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Errorf("%s: %v", *python, err)
	}
}

// TestPython has a real Python load every fixture as it is and as Go writes it, for any release and for each, in
// every protocol.
func TestPython(t *testing.T) {
	if *python == "" {
		t.Skip("no -python given")
	}
	var lines bytes.Buffer
	enc := json.NewEncoder(&lines)
	files, _ := filepath.Glob(fixtures + "*/numpy/*-p4.pkl")
	more, _ := filepath.Glob("testdata/numpy-*/*-p4.pkl")
	files = append(files, more...)
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		kind := strings.Split(filepath.Base(file), "-")[0]
		needs := 1
		switch kind {
		case "ufunc", "types", "generator", "seedseq", "randomstate", "poly", "polynomial":
			continue // no arrays
		case "stringdtype":
			needs = 2
		case "structured_align":
			if strings.Contains(file, "forky") {
				needs = 2 // NumPy 1 does not load this one of NumPy 2
			}
		}
		root := load(t, file)
		for release := range 3 {
			for p := range 6 {
				b := py.NewBuilder()
				opts := []numpy.Option{numpy.ForRelease(release)}
				if release > 0 {
					opts = append(opts, numpy.ForProtocol(p))
				}
				doc, err := b.Document(rewrite(t, b, root, opts, map[py.Value]py.Value{}))
				if err != nil {
					t.Fatal(err)
				}
				got, err := pickle.Dumps(doc.Root(), pickle.WithProtocol(p))
				if err != nil {
					t.Fatal(err)
				}
				name := fmt.Sprintf("%s, release %d, protocol %d", file, release, p)
				if err := enc.Encode(map[string]any{"name": name, "go": got, "python": data, "release": release, "needs": needs}); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	files, _ = filepath.Glob("testdata/npy/*-1.npz")
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, compressed := range []bool{false, true} {
			name := fmt.Sprintf("%s, compressed %t", file, compressed)
			if err := enc.Encode(map[string]any{"name": name, "go": rewriteNPZ(t, data, compressed), "python": data, "release": 0, "needs": 1}); err != nil {
				t.Fatal(err)
			}
		}
	}
	judge(t, "testdata/check.py", lines.Bytes())
}
