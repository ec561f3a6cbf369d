package sklearn

// search is a GridSearchCV, RandomizedSearchCV or one of the halving ones: all methods are those of best_estimator_.
type search struct{ best *Model }

func readSearch(s *state) (any, error) {
	v, err := s.attr("best_estimator_")
	if err != nil {
		return nil, err
	}
	best, err := s.child(v, "best_estimator_")
	if err != nil {
		return nil, err
	}
	m := s.model
	m.NFeatures, m.FeatureNames, m.Classes = best.NFeatures, best.FeatureNames, best.Classes
	m.Steps, m.Parts, m.unused = best.Steps, best.Parts, best.unused
	return &search{best}, nil
}

func (s *search) accepts() policy { return unchecked }

func (s *search) tabular() bool { return !s.best.Numeric() }

func (s *search) has(method Method) bool { return s.best.Has(method) }

// ofBest adds the place to an error.
func ofBest[T any](y T, err error) (T, error) { return y, within("best_estimator_", err) }

func (s *search) Predict(x X) (Target, error) {
	return ofBest(s.best.Predict(x))
}

func (s *search) PredictProba(x X) (Matrix, error) {
	return ofBest(s.best.PredictProba(x))
}

func (s *search) PredictLogProba(x X) (Matrix, error) {
	return ofBest(s.best.PredictLogProba(x))
}

func (s *search) PredictProbas(x X) ([]Matrix, error) {
	return ofBest(s.best.PredictProbas(x))
}

func (s *search) PredictStd(x X) ([]float64, error) {
	return ofBest(s.best.PredictStd(x))
}

func (s *search) DecisionFunction(x X) (Matrix, error) {
	return ofBest(s.best.DecisionFunction(x))
}

func (s *search) ScoreSamples(x X) ([]float64, error) {
	return ofBest(s.best.ScoreSamples(x))
}

func (s *search) TransformX(x X) (X, error) {
	return ofBest(s.best.TransformX(x))
}

func (s *search) featureNamesOut(names []string) ([]string, error) {
	return ofBest(s.best.featureNamesOut(names))
}
