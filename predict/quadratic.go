package predict

// Quadratic scores each class by how far a row is from its mean, along axes of its own
// (QuadraticDiscriminantAnalysis._decision_function).
type Quadratic struct {
	Means    Matrix   // classes × features
	Axes     []Matrix // of each class: features × axes, each axis divided by its deviation
	LogScale []float64
	LogPrior []float64
}

// Scores returns rows × classes.
func (q *Quadratic) Scores(x Matrix) Matrix {
	n := q.Means.Rows
	out := NewMatrix(x.Rows, n)
	for k := range n {
		centred := Scaler{Center: q.Means.Row(k)}
		along := Product(centred.Transform(x), q.Axes[k])
		for i := range x.Rows {
			row := along.Row(i)
			out.Data[i*n+k] = float64(-.5*(dot(row, row)+q.LogScale[k])) + q.LogPrior[k]
		}
	}
	return out
}
