package sklearn

import (
	"fmt"

	"github.com/brine-go/brine/predict"
)

// chain is a RegressorChain or ClassifierChain: each part sees X and what the parts before it answered.
type chain struct {
	model  *Model
	parts  []*Model
	order  []int  // the output that each part forecasts
	logs   bool   // it has predict_log_proba
	handed Method // what later parts see of earlier ones
}

func readChain(s *state) (any, error) {
	c := &chain{model: s.model, handed: MethodPredict, logs: s.version.since(chainLogProbaSince)}
	var err error
	if c.parts, err = s.parts("estimators_"); err != nil {
		return nil, err
	}
	s.inputOf(c.parts[0])
	v, err := s.attr("order_")
	if err != nil {
		return nil, err
	}
	if c.order, err = s.indexList("order_", v, len(c.parts)); err != nil {
		return nil, err
	}
	seen := map[int]bool{}
	for _, k := range c.order {
		seen[k] = true
	}
	if len(seen) != len(c.parts) || len(c.order) != len(c.parts) {
		return nil, s.fail("order_", nil, fmt.Sprintf("%d outputs for %d estimators", len(seen), len(c.parts)))
	}
	if method := s.text("chain_method_"); method != "" {
		c.handed = Method(method)
	}
	switch c.handed {
	case MethodPredict, MethodPredictProba, MethodPredictLogProba, MethodDecisionFunction:
	default:
		return nil, s.fail("chain_method_", ErrUnsupported, fmt.Sprintf("%q is not known", c.handed))
	}
	for k, part := range c.parts {
		if n := c.parts[0].NFeatures + k; part.NFeatures != 0 && part.NFeatures != n {
			return nil, within(partName(k), part.fail(ErrFeatures, fmt.Sprintf("it expects %d features, want %d", part.NFeatures, n)))
		}
	}
	return c, nil
}

func (c *chain) has(method Method) bool {
	switch method {
	case MethodPredict:
		return true
	case MethodPredictLogProba:
		return c.logs && c.has(MethodPredictProba)
	}
	return c.model.ClassName == "ClassifierChain" && all(c.parts, method)
}

// answer returns one number a row: the forecast, or the probability or score of the second of two classes.
func (c *chain) answer(part *Model, method Method, x X) ([]float64, error) {
	var p Matrix
	var err error
	switch method {
	case MethodPredict:
		return part.predictNumbers(x)
	case MethodPredictProba:
		p, err = part.proba(x, 2)
	case MethodPredictLogProba:
		p, err = part.PredictLogProba(x)
	default:
		p, err = part.DecisionFunction(x)
		if err == nil && p.Cols == 1 {
			return p.Data, nil
		}
	}
	if err == nil && (p.Cols != 2 || method == MethodDecisionFunction) {
		err = part.fail(ErrUnsupported, "a chain of outputs of more than two classes has but predict")
	}
	if err != nil {
		return nil, err
	}
	return p.Column(1), nil
}

// run asks the parts one after the other, and returns what method answers: rows × outputs.
func (c *chain) run(x X, method Method) (Matrix, error) {
	if err := c.model.checkAny(x, finite); err != nil {
		return Matrix{}, err
	}
	rows, n := rowsOf(x), len(c.parts)
	out := predict.NewMatrix(rows, n)
	_, sparse := x.(*Sparse)
	seen := []X{x}
	for k, part := range c.parts {
		now, err := sideways(seen, rows, sparse)
		if err != nil {
			return out, err
		}
		handed, err := c.answer(part, c.handed, now)
		if err != nil {
			return out, within(partName(k), err)
		}
		answer := handed
		if method != c.handed {
			if answer, err = c.answer(part, method, now); err != nil {
				return out, within(partName(k), err)
			}
		}
		seen = append(seen, oneColumn(handed))
		for i, v := range answer {
			out.Data[i*n+c.order[k]] = v
		}
	}
	return out, nil
}

// Predict returns the forecasts as numbers: rows × outputs.
func (c *chain) Predict(x X) (Target, error) {
	y, err := c.run(x, MethodPredict)
	return matrix(y.Data, y.Rows, y.Cols), err
}

// PredictProba returns how probable the second class of each output is: rows × outputs.
func (c *chain) PredictProba(x X) (Matrix, error) { return c.run(x, MethodPredictProba) }

// PredictLogProba returns the logarithm of PredictProba.
func (c *chain) PredictLogProba(x X) (Matrix, error) { return logOf(c.PredictProba(x)) }

// DecisionFunction returns the score of the second class of each output: rows × outputs.
func (c *chain) DecisionFunction(x X) (Matrix, error) { return c.run(x, MethodDecisionFunction) }
