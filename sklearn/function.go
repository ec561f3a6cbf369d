package sklearn

import (
	"fmt"
	"math"

	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/py"
)

// readFunction reads a FunctionTransformer: None, a function of NumPy or SciPy that works on each number by itself, with
// its keyword arguments. A function of somebody else is refused, since it would have to be run.
func readFunction(s *state) (any, error) {
	validate, err := s.flag("validate", false)
	if err != nil {
		return nil, err
	}
	t := &elementwise{rule: unchecked}
	if validate {
		t.rule = finite
	}
	names, _ := s.value.Attr("feature_names_out").Text()
	if !s.isNone("feature_names_out") {
		if t.named = names == "one-to-one"; !t.named {
			return nil, s.fail("feature_names_out", ErrUnsupported, "a function that names the columns is not supported")
		}
	}
	if t.apply, err = s.function("func", "kw_args"); err != nil {
		return nil, err
	}
	t.invert, t.unknown = s.function("inverse_func", "inv_kw_args")
	if s.isNone("func") && !validate {
		return &unchanged{t}, nil
	}
	return t, nil
}

// elementwise is a transformer that works on each number by itself.
type elementwise struct {
	rule  policy
	named bool // the columns keep their names
	apply func(float64) float64

	invert  func(float64) float64
	unknown error // why there is no invert
}

func (t *elementwise) accepts() policy { return t.rule }

func (t *elementwise) has(method Method) bool { return method != MethodGetFeatureNamesOut || t.named }

// Transform returns the function of each number.
func (t *elementwise) Transform(x Matrix) (Matrix, error) {
	out := predict.NewMatrix(x.Rows, x.Cols)
	for i, v := range x.Data {
		out.Data[i] = t.apply(v)
	}
	return out, nil
}

func (t *elementwise) featureNamesOut(in []string) ([]string, error) { return in, nil }

// unchanged lets any X through.
type unchanged struct{ *elementwise }

// TransformX returns x.
func (t *unchanged) TransformX(x X) (X, error) { return x, nil }

// function reads a parameter that is a function of numbers, by its name, and its arguments.
func (s *state) function(name, arguments string) (func(float64) float64, error) {
	v := s.value.Attr(name)
	if !v.IsValid() || v.IsNone() {
		return func(x float64) float64 { return x }, nil
	}
	module, function, ok := functionOf(v)
	if !ok {
		return nil, s.fail(name, ErrUnsupported, fmt.Sprintf("got %v, want a function of NumPy or SciPy by its name", v.Kind()))
	}
	args := map[string]py.Value{}
	if kw := s.value.Attr(arguments); kw.IsValid() && !kw.IsNone() {
		for key, value := range kw.Entries() {
			text, _ := key.Text()
			args[text] = value
		}
	}
	if isNumPy(module) {
		if make := numpyFunctions[function]; make != nil {
			f, err := make(args)
			if err != nil {
				return nil, s.fail(arguments, ErrUnsupported, fmt.Sprintf("%s.%s: %v", module, function, err))
			}
			return f, nil
		}
	}
	var f func(float64) float64
	switch {
	case isNumPy(module):
		f = ufuncs[function]
	case isSciPySpecial(module):
		if f = specialFunctions[function]; f == nil {
			f = ufuncs[sharedUfuncs[function]]
		}
	}
	if f == nil {
		return nil, s.fail(name, ErrUnsupported, fmt.Sprintf("%s.%s is not supported", module, function))
	}
	if len(args) > 0 {
		return nil, s.fail(arguments, ErrUnsupported, fmt.Sprintf("%s.%s with arguments is not supported", module, function))
	}
	return f, nil
}

// functionOf returns where a function is to be found. NumPy before 1.26 also wrote ufuncs as a call,
// _ufunc_reconstruct(module, name).
func functionOf(v py.Value) (module, name string, ok bool) {
	if module, name, ok = v.Global(); ok {
		return module, name, true
	}
	o, ok := v.Object()
	if !ok {
		return "", "", false
	}
	if _, class, _ := v.Class(); class != "_ufunc_reconstruct" || o.Args.Len() != 2 {
		return "", "", false
	}
	module, ok = o.Args.Index(0).Text()
	name, ok2 := o.Args.Index(1).Text()
	return module, name, ok && ok2
}

