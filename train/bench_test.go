package train_test

import (
	"math/rand/v2"
	"testing"

	"github.com/brine-go/brine/sklearn"
	"github.com/brine-go/brine/train"
)

// BenchmarkFit fits 10,000 rows of 20 columns.
func BenchmarkFit(b *testing.B) {
	const rows, cols = 10_000, 20
	random := rand.New(rand.NewPCG(1, 2))
	x := sklearn.Matrix{Data: make([]float64, rows*cols), Rows: rows, Cols: cols}
	for i := range x.Data {
		x.Data[i] = random.NormFloat64()
	}
	y, two, five := make([]float64, rows), make([]int64, rows), make([]int64, rows)
	for i := range y {
		row := x.Row(i)
		y[i] = row[0] + row[1]*row[2] + random.NormFloat64()
		if y[i] > 0 {
			two[i] = 1
		}
		five[i] = int64(min(max(y[i]+2, 0), 4))
	}
	for _, c := range []struct {
		name    string
		trainer train.Trainer
		y       sklearn.Target
	}{
		{"LinearRegression", train.NewLinearRegression(), sklearn.NewTarget(y)},
		{"Ridge", train.NewRidge(), sklearn.NewTarget(y)},
		{"LogisticRegression", train.NewLogisticRegression(), sklearn.NewTarget(two)},
		{"LogisticRegression/5-classes", train.NewLogisticRegression(), sklearn.NewTarget(five)},
		{"KMeans/8-clusters", kmeans(8, 1, 0), sklearn.Target{}},
		{"DecisionTreeClassifier", train.NewDecisionTreeClassifier(), sklearn.NewTarget(five)},
		{"DecisionTreeRegressor", train.NewDecisionTreeRegressor(), sklearn.NewTarget(y)},
		{"StandardScaler", train.NewStandardScaler(), sklearn.Target{}},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := c.trainer.Fit(x, c.y); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
