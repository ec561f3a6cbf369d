package sklearn

// How a Model's methods reach its estimator. Estimators come in two kinds: those that compute take a Matrix; those that hand X on
// to their parts, or look at its columns, take any X. An interface here is a method of either kind: T is Matrix or X.

type (
	predictor[T any]            interface{ Predict(x T) (Target, error) }
	probabilityPredictor[T any] interface {
		PredictProba(x T) (Matrix, error)
		PredictLogProba(x T) (Matrix, error)
	}
	multiOutputPredictor[T any] interface{ PredictProbas(x T) ([]Matrix, error) }
	scoreSampler[T any]         interface{ ScoreSamples(x T) ([]float64, error) }
	decisionFunction[T any]     interface{ DecisionFunction(x T) (Matrix, error) }
	stdPredictor[T any]         interface{ PredictStd(x T) ([]float64, error) }

	transformer interface {
		Transform(x Matrix) (Matrix, error)
	}
	xTransformer interface{ TransformX(x X) (X, error) }
)

// implements reports whether an estimator has a method, of either kind.
func implements(e any, method Method) bool {
	switch method {
	case MethodPredict:
		return either[predictor[Matrix], predictor[X]](e)
	case MethodPredictProba, MethodPredictLogProba:
		return either[probabilityPredictor[Matrix], probabilityPredictor[X]](e)
	case MethodPredictProbas:
		return either[multiOutputPredictor[Matrix], multiOutputPredictor[X]](e)
	case MethodScoreSamples:
		return either[scoreSampler[Matrix], scoreSampler[X]](e)
	case MethodPredictStd:
		return either[stdPredictor[Matrix], stdPredictor[X]](e)
	case MethodDecisionFunction:
		return either[decisionFunction[Matrix], decisionFunction[X]](e)
	case MethodTransform:
		return either[transformer, xTransformer](e)
	case MethodInverseTransform:
		_, ok := e.(InverseTransformer)
		return ok
	case MethodGetFeatureNamesOut:
		_, ok := e.(namer)
		return ok
	}
	return false
}

// computes reports whether the estimator's method, if it has it, takes a Matrix.
func computes(e any, method Method) bool {
	switch method {
	case MethodPredict:
		return is[predictor[Matrix]](e)
	case MethodTransform:
		return is[transformer](e)
	case MethodScoreSamples:
		return is[scoreSampler[Matrix]](e)
	case MethodDecisionFunction:
		return is[decisionFunction[Matrix]](e)
	case MethodPredictProba:
		return is[probabilityPredictor[Matrix]](e)
	}
	return true
}

func is[T any](e any) bool {
	_, ok := e.(T)
	return ok
}

func either[A, B any](e any) bool {
	return is[A](e) || is[B](e)
}

// allMethods are those that a model may have, in the order of [Model.Methods].
var allMethods = []Method{MethodPredict, MethodPredictProba, MethodPredictLogProba, MethodPredictProbas, MethodPredictStd,
	MethodDecisionFunction, MethodScoreSamples, MethodTransform, MethodInverseTransform, MethodGetFeatureNamesOut}

// traits are what is asked of an estimator at each call, found out once.
type traits struct {
	methods uint16 // a bit for each of allMethods
	rule    policy
	costs   int  // operations a row takes, 0 for one a feature
	joint   bool // rows must stay together, for the estimator's own sake or for that of a part
	late    bool // the estimator checks the numbers of X itself
}

func traitsOf(e any) traits {
	t := traits{rule: finite}
	s, choosy := e.(selective)
	for i, method := range allMethods {
		if (!choosy || s.has(method)) && implements(e, method) {
			t.methods |= 1 << i
		}
	}
	if a, ok := e.(accepter); ok {
		t.rule = a.accepts()
	}
	if c, ok := e.(costly); ok {
		t.costs = max(1, c.cost())
	}
	t.late = is[*linearRegressor](e) || is[*standardScaler](e) || is[*columnwise](e) // and not of what has one embedded, and other methods
	if j, ok := e.(joint); ok {
		t.joint = j.jointly()
	}
	return t
}

// call calls a method of the model's estimator, of whichever kind it is, with an X that it takes.
func call[R, Computing, Composed any](m *Model, method Method, x X, join func([]R) (R, error), computing func(Computing, Matrix) (R, error), composed func(Composed, X) (R, error)) (R, error) {
	var none R
	x, err := m.ready(method, x)
	if err != nil {
		return none, err
	}
	if e, ok := m.estimator.(Composed); ok {
		return composed(e, x)
	}
	e := m.estimator.(Computing)
	switch x := x.(type) {
	case Matrix:
		if err := m.check(x); err != nil {
			return none, err
		}
		if m.parts(method, x) == 1 {
			return computing(e, x)
		}
	case *Sparse:
		if m.takesSparse(method) {
			x := Matrix{Rows: x.Rows, Cols: x.Cols, Sparse: x}
			if err := m.check(x); err != nil {
				return none, err
			}
			return computing(e, x)
		}
	}
	return callInParts(m, method, x, join, e, computing)
}

// callInParts is call for an X that is not handed on as it is.
func callInParts[R, Computing any](m *Model, method Method, x X, join func([]R) (R, error), e Computing, computing func(Computing, Matrix) (R, error)) (R, error) {
	_, checked := x.(Matrix)
	return blocks(m, x, func(x Matrix) (R, error) {
		if !checked {
			if err := m.check(x); err != nil {
				var none R
				return none, err
			}
		}
		return inParts(x, m.parts(method, x), func(x Matrix) (R, error) { return computing(e, x) }, join)
	}, join)
}

// A sparseTaker has methods of forecasts that take a Matrix with Sparse in place of Data.
type sparseTaker interface{ takesSparse() }

// takesSparse reports whether a method does.
func (m *Model) takesSparse(method Method) bool {
	switch method {
	case MethodPredict, MethodPredictProba, MethodPredictLogProba, MethodDecisionFunction:
		return is[sparseTaker](m.estimator)
	}
	return false
}

// transformAny is [transformer] with any X for its result.
func transformAny(t transformer, x Matrix) (X, error) { return t.Transform(x) }

// stackX joins what transformAny gives.
func stackX(parts []X) (X, error) {
	each := make([]Matrix, len(parts))
	for i, p := range parts {
		each[i] = p.(Matrix)
	}
	return stack(each)
}
