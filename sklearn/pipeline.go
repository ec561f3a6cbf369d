package sklearn

import (
	"fmt"

	"github.com/brine-go/brine/py"
)

// pipeline sends X through transformers and hands what comes out to its last step, whose methods are its own.
type pipeline struct {
	steps []Step
	last  *Model // nil if the last step is passthrough
}

// readPipeline reads steps, a list of (name, estimator); an estimator may be None or "passthrough".
func readPipeline(s *state) (any, error) {
	list, err := s.attr("steps")
	if err != nil {
		return nil, err
	}
	if list.Kind() != py.List && list.Kind() != py.Tuple || list.Len() == 0 {
		return nil, s.fail("steps", nil, fmt.Sprintf("got %v of %d, want a list of steps", list.Kind(), list.Len()))
	}
	p := &pipeline{}
	for item := range list.Items() {
		i := len(p.steps)
		name, ok := item.Index(0).Text()
		if !ok || item.Len() != 2 {
			return nil, s.fail("steps", nil, fmt.Sprintf("step %d is no pair of a name and an estimator", i+1))
		}
		step := Step{Name: name}
		if text, _ := item.Index(1).Text(); text != "passthrough" && !item.Index(1).IsNone() {
			if step.Model, err = s.child(item.Index(1), stepName(i, name)); err != nil {
				return nil, err
			}
			if i < list.Len()-1 && !step.Model.Has(MethodTransform) {
				return nil, within(stepName(i, name), step.Model.fail(ErrNoMethod, step.Model.ClassName+" has no transform, as all steps before the last must"))
			}
		}
		p.steps = append(p.steps, step)
	}
	p.last = p.steps[len(p.steps)-1].Model
	s.model.Steps = p.steps
	if p.last != nil {
		s.model.Classes = p.last.Classes
	}
	for _, step := range p.steps {
		if step.Model != nil { // passthrough before it leaves the columns as they are
			s.model.NFeatures, s.model.FeatureNames = step.Model.NFeatures, step.Model.FeatureNames
			s.model.unused, s.model.nameInModel = step.Model.unused, step.Model.nameInModel
			break
		}
	}
	return p, nil
}

func (p *pipeline) accepts() policy { return unchecked }

// tabular goes by the first step that does anything.
func (p *pipeline) tabular() bool {
	for _, step := range p.steps {
		if step.Model != nil {
			return !step.Model.Numeric()
		}
	}
	return false
}

func (p *pipeline) has(method Method) bool {
	if method == MethodGetFeatureNamesOut || method == MethodInverseTransform {
		for _, step := range p.steps {
			if step.Model != nil && !step.Model.Has(method) {
				return false
			}
		}
		return true
	}
	if p.last == nil {
		return method == MethodTransform
	}
	return p.last.Has(method)
}

// before sends x through all steps but the last.
func (p *pipeline) before(x X) (X, error) {
	for i, step := range p.steps[:len(p.steps)-1] {
		if step.Model == nil {
			continue
		}
		var err error
		if x, err = step.Model.TransformX(x); err != nil {
			return x, within(stepName(i, step.Name), err)
		}
	}
	return x, nil
}

// through sends x through all steps, the last by a method of its own.
func through[T any](p *pipeline, x X, call func(*Model, X) (T, error)) (T, error) {
	x, err := p.before(x)
	if err != nil {
		var none T
		return none, err
	}
	y, err := call(p.last, x)
	i := len(p.steps) - 1
	return y, within(stepName(i, p.steps[i].Name), err)
}

func (p *pipeline) Predict(x X) (Target, error) { return through(p, x, (*Model).Predict) }

func (p *pipeline) PredictProba(x X) (Matrix, error) { return through(p, x, (*Model).PredictProba) }

func (p *pipeline) PredictLogProba(x X) (Matrix, error) {
	return through(p, x, (*Model).PredictLogProba)
}

func (p *pipeline) PredictProbas(x X) ([]Matrix, error) {
	return through(p, x, (*Model).PredictProbas)
}

func (p *pipeline) PredictStd(x X) ([]float64, error) { return through(p, x, (*Model).PredictStd) }

func (p *pipeline) ScoreSamples(x X) ([]float64, error) { return through(p, x, (*Model).ScoreSamples) }

func (p *pipeline) DecisionFunction(x X) (Matrix, error) {
	return through(p, x, (*Model).DecisionFunction)
}

func (p *pipeline) TransformX(x X) (X, error) {
	if p.last == nil {
		return p.before(x)
	}
	return through(p, x, (*Model).TransformX)
}

func (p *pipeline) featureNamesOut(in []string) ([]string, error) {
	for i, step := range p.steps {
		if step.Model == nil {
			continue
		}
		var err error
		if in, err = step.Model.featureNamesOut(in); err != nil {
			return nil, within(stepName(i, step.Name), err)
		}
	}
	return in, nil
}
