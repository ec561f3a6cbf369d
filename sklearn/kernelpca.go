package sklearn

import (
	"math"

	"github.com/brine-go/brine/predict"
)

// centerer takes the means off a kernel matrix: a KernelCenterer.
type centerer struct {
	rows []float64 // the mean of each column of the kernel of the training rows
	all  float64
}

func readCenterer(s *state) (any, error) { return s.centerer() }

func (s *state) centerer() (*centerer, error) {
	rows, err := s.numbers("K_fit_rows_")
	if err != nil {
		return nil, err
	}
	if err := s.features("K_fit_rows_", len(rows.data)); err != nil {
		return nil, err
	}
	all, err := s.number("K_fit_all_")
	return &centerer{rows.data, all}, err
}

// Transform returns the centred kernel matrix.
func (c *centerer) Transform(x Matrix) (Matrix, error) {
	out := predict.NewMatrix(x.Rows, x.Cols)
	for i := range x.Rows {
		row, dst := x.Row(i), out.Row(i)
		mean := predict.Mean(row)
		for j, v := range row {
			dst[j] = v - c.rows[j] - mean + c.all
		}
	}
	return out, nil
}

func (c *centerer) featureNamesOut([]string) ([]string, error) {
	return numbered("kernelcenterer", len(c.rows))
}

// readKernelPCA reads a KernelPCA: the centred kernel of X with the training rows, along eigenvectors.
func readKernelPCA(s *state) (any, error) {
	center, err := s.object(s.value.Attr("_centerer")).centerer()
	if err != nil {
		return nil, within("_centerer", err)
	}
	n := len(center.rows)
	vectors, err := s.matrixOf("eigenvectors_", 0)
	if err != nil {
		return nil, err
	}
	values, err := s.vector("eigenvalues_", vectors.Cols, false)
	if err != nil {
		return nil, err
	}
	if vectors.Rows != n {
		return nil, s.fail("eigenvectors_", nil, "they are of other rows than the kernel")
	}
	scaled := predict.NewMatrix(vectors.Rows, vectors.Cols)
	for i, v := range vectors.Data {
		if l := values[i%vectors.Cols]; l != 0 {
			scaled.Data[i] = v / math.Sqrt(l)
		}
	}
	project := func(kernel Matrix) Matrix {
		centred, _ := center.Transform(kernel) // which never fails
		return predict.Product(centred, scaled)
	}
	if s.text("kernel") == "precomputed" {
		if err := s.features("eigenvectors_", n); err != nil {
			return nil, err
		}
		return s.mapped(vectors.Cols, project), nil
	}
	train, err := s.matrixOf("X_fit_", 0)
	if err != nil {
		return nil, err
	}
	if err := s.features("X_fit_", train.Cols); err != nil {
		return nil, err
	}
	if train.Rows != n {
		return nil, s.fail("X_fit_", nil, "it has other rows than the kernel")
	}
	k, err := s.kernel(train.Cols)
	if err != nil {
		return nil, err
	}
	t := s.mapped(vectors.Cols, func(x Matrix) Matrix { return project(between(k, x, train)) })
	t.work = train.Rows * (train.Cols + vectors.Cols)
	if k.Positive() {
		t.least, t.refuse = 0, "X contains negative values."
	}
	return t, nil
}