func isNumPy(module string) bool {
	switch module {
	case "numpy", "numpy.core._multiarray_umath", "numpy._core._multiarray_umath", "numpy.core.umath", "numpy.core.fromnumeric",
		"numpy._core.umath", "numpy._core.fromnumeric", "numpy.lib.type_check", "numpy.lib._type_check_impl":
		return true
	}
	return false
}

func isSciPySpecial(module string) bool {
	switch module {
	case "scipy.special", "scipy.special._ufuncs", "scipy.special._special_ufuncs":
		return true
	}
	return false
}

// truth is what a bool becomes in a matrix.
func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// ufuncs are NumPy's functions of one number.
var ufuncs = map[string]func(float64) float64{
	"log": math.Log, "log1p": math.Log1p, "log2": math.Log2, "log10": math.Log10, "exp": math.Exp, "exp2": math.Exp2, "expm1": math.Expm1,
	"sqrt": math.Sqrt, "cbrt": math.Cbrt, "absolute": math.Abs, "fabs": math.Abs, "floor": math.Floor, "ceil": math.Ceil, "trunc": math.Trunc, "rint": math.RoundToEven,
	"sin": math.Sin, "cos": math.Cos, "tan": math.Tan, "sinh": math.Sinh, "cosh": math.Cosh, "tanh": math.Tanh,
	"arcsin": math.Asin, "arccos": math.Acos, "arctan": math.Atan, "arcsinh": math.Asinh, "arccosh": math.Acosh, "arctanh": math.Atanh,
	"asin": math.Asin, "acos": math.Acos, "atan": math.Atan, "asinh": math.Asinh, "acosh": math.Acosh, "atanh": math.Atanh, "abs": math.Abs,
	"square":   func(x float64) float64 { return x * x },
	"negative": func(x float64) float64 { return -x }, "positive": func(x float64) float64 { return x }, "conjugate": func(x float64) float64 { return x }, "conj": func(x float64) float64 { return x },
	"reciprocal": func(x float64) float64 { return 1 / x },
	"sign": func(x float64) float64 {
		if x == 0 || math.IsNaN(x) {
			return x + 0 // -0 becomes 0
		}
		return math.Copysign(1, x)
	},
	"deg2rad": func(x float64) float64 { return x * (math.Pi / 180) }, "radians": func(x float64) float64 { return x * (math.Pi / 180) },
	"rad2deg": func(x float64) float64 { return x * (180 / math.Pi) }, "degrees": func(x float64) float64 { return x * (180 / math.Pi) },
	"isnan":       func(x float64) float64 { return truth(math.IsNaN(x)) },
	"isinf":       func(x float64) float64 { return truth(math.IsInf(x, 0)) },
	"isfinite":    func(x float64) float64 { return truth(!math.IsNaN(x) && !math.IsInf(x, 0)) },
	"signbit":     func(x float64) float64 { return truth(math.Signbit(x)) },
	"logical_not": func(x float64) float64 { return truth(x == 0) },
}

// specialFunctions are scipy.special's functions of one number.
var specialFunctions = map[string]func(float64) float64{
	"expit": func(x float64) float64 { return 1 / (1 + math.Exp(-x)) },
	"logit": func(x float64) float64 { return math.Log(x / (1 - x)) },
	"erf":   math.Erf, "erfc": math.Erfc,
	"ndtr":  func(x float64) float64 { return .5 * math.Erfc(-x/math.Sqrt2) },
	"ndtri": predict.NormalQuantile,
	"gammaln": func(x float64) float64 {
		y, _ := math.Lgamma(x)
		return y
	},
	"log_expit": func(x float64) float64 {
		if x < 0 {
			return x - math.Log1p(math.Exp(x))
		}
		return -math.Log1p(math.Exp(-x))
	},
	"exp10": func(x float64) float64 { return math.Pow(10, x) },
}

// sharedUfuncs are those of scipy.special that NumPy has, too.
var sharedUfuncs = map[string]string{"log1p": "log1p", "expm1": "expm1", "exp2": "exp2", "cbrt": "cbrt"}
