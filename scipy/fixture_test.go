package scipy_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
	"github.com/brine-go/brine/scipy"
)

const fixtures = "../testdata/fixtures/"

// files returns the pickles of sparse matrices, and what SciPy found in each.
func files(t *testing.T) map[string]expected {
	t.Helper()
	out := map[string]expected{}
	for folder, least := range map[string]int{
		fixtures + "bookworm/scipy": 20, fixtures + "forky/scipy": 20, "testdata/scipy-1.10.1": 95, "testdata/scipy-1.17.1": 90,
	} {
		names, _ := filepath.Glob(folder + "/*.pkl")
		n := 0
		for _, name := range names {
			if want, ok := readExpected(t, strings.TrimSuffix(name, ".pkl")+".json"); ok {
				out[name] = want
				n++
			}
		}
		if n < least {
			t.Fatalf("%d files in %s, want %d", n, folder, least)
		}
	}
	return out
}

type expected struct {
	Format, Class string
	Shape         []int
	NNZ           *int
	DType         string
	Dense         []any
}

// readExpected reads the JSON of this package's generator, or that of the fixtures; ok is false for files of
// something else.
func readExpected(t *testing.T, file string) (want expected, ok bool) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var fixture struct {
		Sparse string `json:"$sparse"`
		Class  string
		Shape  []int
		DType  string
		Dense  struct{ Data []any }
	}
	d := json.NewDecoder(strings.NewReader(string(data)))
	d.UseNumber()
	if strings.HasPrefix(file, fixtures) {
		if !strings.Contains(string(data), "$sparse") {
			return want, false
		}
		if err := d.Decode(&fixture); err != nil {
			t.Fatal(err)
		}
		return expected{fixture.Sparse, fixture.Class, fixture.Shape, nil, fixture.DType, fixture.Dense.Data}, true
	}
	if err := d.Decode(&want); err != nil {
		t.Fatal(err)
	}
	return want, true
}

func load(t *testing.T, file string) py.Value {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := pickle.Loads(data)
	if err != nil {
		t.Fatal(err)
	}
	return doc.Root()
}

// sameDense compares a dense matrix with SciPy's, bit for bit.
func sameDense(t *testing.T, a *ndarray.Array, want expected) {
	t.Helper()
	if a.DType.String() != want.DType || !slices.Equal(a.Shape, want.Shape) {
		t.Errorf("%v of %v, want %s of %v", a.Shape, a.DType, want.DType, want.Shape)
	}
	elements, err := a.Elements()
	if err != nil {
		t.Fatal(err)
	}
	if len(elements) != len(want.Dense) {
		t.Fatalf("%d elements, want %d", len(elements), len(want.Dense))
	}
	for i, x := range elements {
		if !sameElement(x, want.Dense[i]) {
			t.Errorf("element %d is %v, want %v", i, x, want.Dense[i])
		}
	}
}

func sameElement(x, want any) bool {
	switch x := x.(type) {
	case bool:
		return x == want
	case int64:
		return strconv.FormatInt(x, 10) == text(want)
	case uint64:
		return strconv.FormatUint(x, 10) == text(want)
	case float64:
		return sameFloat(x, want)
	case complex128:
		parts := want.([]any)
		return sameFloat(real(x), parts[0]) && sameFloat(imag(x), parts[1])
	}
	return false
}

func text(v any) string {
	if n, ok := v.(json.Number); ok {
		return n.String()
	}
	s, _ := v.(string)
	return s
}

func sameFloat(x float64, want any) bool {
	y, err := strconv.ParseFloat(text(want), 64)
	return err == nil && (math.Float64bits(x) == math.Float64bits(y) || x != x && y != y)
}

// TestFixtures reads every sparse matrix that SciPy 1.10.1 and 1.17.1 wrote, in all formats, and compares it with
// what they have in it; then so as CSR, and after it has been written and read again.
func TestFixtures(t *testing.T) {
	for file, want := range files(t) {
		t.Run(strings.TrimPrefix(file, fixtures), func(t *testing.T) {
			v := load(t, file)
			m, err := scipy.FromPy(v)
			if err != nil {
				t.Fatal(err)
			}
			class := string(m.Format) + "_matrix"
			if m.IsArray {
				class = string(m.Format) + "_array"
			}
			if string(m.Format) != want.Format || class != want.Class || !scipy.IsSparse(v) {
				t.Errorf("%s, want %s", class, want.Class)
			}
			if want.NNZ != nil && m.NNZ() != *want.NNZ {
				t.Errorf("%d stored elements, want %d", m.NNZ(), *want.NNZ)
			}
			dense, err := m.Dense()
			if err != nil {
				t.Fatal(err)
			}
			sameDense(t, dense, want)
			if len(m.Shape) > 2 {
				if _, err := m.ToCSR(); err == nil {
					t.Error("three dimensions as CSR")
				}
				return
			}
			csr, err := m.ToCSR()
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range []*scipy.Matrix{m, csr} {
				if m.Format == scipy.LIL || m.Format == scipy.DOK || m.Format == scipy.COO && len(m.Shape) == 1 {
					if _, err := m.ToPy(py.NewBuilder()); err == nil {
						t.Error("written, though it cannot be")
					}
					continue
				}
				written, err := m.ToPy(py.NewBuilder())
				if err != nil {
					t.Fatal(err)
				}
				again, err := scipy.FromPy(written)
				if err != nil {
					t.Fatal(err)
				}
				if dense, err = again.Dense(); err != nil {
					t.Fatal(err)
				}
				sameDense(t, dense, want)
				if again.NNZ() != m.NNZ() || again.Format != m.Format || again.IsArray != m.IsArray {
					t.Errorf("%d elements of %s became %d of %s", m.NNZ(), m.Format, again.NNZ(), again.Format)
				}
			}
		})
	}
}
