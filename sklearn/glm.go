package sklearn

import (
	"fmt"
	"math"
)

// glm is a generalized linear model: the inverse of a link, of a linear function.
type glm struct {
	linearRegressor
	log bool // the link is the logarithm, else the identity
}

// readGLM reads PoissonRegressor and GammaRegressor, whose link is the logarithm, and TweedieRegressor.
func readGLM(s *state) (any, error) {
	lin, err := linearRegressorOf(s)
	if err != nil {
		return nil, err
	}
	g := &glm{linearRegressor: *lin, log: true}
	if s.model.ClassName != "TweedieRegressor" {
		return g, nil
	}
	switch link := s.text("link"); link {
	case "log":
	case "identity":
		g.log = false
	case "auto":
		power, err := s.numberOr("power", 0)
		if err != nil {
			return nil, err
		}
		g.log = power > 0
	default:
		return nil, s.fail("link", ErrUnsupported, fmt.Sprintf("%q is not known", link))
	}
	return g, nil
}

// Predict returns the expected values.
func (g *glm) Predict(x Matrix) (Target, error) {
	y := g.Decision(x)
	if g.log {
		for i, v := range y {
			y[i] = math.Exp(v)
		}
	}
	return column(y), nil
}
