package numpy_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// TestSweep reads whatever NumPy has in any of the fixtures, models and frames among them, and writes the arrays.
func TestSweep(t *testing.T) {
	counts := map[string]int{}
	err := filepath.WalkDir(fixtures, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(file) != ".pkl" || strings.Contains(file, "joblib") || strings.HasPrefix(d.Name(), "oob-") {
			return err // joblib's arrays lie between the opcodes, and those of oob- in files of their own
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
			var err error
			switch {
			case numpy.IsArray(v) || numpy.IsScalar(v) || numpy.IsMasked(v):
				counts["arrays"]++
				var a *numpy.Array
				if a, err = numpy.ArrayFromPy(v); err == nil {
					_, err = a.ToPy(py.NewBuilder())
				}
			case numpy.IsDType(v):
				counts["dtypes"]++
				_, err = numpy.DTypeFromPy(v)
			case numpy.IsRandom(v):
				counts["random"]++
				_, err = numpy.RandomFromPy(v)
			case numpy.IsSeedSequence(v):
				counts["seed"]++
				_, err = numpy.SeedSequenceFromPy(v)
			default:
				if _, ok := numpy.UFunc(v); ok {
					counts["ufunc"]++
				}
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
	for what, least := range map[string]int{"arrays": 12000, "dtypes": 2500, "random": 110, "seed": 20, "ufunc": 18} {
		if counts[what] < least {
			t.Errorf("%d %s, want %d", counts[what], what, least)
		}
	}
	t.Log(counts)
}
