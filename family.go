package brine

import (
	"fmt"
	"reflect"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
	"github.com/brine-go/brine/sklearn"
	"github.com/brine-go/brine/torch"
	"github.com/brine-go/brine/xgboost"
)

// A family reads values as a type that cannot do it by itself: an interface, or a type of a package that knows no
// pickles. Types that can have UnmarshalPickle and need no row here.
type family func(v py.Value) (any, error)

// families are the types by what T is.
var families = map[reflect.Type]family{
	reflect.TypeFor[*ndarray.Array]():               func(v py.Value) (any, error) { return numpy.FromPy(v) },
	reflect.TypeFor[*torch.File]():                  func(v py.Value) (any, error) { return torch.FromPy(v), nil },
	reflect.TypeFor[map[string]*torch.Tensor]():     tensors,
	reflect.TypeFor[*sklearn.Model]():               func(v py.Value) (any, error) { return sklearn.FromPy(v) },
	reflect.TypeFor[sklearn.Model]():                func(v py.Value) (any, error) { return deref(sklearn.FromPy(v)) },
	reflect.TypeFor[*xgboost.Model]():               func(v py.Value) (any, error) { return xgboost.FromPy(v) },
	reflect.TypeFor[sklearn.Predictor]():            model(sklearn.MethodPredict),
	reflect.TypeFor[sklearn.ProbabilityPredictor](): model(sklearn.MethodPredictProba),
	reflect.TypeFor[sklearn.DecisionFunction]():     model(sklearn.MethodDecisionFunction),
	reflect.TypeFor[sklearn.Transformer]():          model(sklearn.MethodTransform),
	reflect.TypeFor[sklearn.StdPredictor]():         model(sklearn.MethodPredictStd),
}

// deref returns what p points to, if there is no error.
func deref[T any](p *T, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return *p, nil
}

// tensors reads all tensors in a value.
func tensors(v py.Value) (any, error) {
	named, err := torch.FromPy(v).StateDict()
	if err != nil {
		return nil, err
	}
	out := make(map[string]*torch.Tensor, len(named))
	for _, x := range named {
		out[x.Name] = x.Tensor
	}
	return out, nil
}

// model reads a model that has a method.
func model(method sklearn.Method) family {
	return func(v py.Value) (any, error) {
		m, err := sklearn.FromPy(v)
		if err != nil {
			return nil, err
		}
		if !m.Has(method) {
			return nil, fmt.Errorf("a %s has no %s: %w", m.ClassName, method, sklearn.ErrNoMethod)
		}
		return m, nil
	}
}

// decodeFamily reads v into what target points to, if that is of a family.
func decodeFamily(v py.Value, target any) (done bool, err error) {
	to := reflect.ValueOf(target)
	if to.Kind() != reflect.Pointer || to.IsNil() {
		return false, nil
	}
	read := families[to.Type().Elem()]
	if read == nil {
		return false, nil
	}
	x, err := read(v)
	if err != nil {
		return true, err
	}
	to.Elem().Set(reflect.ValueOf(x))
	return true, nil
}
