package sklearn

import (
	"fmt"
)

// multiOutput is a MultiOutputRegressor or MultiOutputClassifier: a part for each output.
type multiOutput struct {
	parts      []*Model
	classifier bool
}

func readMultiOutput(s *state) (any, error) {
	parts, err := s.parts("estimators_")
	if err != nil {
		return nil, err
	}
	s.inputOf(parts[0])
	for k, part := range parts {
		if !part.Has(MethodPredict) {
			return nil, within(partName(k), part.fail(ErrNoMethod, part.ClassName+" has no predict"))
		}
	}
	return &multiOutput{parts, s.model.ClassName == "MultiOutputClassifier"}, nil
}

func (m *multiOutput) has(method Method) bool {
	if method == MethodPredictProbas {
		return m.classifier && all(m.parts, MethodPredictProba)
	}
	return true
}

// Predict returns the forecasts of the parts: rows × outputs.
func (m *multiOutput) Predict(x X) (Target, error) {
	columns := make([]Target, len(m.parts))
	for k, part := range m.parts {
		y, err := part.Predict(x)
		if err == nil && (y.Outputs() != 1 || y.Rows() != rowsOf(x)) {
			err = part.fail(ErrUnsupported, fmt.Sprintf("it forecasts %d outputs, want 1", y.Outputs()))
		}
		if err != nil {
			return Target{}, within(partName(k), err)
		}
		columns[k] = y
	}
	return sideBySide(columns), nil
}

// PredictProbas returns the probabilities of the parts, each rows × classes of its output.
func (m *multiOutput) PredictProbas(x X) ([]Matrix, error) {
	out := make([]Matrix, len(m.parts))
	for k, part := range m.parts {
		var err error
		if out[k], err = part.PredictProba(x); err != nil {
			return nil, within(partName(k), err)
		}
	}
	return out, nil
}
