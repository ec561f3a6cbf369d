package scipy_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
	"github.com/brine-go/brine/scipy"
)

// TestSweep reads the sparse matrices that stand in any of the fixtures, in vectorizers and models among them.
func TestSweep(t *testing.T) {
	count := 0
	err := filepath.WalkDir(fixtures, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(file) != ".pkl" || strings.Contains(file, "joblib") {
			return err // joblib's arrays lie between the opcodes
		}
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		doc, err := pickle.Loads(data)
		if err != nil {
			return err
		}
		py.Walk(doc.Root(), func(v py.Value) bool {
			if !scipy.IsSparse(v) {
				return true
			}
			count++
			m, err := scipy.FromPy(v)
			if err == nil && len(m.Shape) <= 2 {
				_, err = m.ToCSR()
			}
			if err != nil {
				t.Errorf("%s: %v", file, err)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if count < 52 {
		t.Errorf("%d matrices, want 52", count)
	}
	t.Log(count, "matrices")
}
