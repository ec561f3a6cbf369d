package brine_test

import (
	"testing"
	"time"

	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/pandas"
	"github.com/brine-go/brine/scipy"
	"github.com/brine-go/brine/stdlib"
)

// TestMixed: a struct has fields of all families. What is in the files, testdata/mixed/generate.py says.
func TestMixed(t *testing.T) {
	for _, name := range []string{"bookworm.pkl", "bookworm.joblib", "forky.pkl", "forky.joblib"} {
		eachWay(t, "testdata/mixed/"+name, func(way string, v struct {
			X     *numpy.Array
			When  time.Time
			DF    *pandas.DataFrame
			S     *pandas.Series
			M     numpy.Array
			Took  time.Duration
			Price stdlib.Decimal
			ID    stdlib.UUID
			Csr   *scipy.Matrix
			G     *numpy.RandomState
		}) {
			_, zone := v.When.Zone()
			x, err1 := v.X.At(1, 2)
			b, err2 := v.DF.Column("b")
			dense, err3 := v.Csr.Dense()
			masked, err4 := v.M.Mask.Bools()
			for _, err := range []error{err1, err2, err3, err4} {
				if err != nil {
					t.Fatal(name, way, err)
				}
			}
			two, err := dense.At(0, 1)
			if err != nil {
				t.Fatal(name, way, err)
			}
			for what, ok := range map[string]bool{
				"X":    x == 5.0,
				"When": v.When.Equal(time.Date(2024, 2, 29, 10, 30, 1, 500_000, time.UTC)) && zone == 7200,
				"DF":   b.At(1) == "y", "S": v.S.At(1) == 2.5, "Took": v.Took == 90*time.Second,
				"M":     v.M.Masked && len(masked) == 3 && masked[1] && !masked[2],
				"Price": v.Price == "1.50", "ID": v.ID.String() == "00000000-0000-0000-0000-000000000007", "Csr": two == 2.0,
				"G": v.G.Algorithm == "PCG64" && v.G.State.String() == "207833532711051698738587646355624148094",
			} {
				if !ok {
					t.Errorf("%s: %s: %s is wrong", name, way, what)
				}
			}
		})
	}
}
