package sklearn

import (
	"fmt"

	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/py"
)

// labelPropagation is a LabelPropagation or LabelSpreading: the labels of training rows, weighted by how near those are.
type labelPropagation struct {
	kernel  predict.Pairwise
	nearest *neighbors // kernel="knn", else nil
	train   Matrix     // X_
	shares  Matrix     // label_distributions_: training rows × classes
	classes Target
}

func readLabelPropagation(s *state) (any, error) {
	l := &labelPropagation{}
	var err error
	if l.train, err = s.matrixOf("X_", 0); err != nil {
		return nil, err
	}
	if err := s.features("X_", l.train.Cols); err != nil {
		return nil, err
	}
	if l.shares, err = s.matrixOf("label_distributions_", 0); err != nil {
		return nil, err
	}
	if err := s.classes("classes_", 0); err != nil {
		return nil, err
	}
	l.classes = s.model.Classes
	if l.shares.Rows != l.train.Rows || l.shares.Cols != l.classes.Len() {
		return nil, s.fail("label_distributions_", nil, fmt.Sprintf("%d × %d for %d rows and %d classes", l.shares.Rows, l.shares.Cols, l.train.Rows, l.classes.Len()))
	}
	switch kernel := s.text("kernel"); kernel {
	case "rbf":
		l.kernel = predict.Pairwise{Name: "rbf"}
		l.kernel.Gamma, err = s.numberOr("gamma", 20)
		return l, err
	case "knn":
		v, err := s.attr("nn_fit")
		if err != nil {
			return nil, err
		}
		fitted := *s
		fitted.value = v
		if l.nearest, err = fitted.nearest(); err == nil && l.nearest.Rows() != l.train.Rows {
			err = s.fail("nn_fit", nil, fmt.Sprintf("of %d rows, want %d", l.nearest.Rows(), l.train.Rows))
		}
		return l, err
	}
	return nil, s.fail("kernel", ErrUnsupported, py.Repr(s.value.Attr("kernel"))+" is not supported")
}

// PredictProba returns the share of each class among the training rows, by nearness.
func (l *labelPropagation) PredictProba(x Matrix) (Matrix, error) {
	out := predict.NewMatrix(x.Rows, l.classes.Len())
	if l.nearest != nil {
		l.nearest.each(x, func(row int, index []int, _ []float64) {
			to := out.Row(row)
			for _, k := range index {
				for j, v := range l.shares.Row(k) {
					to[j] += v
				}
			}
		})
	} else {
		weights := make([]float64, l.train.Rows)
		for i := range x.Rows {
			to := out.Row(i)
			l.kernel.Values(weights, x.Row(i), l.train)
			for k, w := range weights {
				for j, v := range l.shares.Row(k) {
					to[j] += float64(w * v)
				}
			}
		}
	}
	out.NormalizeRows(predict.Divide)
	return out, nil
}

// PredictLogProba is not there, as in scikit-learn; has says so.
func (l *labelPropagation) PredictLogProba(x Matrix) (Matrix, error) {
	return logOf(l.PredictProba(x))
}

func (l *labelPropagation) has(method Method) bool { return method != MethodPredictLogProba }

func (l *labelPropagation) cost() int { return len(l.train.Data) }

// Predict returns the class with the largest share.
func (l *labelPropagation) Predict(x Matrix) (Target, error) {
	p, err := l.PredictProba(x)
	if err != nil {
		return Target{}, err
	}
	return l.classes.take(p.ArgMax()), nil
}
