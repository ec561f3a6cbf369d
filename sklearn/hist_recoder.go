package sklearn

import (
	"fmt"
)

// A recoder is the _preprocessor of HistGradientBoosting's releases since 1.4: categories become their numbers, and their columns
// come first.
type recoder struct {
	model       *Model // the whole
	encoder     *Model // an OrdinalEncoder
	categorical []int  // the columns that it sees
	numerical   []int  // the others, which follow
}

// recoder reads _preprocessor, a ColumnTransformer of an OrdinalEncoder and a check; nil if there is none.
func (s *state) recoder() (*recoder, error) {
	v := s.value.Attr("_preprocessor")
	if !v.IsValid() || v.IsNone() {
		return nil, nil
	}
	mask, err := s.mask("is_categorical_")
	if err != nil {
		return nil, err
	}
	if s.model.NFeatures == 0 || mask == nil {
		return nil, s.fail("_preprocessor", nil, "there is no mask of categorical features with it")
	}
	r := &recoder{model: s.model}
	for i, categorical := range mask {
		if categorical {
			r.categorical = append(r.categorical, i)
		} else {
			r.numerical = append(r.numerical, i)
		}
	}
	if r.encoder, err = s.child(v.Attr("transformers_").Index(0).Index(1), "_preprocessor"); err != nil {
		return nil, err
	}
	if r.encoder.ClassName != "OrdinalEncoder" || len(r.categorical) == 0 {
		return nil, s.fail("_preprocessor", ErrUnsupported, fmt.Sprintf("it has no OrdinalEncoder of %d features", len(r.categorical)))
	}
	return r, nil
}

// apply returns X as the trees see it. What is no category is NaN.
func (r *recoder) apply(x X) (Matrix, error) {
	if err := r.model.checkShape(x); err != nil {
		return Matrix{}, err
	}
	part, err := choose(x, r.categorical)
	if err != nil {
		return Matrix{}, err
	}
	codes, err := r.encoder.Transform(part)
	if err != nil {
		return Matrix{}, within("_preprocessor", err)
	}
	if part, err = choose(x, r.numerical); err != nil {
		return Matrix{}, err
	}
	numbers := Matrix{Rows: codes.Rows}
	if len(r.numerical) > 0 {
		if numbers, err = Dense(part); err != nil {
			return Matrix{}, err
		}
	}
	return beside(codes.Rows, []Matrix{codes, numbers}), nil
}

// recoded returns an estimator that takes X as it is: inner, or one that hands it what its recoder makes of X.
func (h *hist) recoded(inner any) any {
	if h.recode == nil {
		return inner
	}
	return &recodedHist{h.recode, inner}
}

// recodedHist is a histRegressor or histClassifier behind a recoder.
type recodedHist struct {
	*recoder
	inner any
}

func (r *recodedHist) accepts() policy { return unchecked }

func (r *recodedHist) has(method Method) bool { return implements(r.inner, method) }

// behind calls a method of the inner estimator with what the recoder makes of x.
func behind[Inner, R any](r *recodedHist, x X, call func(Inner, Matrix) (R, error)) (R, error) {
	m, err := r.apply(x)
	if err != nil {
		var none R
		return none, err
	}
	return call(r.inner.(Inner), m)
}

func (r *recodedHist) Predict(x X) (Target, error) {
	return behind(r, x, predictor[Matrix].Predict)
}

func (r *recodedHist) PredictProba(x X) (Matrix, error) {
	return behind(r, x, probabilityPredictor[Matrix].PredictProba)
}

func (r *recodedHist) PredictLogProba(x X) (Matrix, error) {
	return behind(r, x, probabilityPredictor[Matrix].PredictLogProba)
}

func (r *recodedHist) DecisionFunction(x X) (Matrix, error) {
	return behind(r, x, decisionFunction[Matrix].DecisionFunction)
}

// TreeCounts returns the sizes of the inner estimator's trees.
func (r *recodedHist) TreeCounts() TreeCounts { return r.inner.(treeCounter).TreeCounts() }
