package sklearn

import (
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/brine-go/brine/internal/fixturetest"
)

// jointClasses are those whose answer for a row depends on the other rows, alone or as a part of a model.
var jointClasses = regexp.MustCompile("NMF|IterativeImputer")

// TestRowWise asks every model of the fixtures for rows in two parts. One that says it is row-wise has the same answers, bit for
// bit; no other class says that it is not.
func TestRowWise(t *testing.T) {
	var files []string
	for _, pattern := range []string{"../testdata/fixtures/*/estimators/*.pkl", "testdata/*supervised/*/*.pkl", "testdata/releases/*/*.pkl", "testdata/sklearn-*/*.pkl"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("no %s: %v", pattern, err)
		}
		files = append(files, found...)
	}
	compared := 0
	for _, file := range files {
		if strings.Contains(file, "broken-") { // no models
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		m, err := Load(file)
		if err != nil {
			t.Fatal(err)
		}
		spline := strings.Contains(file, "Spline-missing-periodic")
		lateIndicator := m.ClassName == "KNNImputer" && m.Version == "1.2.1" && m.Attr("add_indicator").String() == "True"
		if want := !spline && !lateIndicator && !jointClasses.Match(data); m.RowWise() != want {
			t.Errorf("%s: RowWise is %v", file, !want)
		}
		if !m.RowWise() {
			continue
		}
		x := firstX(t, file)
		n, _ := x.Shape()
		for _, method := range m.Methods() {
			if method == MethodInverseTransform || method == MethodGetFeatureNamesOut || method == MethodPredictProbas {
				continue
			}
			_, whole, words, err := answer(m, string(method), x)
			if err != nil {
				continue
			}
			var parts []float64
			var partWords []string
			for _, at := range [][2]int{{0, n / 3}, {n / 3, n}} {
				_, some, more, err := answer(m, string(method), someRows(x, at[0], at[1]))
				if err != nil && at[0] < at[1] {
					t.Errorf("%s: %s of rows %v: %v", file, method, at, err)
				}
				parts, partWords = append(parts, some...), append(partWords, more...)
			}
			same := func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) || a != a && b != b }
			if !slices.EqualFunc(whole, parts, same) || !slices.Equal(words, partWords) {
				t.Errorf("%s: %s of two parts is not that of the whole", file, method)
			}
			compared += len(whole) + len(words)
		}
	}
	if compared != 132_650 {
		t.Errorf("%d values compared", compared)
	}
}

// firstX returns the rows of the first question about a model.
func firstX(t *testing.T, file string) X {
	answers := strings.TrimSuffix(file, ".pkl") + ".json"
	if !strings.HasPrefix(file, "testdata") {
		return sharedQuestion(t, answers).X.x(t)
	}
	var q struct {
		Cases []question `json:"cases"`
	}
	fixturetest.ReadJSON(t, answers, &q)
	return q.Cases[0].X.x(t)
}

func someRows(x X, from, to int) X {
	if m, ok := x.(Matrix); ok {
		return Matrix{Data: m.Data[from*m.Cols : to*m.Cols], Rows: to - from, Cols: m.Cols}
	}
	return x.(*Table).Slice(from, to)
}
