package numpy

import (
	"strings"

	"github.com/brine-go/brine/py"
)

// UFunc returns the name of a universal function, numpy.log1p as "log1p". A pickle has it by name: of the module
// numpy.core._multiarray_umath before NumPy 2.0 and of numpy since, and very early as a call of
// numpy.core._ufunc_reconstruct(module, name).
func UFunc(v py.Value) (name string, ok bool) {
	module, name, ok := v.Global()
	if o, isObject := v.Object(); isObject && (o.Func.IsGlobal("numpy.core", "_ufunc_reconstruct") || o.Func.IsGlobal("numpy._core", "_ufunc_reconstruct")) {
		module, _ = textOf(o.Args.Index(0))
		name, ok = textOf(o.Args.Index(1))
	}
	switch module {
	case "numpy", "numpy.core._multiarray_umath", "numpy._core._multiarray_umath", "numpy.core.umath", "numpy._core.umath":
		ok = ok && ufuncs[name]
	case "numpy.strings":
		ok = ok && stringUFuncs[name]
	default:
		ok = false
	}
	if !ok {
		return "", false
	}
	return name, true
}

// ufuncs are the universal functions of NumPy 1.24.2 and 2.4.6.
var ufuncs = set(`
	abs absolute acos acosh add arccos arccosh arcsin arcsinh arctan arctan2 arctanh asin asinh atan atan2 atanh
	bitwise_and bitwise_count bitwise_invert bitwise_left_shift bitwise_not bitwise_or bitwise_right_shift
	bitwise_xor cbrt ceil clip conj conjugate copysign cos cosh deg2rad degrees divide divmod equal exp exp2 expm1
	fabs float_power floor floor_divide fmax fmin fmod frexp gcd greater greater_equal heaviside hypot invert
	isfinite isinf isnan isnat lcm ldexp left_shift less less_equal log log10 log1p log2 logaddexp logaddexp2
	logical_and logical_not logical_or logical_xor matmul matvec maximum minimum mod modf multiply negative
	nextafter not_equal positive pow power rad2deg radians reciprocal remainder right_shift rint sign signbit sin
	sinh spacing sqrt square subtract tan tanh true_divide trunc vecdot vecmat`)

// stringUFuncs are those for texts, since 2.0.
var stringUFuncs = set(`
	count endswith find index isalnum isalpha isdecimal isdigit islower isnumeric isspace istitle isupper rfind
	rindex startswith str_len`)

func set(names string) map[string]bool {
	out := make(map[string]bool)
	for _, name := range strings.Fields(names) {
		out[name] = true
	}
	return out
}
