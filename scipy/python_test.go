package scipy_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/scipy"
)

// python is the judge of what Go writes:
//
//	go test ./scipy -run TestPython -python /usr/bin/python3
var python = flag.String("python", "", "`command` of a Python with SciPy, which then loads what Go writes")

// TestPython has a real Python load every matrix as SciPy wrote it and as Go writes it, in its own format where it can
// be written in that and as CSR, in every protocol.
func TestPython(t *testing.T) {
	if *python == "" {
		t.Skip("no -python given")
	}
	var lines bytes.Buffer
	enc := json.NewEncoder(&lines)
	for file, want := range files(t) {
		m, err := scipy.FromPy(load(t, file))
		if err != nil {
			t.Fatal(err)
		}
		if len(m.Shape) != 2 || strings.Contains(want.DType, ">") || !strings.Contains(file, "-p4") {
			continue // not every release has these
		}
		csr, err := m.ToCSR()
		if err != nil {
			t.Fatal(err)
		}
		original, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range []*scipy.Matrix{m, csr} {
			if m.Format == scipy.LIL || m.Format == scipy.DOK {
				continue
			}
			for p := range 6 {
				data, err := pickle.Marshal(m, pickle.WithProtocol(p))
				if err != nil {
					t.Fatal(err)
				}
				if p == 0 {
					var npz bytes.Buffer
					if err := m.WriteNPZ(&npz, true); err != nil {
						t.Fatal(err)
					}
					if err := enc.Encode(map[string]any{"name": file + " as npz", "go": npz.Bytes(), "python": original}); err != nil {
						t.Fatal(err)
					}
				}
				name := fmt.Sprintf("%s as %s, protocol %d", file, m.Format, p)
				if err := enc.Encode(map[string]any{"name": name, "go": data, "python": original}); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	source, err := os.ReadFile("testdata/check.py")
	if err != nil {
		t.Fatal(err)
	}
	args := append(strings.Fields(*python), "-c", string(source))
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdin = &lines
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Errorf("%s: %v", *python, err)
	}
}
