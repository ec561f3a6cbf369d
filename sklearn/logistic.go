package sklearn

import "github.com/brine-go/brine/predict"

// logisticRegression is a linear classifier with probabilities, by sigmoids or by softmax.
type logisticRegression struct {
	linearClassifier
	softmax bool
	zero    predict.ZeroRow
}

func readLogistic(s *state) (any, error) {
	c, err := linearClassifierOf(s)
	if err != nil {
		return nil, err
	}
	return &logisticRegression{*c, s.isMultinomial(c.Outputs), s.zeroRow()}, nil
}

// isMultinomial tells whether LogisticRegression.predict_proba takes the softmax over all scores, or the sigmoid
// of each, as the release does that wrote it.
func (s *state) isMultinomial(outputs int) bool {
	binary := outputs == 1
	solver := s.text("solver")
	rule := s.text("multi_class")
	switch {
	case s.version.since(multiClassGone):
		return !binary
	case binary && !s.version.since(multinomialBinarySince):
		return false
	}
	switch rule {
	case "multinomial":
		return true
	case "auto", "deprecated":
		ovr := solver == "liblinear" || solver == "newton-cholesky" && !s.version.since(newtonMultinomialSince)
		return !binary && !ovr
	}
	return false // "ovr", "warn", and the releases that knew nothing else
}

// PredictProba returns the probability of each class.
func (c *logisticRegression) PredictProba(x Matrix) (Matrix, error) {
	scores := c.scores(x)
	if !c.softmax {
		return sigmoids(scores, c.zero), nil
	}
	if scores.Cols == 1 {
		both := predict.NewMatrix(scores.Rows, 2)
		for i, d := range scores.Data {
			both.Data[2*i], both.Data[2*i+1] = -d, d
		}
		scores = both
	}
	predict.Softmax(scores)
	return scores, nil
}

// PredictLogProba returns the logarithm of PredictProba.
func (c *logisticRegression) PredictLogProba(x Matrix) (Matrix, error) {
	return logOf(c.PredictProba(x))
}
