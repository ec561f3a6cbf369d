package sklearn

// search is a GridSearchCV, RandomizedSearchCV or one of the halving ones: all methods are those of best_estimator_.
type search struct {
	best  *Model
	place string // where best is: "best_estimator_"
}

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
	return &search{best, "best_estimator_"}, nil
}

func (s *search) accepts() policy { return unchecked }

func (s *search) tabular() bool { return !s.best.Numeric() }

func (s *search) has(method Method) bool { return s.best.Has(method) }

// of calls a method of the best estimator, whose errors tell its place.
func of[T, In any](s *search, call func(*Model, In) (T, error), x In) (T, error) {
	y, err := call(s.best, x)
	return y, within(s.place, err)
}

func (s *search) Predict(x X) (Target, error) {
	return of(s, (*Model).Predict, x)
}

func (s *search) PredictProba(x X) (Matrix, error) {
	return of(s, (*Model).PredictProba, x)
}

func (s *search) PredictLogProba(x X) (Matrix, error) {
	return of(s, (*Model).PredictLogProba, x)
}

func (s *search) PredictProbas(x X) ([]Matrix, error) {
	return of(s, (*Model).PredictProbas, x)
}

func (s *search) PredictStd(x X) ([]float64, error) {
	return of(s, (*Model).PredictStd, x)
}

func (s *search) DecisionFunction(x X) (Matrix, error) {
	return of(s, (*Model).DecisionFunction, x)
}

func (s *search) ScoreSamples(x X) ([]float64, error) {
	return of(s, (*Model).ScoreSamples, x)
}

func (s *search) TransformX(x X) (X, error) {
	return of(s, (*Model).TransformX, x)
}

func (s *search) featureNamesOut(names []string) ([]string, error) {
	return of(s, (*Model).featureNamesOut, names)
}
