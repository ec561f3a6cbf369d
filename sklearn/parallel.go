package sklearn

import (
	"runtime"
	"sync"
)

// How a batch of many rows is shared between processors: each takes some of the rows, whose answers are joined.

// A costly estimator tells about how many operations a row takes it, where that is more than one for each feature.
type costly interface{ cost() int }

// A joint estimator reports whether its answer for a row depends on the other rows of X, which must then stay together.
type joint interface{ jointly() bool }

// partCost is how many operations, of about a nanosecond, are worth a goroutine: it takes up to 50 µs to wake a processor.
const partCost = 1 << 19

// laneProducts is how many products of sums by lanes (predict.Columns) are an operation.
const laneProducts = 4

// treeCost is how many operations a tree takes for a row.
const treeCost = 16

// parts returns into how many parts of rows X is to be split.
func (m *Model) parts(method Method, x Matrix) int {
	if m.traits.joint || m.traits.costs == 0 && method == MethodTransform { // joining what is as large as X takes as long as a scaler
		return 1
	}
	each := max(x.Cols, min(m.traits.costs, partCost))
	return max(1, min(runtime.GOMAXPROCS(0), x.Rows*each/partCost, x.Rows))
}

// inParts calls an estimator for parts of the rows of x at once and joins the results. If one fails, all rows are asked together,
// for an error that counts and names them as if they had not been split.
func inParts[R any](x Matrix, n int, call func(Matrix) (R, error), join func([]R) (R, error)) (R, error) {
	if n == 1 {
		return call(x)
	}
	results, errs := make([]R, n), make([]error, n)
	var wg sync.WaitGroup
	part := func(i int) {
		from, to := i*x.Rows/n, (i+1)*x.Rows/n
		results[i], errs[i] = call(Matrix{Data: x.Data[from*x.Cols : to*x.Cols], Rows: to - from, Cols: x.Cols})
	}
	for i := range n - 1 {
		wg.Go(func() { part(i + 1) })
	}
	part(0)
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return call(x)
		}
	}
	return join(results)
}
