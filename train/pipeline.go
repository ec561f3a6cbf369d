package train

import (
	"errors"
	"strings"

	"github.com/brine-go/brine/py"
	"github.com/brine-go/brine/sklearn"
)

// A Pipeline fits steps one after the other, each to what the one before makes of X (scikit-learn's Pipeline).
//
// Feature names are of the first step's columns; sample weights are the last step's alone, as those of
// scikit-learn's fit(X, y, laststep__sample_weight=w).
type Pipeline struct{ Steps []Step }

// A Step is one step of a Pipeline.
type Step struct {
	Name    string // not empty, unlike the others, without "__"
	Trainer Trainer
}

// NewPipeline returns a pipeline of steps.
func NewPipeline(steps ...Step) *Pipeline { return &Pipeline{steps} }

// Fit returns a Pipeline.
func (p *Pipeline) Fit(x sklearn.Matrix, y sklearn.Target, opts ...Option) (*sklearn.Model, error) {
	t, err := newTask("Pipeline", x, y, anyFloat64, opts)
	if err != nil {
		return nil, err
	}
	if err := p.check(t); err != nil {
		return nil, err
	}
	o := newObject(t)
	var steps []py.Value
	for i, step := range p.Steps {
		own := []Option{ForRelease(t.version)}
		last := i == len(p.Steps)-1
		if i == 0 && t.names != nil {
			own = append(own, FeatureNames(t.names...))
		}
		if last && t.weights != nil {
			own = append(own, SampleWeight(t.weights))
		}
		model, err := step.Trainer.Fit(x, y, own...)
		if err == nil && !last {
			x, err = model.Transform(x)
		}
		if err != nil {
			return nil, t.fail(err, "step %d (%s): %v", i+1, step.Name, err)
		}
		steps = append(steps, o.Tuple(o.Str(step.Name), o.Import(model.Py())))
	}
	o.set("steps", o.List(steps...))
	if t.release.since(transformInputSince) {
		o.set("transform_input", nil)
	}
	o.set("memory", nil)
	o.set("verbose", false)
	return o.model("sklearn.pipeline", "Pipeline")
}

// check mirrors _BaseComposition._validate_names.
func (p *Pipeline) check(t *task) error {
	if len(p.Steps) == 0 {
		return t.fail(nil, "The pipeline is empty. Please add steps.")
	}
	seen := map[string]bool{"steps": true, "memory": true, "verbose": true, "transform_input": true}
	for i, step := range p.Steps {
		switch {
		case step.Name == "" || strings.Contains(step.Name, "__"):
			return t.fail(nil, "step %d: Estimator names must not be empty or contain __: got %q", i+1, step.Name)
		case seen[step.Name]:
			return t.fail(nil, "step %d: the name %q is taken", i+1, step.Name)
		case step.Trainer == nil:
			return t.fail(errNoTrainer, "step %d (%s): %v", i+1, step.Name, errNoTrainer)
		}
		seen[step.Name] = true
	}
	return nil
}

var errNoTrainer = errors.New("no Trainer")
