package pandas_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/brine-go/brine/pickle"
)

// python is the judge of what Go writes:
//
//	go test ./pandas -run TestPython -python /usr/bin/python3
//
// A Python that sees other folders, in a chroot, needs its own name of testdata/generate: -common.
var (
	python = flag.String("python", "", "`command` of a Python with pandas, which then loads what Go writes")
	common = flag.String("common", "../testdata/generate", "`folder` of common.py, as that Python sees it")
)

// judge hands lines of JSON to check.py and reports what it prints.
func judge(t *testing.T, lines []byte) {
	t.Helper()
	source, err := os.ReadFile("testdata/check.py")
	if err != nil {
		t.Fatal(err)
	}
	args := append(strings.Fields(*python), "-c", string(source), *common)
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdin = bytes.NewReader(lines)
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Errorf("%s: %v", *python, err)
	}
}

// A trial is a line for check.py.
type trial struct {
	Name    string `json:"name"`
	Go      []byte `json:"go"`
	Python  []byte `json:"python,omitempty"`
	Account any    `json:"account,omitempty"`
	Assert  string `json:"assert,omitempty"`
	Needs   int    `json:"needs"` // pandas' major release
}

// TestPython has a real Python load every fixture as it is and as Go writes it, and what Go has made. Objects that pandas 1.5 has not (units
// other than the nanosecond, Arrow) are for later releases only.
func TestPython(t *testing.T) {
	if *python == "" {
		t.Skip("no -python given")
	}
	var lines bytes.Buffer
	enc := json.NewEncoder(&lines)
	for folder := range folders {
		files, _ := filepath.Glob(folder + "/*.pkl")
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(file, "apart-p5") {
				data = nil // its buffers lie beside it; the account judges
			}
			name := strings.TrimSuffix(filepath.Base(file), ".pkl")
			kind, _, _ := strings.Cut(name, "-")
			needs := 1
			switch kind {
			case "arrow", "arrow_slice", "arrow_strings", "arrow_chunks", "series_pa_int", "series_pa_string", "df_future_str", // Arrow
				"units", "unit_scalars", "series_dt_s", "series_dt_ms_tz", "ts_units": // units
				needs = 2
			}
			line := trial{Name: file, Go: rewritten(t, load(t, file)), Python: data, Needs: needs, Account: readJSON(t, strings.TrimSuffix(file, ".pkl")+".json")}
			if err := enc.Encode(line); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, o := range objects {
		data, err := pickle.Marshal(o.make(&must{t}))
		if err != nil {
			t.Fatal(o.name, err)
		}
		if err := enc.Encode(trial{Name: o.name, Go: data, Assert: o.python, Needs: 1}); err != nil {
			t.Fatal(err)
		}
	}
	judge(t, lines.Bytes())
}
