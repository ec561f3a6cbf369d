package sklearn

import (
	"fmt"
	"strings"

	"github.com/brine-go/brine/predict"
)

// pls is a PLSRegression, PLSCanonical or CCA.
type pls struct {
	predict.Linear
	scaler    predict.Scaler // of X before coef_
	flat      bool           // forecasts have one dimension
	rotations *plsProjection
}

// plsProjection is (X - mean) / deviation, by the weights of components.
type plsProjection struct {
	scaler  predict.Scaler
	weights Matrix // features × components
	prefix  string
}

// readPLS reads coef_, intercept_ and x_rotations_.
func readPLS(s *state) (any, error) {
	r, err := s.plsProjection("x_rotations_")
	if err != nil {
		return nil, err
	}
	p := &pls{rotations: r, scaler: r.scaler}
	features := r.weights.Rows
	name := "coef_"
	if !s.value.Attr(name).IsValid() { // of 1.2, which kept the name for the other form
		name = "_coef_"
	}
	coef, err := s.matrixOf(name, 0)
	if err != nil {
		return nil, err
	}
	if !s.version.since(plsTransposedSince) {
		t := predict.NewMatrix(coef.Cols, coef.Rows)
		for i := range coef.Rows {
			for j := range coef.Cols {
				t.Data[j*coef.Rows+i] = coef.Data[i*coef.Cols+j]
			}
		}
		coef = t
	}
	if coef.Cols != features {
		return nil, s.fail("coef_", nil, fmt.Sprintf("it is of %d features, want %d", coef.Cols, features))
	}
	p.Linear = predict.Linear{Coef: coef.Data, Features: features, Outputs: coef.Rows}
	name = "intercept_"
	if !s.value.Attr(name).IsValid() { // before 1.1
		name = "_y_mean"
	}
	if p.Intercept, err = s.vector(name, coef.Rows, false); err != nil {
		return nil, err
	}
	if s.version.since(plsUnscaledSince) {
		p.scaler.Scale = nil
	}
	p.flat, err = s.flag("_predict_1d", false)
	if p.flat && p.Outputs != 1 {
		return nil, s.fail("_predict_1d", nil, fmt.Sprintf("of %d outputs", p.Outputs))
	}
	return p, err
}

func (s *state) plsProjection(weights string) (*plsProjection, error) {
	w, err := s.matrixOf(weights, 0)
	if err != nil {
		return nil, err
	}
	if err := s.features(weights, w.Rows); err != nil {
		return nil, err
	}
	p := &plsProjection{weights: w, prefix: strings.ToLower(s.model.ClassName)}
	if p.scaler.Center, err = s.vector("_x_mean", w.Rows, false); err != nil {
		return nil, err
	}
	p.scaler.Scale, err = s.vector("_x_std", w.Rows, false)
	return p, err
}

// readPLSSVD reads a PLSSVD, which only transforms.
func readPLSSVD(s *state) (any, error) { return s.plsProjection("x_weights_") }

// Transform returns the scores of X: rows × components.
func (p *plsProjection) Transform(x Matrix) (Matrix, error) {
	return predict.Product(p.scaler.Transform(x), p.weights), nil
}

func (p *plsProjection) featureNamesOut([]string) ([]string, error) {
	return numbered(p.prefix, p.weights.Cols)
}

// Transform returns the scores of X: rows × components.
func (p *pls) Transform(x Matrix) (Matrix, error) { return p.rotations.Transform(x) }

func (p *pls) featureNamesOut(in []string) ([]string, error) { return p.rotations.featureNamesOut(in) }

// Predict returns rows × targets, or one dimension if the model was fitted on such a y since 1.3.
func (p *pls) Predict(x Matrix) (Target, error) {
	y := p.Decision(p.scaler.Transform(x))
	if p.flat {
		return column(y), nil
	}
	return matrix(y, x.Rows, p.Outputs), nil
}
