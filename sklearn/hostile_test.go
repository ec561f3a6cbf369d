package sklearn

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// An author writes estimators as scikit-learn pickles them, or nearly so.
type author struct{ *py.Builder }

func (a author) estimator(class string, attrs ...py.Value) py.Value {
	v := a.NewObj(a.Global("sklearn.any", class))
	a.Build(v, a.Dict(append(attrs, a.Str("_sklearn_version"), a.Str("1.9.0"))...))
	return v
}

// floats returns an array of float64, all zero but for its shape.
func (a author) floats(shape ...int64) py.Value {
	size := int64(8)
	dims := make([]py.Value, len(shape))
	for i, n := range shape {
		dims[i] = a.Int(n)
		size *= n
	}
	v := a.Call(a.Global("numpy.core.multiarray", "_reconstruct"), a.Global("numpy", "ndarray"), a.Tuple(a.Int(0)), a.Bytes([]byte("b")))
	a.Build(v, a.Tuple(a.Int(1), a.Tuple(dims...), a.dtype("f8"), a.Bool(false), a.Bytes(make([]byte, size))))
	return v
}

func (a author) dtype(code string) py.Value { return a.Call(a.Global("numpy", "dtype"), a.Str(code)) }

func (a author) objects(items ...py.Value) py.Value {
	v := a.Call(a.Global("numpy.core.multiarray", "_reconstruct"), a.Global("numpy", "ndarray"), a.Tuple(a.Int(0)), a.Bytes([]byte("b")))
	a.Build(v, a.Tuple(a.Int(1), a.Tuple(a.Int(int64(len(items)))), a.dtype("O"), a.Bool(false), a.List(items...)))
	return v
}

func (a author) pipeline(parts ...py.Value) py.Value {
	steps := a.List()
	for _, part := range parts {
		a.Append(steps, a.Tuple(a.Str("s"), part))
	}
	return a.estimator("Pipeline", a.Str("steps"), steps)
}

func (a author) scaler() py.Value {
	return a.estimator("StandardScaler", a.Str("mean_"), a.floats(2), a.Str("scale_"), a.floats(2))
}

// TestHostile reads models that scikit-learn would not write. Each is an error that says what is wrong, and
// none takes longer than its size explains.
func TestHostile(t *testing.T) {
	str := func(a author, s string) py.Value { return a.Str(s) }
	for _, test := range []struct {
		name string
		make func(a author) py.Value
		want string
	}{
		{"no estimator", func(a author) py.Value { return a.Int(1) }, "sklearn: got int, want an estimator"},
		{"an array", func(a author) py.Value { return a.floats(2) }, "numpy.core.multiarray._reconstruct is not supported: it is not of scikit-learn"},
		{"a class of somebody else", func(a author) py.Value { return a.NewObj(a.Global("mymodels", "Ridge")) }, "mymodels.Ridge is not supported: it is not of scikit-learn"},
		{"a package that starts alike", func(a author) py.Value { return a.NewObj(a.Global("sklearnx.linear_model", "Ridge")) }, "not of scikit-learn"},
		{"coef_ a text", func(a author) py.Value { return a.estimator("Ridge", str(a, "coef_"), str(a, "1")) }, `coef_: numpy: array: got '1', want an ndarray or scalar`},
		{"coef_ of texts", func(a author) py.Value {
			return a.estimator("Ridge", str(a, "coef_"), a.objects(a.Str("x")), str(a, "intercept_"), a.Float(0))
		}, "coef_: ndarray: dtype |O cannot be read as float64"},
		{"coef_ of three dimensions", func(a author) py.Value { return a.estimator("Ridge", str(a, "coef_"), a.floats(1, 2, 3)) }, "coef_: got an array of shape [1 2 3], want one or two dimensions"},
		{"coef_ of no feature", func(a author) py.Value { return a.estimator("Ridge", str(a, "coef_"), a.floats(1<<40, 0)) }, "coef_: it is of 0 features"},
		{"coef_ of no output", func(a author) py.Value { return a.estimator("Ridge", str(a, "coef_"), a.floats(0, 3)) }, "coef_: got an array of shape [0 3]"},
		{"n_features_in_", func(a author) py.Value {
			return a.estimator("Ridge", str(a, "coef_"), a.floats(3), str(a, "intercept_"), a.Float(0), str(a, "n_features_in_"), a.Int(4))
		}, "coef_: it is of 3 features, n_features_in_ of 4"},
		{"n_features_in_ a text", func(a author) py.Value { return a.estimator("Ridge", str(a, "n_features_in_"), str(a, "4")) }, "n_features_in_: got str, want a count"},
		{"n_features_in_ negative", func(a author) py.Value { return a.estimator("Ridge", str(a, "n_features_in_"), a.Int(-4)) }, "want a count"},
		{"names", func(a author) py.Value {
			return a.estimator("Ridge", str(a, "n_features_in_"), a.Int(2), str(a, "feature_names_in_"), a.objects(a.Str("a")))
		}, "feature_names_in_: got 1 names for 2 features"},
		{"intercept_", func(a author) py.Value {
			return a.estimator("Ridge", str(a, "coef_"), a.floats(2, 3), str(a, "intercept_"), a.floats(3))
		}, "intercept_: got an array of shape [3], want 2 numbers"},
		{"no intercept_", func(a author) py.Value { return a.estimator("Ridge", str(a, "coef_"), a.floats(3)) }, "intercept_: missing"},
		{"a class too few", func(a author) py.Value {
			return a.estimator("LogisticRegression", str(a, "coef_"), a.floats(3, 3), str(a, "intercept_"), a.floats(3), str(a, "classes_"), a.floats(2))
		}, "classes_: got 2 classes, want 3 for 3 rows of coef_"},
		{"classes of several types", func(a author) py.Value {
			return a.estimator("Perceptron", str(a, "coef_"), a.floats(1, 3), str(a, "intercept_"), a.floats(1), str(a, "classes_"), a.objects(a.Int(1), a.Str("a")))
		}, "classes_: classes of several types"},
		{"classes of lists", func(a author) py.Value {
			return a.estimator("Perceptron", str(a, "coef_"), a.floats(1, 3), str(a, "intercept_"), a.floats(1), str(a, "classes_"), a.objects(a.List(), a.List()))
		}, "classes of type list are not supported"},
		{"classes in two dimensions", func(a author) py.Value {
			return a.estimator("Perceptron", str(a, "coef_"), a.floats(1, 3), str(a, "intercept_"), a.floats(1), str(a, "classes_"), a.floats(2, 1))
		}, "classes_: got an array of shape [2 1]"},
		{"scale_", func(a author) py.Value {
			return a.estimator("StandardScaler", str(a, "mean_"), a.floats(2), str(a, "scale_"), a.floats(3))
		}, "scale_: it is of 3 features, n_features_in_ of 2"},
		{"with_mean", func(a author) py.Value { return a.estimator("StandardScaler", str(a, "with_mean"), str(a, "yes")) }, "with_mean: got str, want bool"},
		{"sigma_", func(a author) py.Value {
			return a.estimator("BayesianRidge", str(a, "coef_"), a.floats(2), str(a, "intercept_"), a.Float(0), str(a, "sigma_"), a.floats(3, 3), str(a, "alpha_"), a.Float(1), str(a, "X_offset_"), a.floats(2))
		}, "sigma_: it is of 3 features, not of 2"},
		{"no steps", func(a author) py.Value { return a.pipeline() }, "steps: got list of 0"},
		{"a step that is no pair", func(a author) py.Value {
			return a.estimator("Pipeline", str(a, "steps"), a.List(a.Tuple(a.Str("s"))))
		}, "step 1 is no pair"},
		{"a step without transform", func(a author) py.Value {
			ridge := a.estimator("Ridge", str(a, "coef_"), a.floats(2), str(a, "intercept_"), a.Float(0))
			return a.pipeline(ridge, ridge)
		}, "sklearn: step 1 (s): Ridge has no transform, as all steps before the last must"},
		{"a pipeline of itself", func(a author) py.Value {
			steps := a.List()
			p := a.estimator("Pipeline", a.Str("steps"), steps)
			a.Append(steps, a.Tuple(a.Str("s"), p))
			return p
		}, "models nest more than 64 deep"},
		{"a hundred pipelines in one another", func(a author) py.Value {
			p := a.scaler()
			for range 100 {
				p = a.pipeline(p)
			}
			return p
		}, "models nest more than 64 deep"},
		{"two to the fortieth scalers", func(a author) py.Value { // each pipeline has the one before twice
			p := a.scaler()
			for range 40 {
				p = a.pipeline(p, p)
			}
			return p
		}, "parts are used again more than 1000 times"},
		{"one against the rest of three", func(a author) py.Value {
			part := a.estimator("LogisticRegression", str(a, "coef_"), a.floats(3, 2), str(a, "intercept_"), a.floats(3), str(a, "classes_"), a.floats(3))
			binarizer := a.estimator("LabelBinarizer", str(a, "y_type_"), str(a, "multiclass"), str(a, "classes_"), a.floats(1))
			return a.estimator("OneVsRestClassifier", str(a, "estimators_"), a.List(part), str(a, "label_binarizer_"), binarizer)
		}, "estimators_[0]: it tells 3 classes apart, want 2"},
		{"one against the rest, one missing", func(a author) py.Value {
			part := a.estimator("Ridge", str(a, "coef_"), a.floats(2), str(a, "intercept_"), a.Float(0))
			binarizer := a.estimator("LabelBinarizer", str(a, "y_type_"), str(a, "multiclass"), str(a, "classes_"), a.floats(3))
			return a.estimator("OneVsRestClassifier", str(a, "estimators_"), a.List(part, part), str(a, "label_binarizer_"), binarizer)
		}, "estimators_: got 2 estimators for 3 classes"},
		{"no binarizer", func(a author) py.Value {
			return a.estimator("OneVsRestClassifier", str(a, "estimators_"), a.List(a.None()), str(a, "label_binarizer_"), a.None())
		}, "label_binarizer_: got None, want a fitted LabelBinarizer"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := author{py.NewBuilder()}
			v := test.make(b)
			if err := b.Err(); err != nil {
				t.Fatal(err)
			}
			start := time.Now()
			m, err := FromPy(v)
			var e *Error
			if !errors.As(err, &e) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %+v, %v; want an error with %q", m, err, test.want)
			}
			if d := time.Since(start); d > time.Minute {
				t.Errorf("took %v", d)
			}
		})
	}
}

// TestClaimedColumns reads a scaler that does nothing, so that its number of columns is but a claim.
func TestClaimedColumns(t *testing.T) {
	a := author{py.NewBuilder()}
	m, err := FromPy(a.estimator("StandardScaler", a.Str("with_mean"), a.Bool(false), a.Str("with_std"), a.Bool(false), a.Str("n_features_in_"), a.Int(1<<60)))
	if err != nil {
		t.Fatal(err)
	}
	if names, err := m.FeatureNamesOut(); !errors.Is(err, ErrFeatures) {
		t.Errorf("%d names, %v", len(names), err)
	}
}

// TestSharedArray reads many estimators that refer to one array that must be converted: it is converted once.
func TestSharedArray(t *testing.T) {
	a := author{py.NewBuilder()}
	v := a.Call(a.Global("numpy.core.multiarray", "_reconstruct"), a.Global("numpy", "ndarray"), a.Tuple(a.Int(0)), a.Bytes([]byte("b")))
	const n = 100_000
	a.Build(v, a.Tuple(a.Int(1), a.Tuple(a.Int(n)), a.dtype("i1"), a.Bool(false), a.Bytes(make([]byte, n))))
	var parts []py.Value
	for range 500 {
		parts = append(parts, a.estimator("StandardScaler", a.Str("mean_"), v, a.Str("scale_"), v))
	}
	m, err := FromPy(a.pipeline(parts...))
	if err != nil {
		t.Fatal(err)
	}
	first, last := m.Steps[0].Model.estimator.(*standardScaler), m.Steps[499].Model.estimator.(*standardScaler)
	if &first.Center[0] != &last.Scale[0] {
		t.Error("the array is converted more than once: 500 estimators of 800 kB")
	}
}

// TestLaterRelease reads a model of a release that was not checked: it loads, with a warning.
func TestLaterRelease(t *testing.T) {
	a := author{py.NewBuilder()}
	ridge := a.NewObj(a.Global("sklearn.linear_model", "Ridge"))
	a.Build(ridge, a.Dict(a.Str("coef_"), a.floats(2), a.Str("intercept_"), a.Float(0.5), a.Str("_sklearn_version"), a.Str("3.1.0")))
	m, err := FromPy(a.pipeline(a.scaler(), ridge))
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Warnings) != 1 || !strings.Contains(m.Warnings[0], "Ridge was written by scikit-learn 3.1.0, later than 1.9") {
		t.Errorf("warnings %q", m.Warnings)
	}
}

// FuzzFromPy reads any pickle as a model and asks it: there is an answer or an error, never a panic.
func FuzzFromPy(f *testing.F) {
	for _, pattern := range []string{"testdata/sklearn-1.9.0/*.pkl", "testdata/sklearn-1.2.1/p*.pkl"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			f.Fatalf("no %s: %v", pattern, err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := pickle.Loads(data)
		if err != nil {
			return
		}
		m, err := FromPy(doc.Root())
		if err != nil {
			var e *Error
			if !errors.As(err, &e) {
				t.Errorf("untyped error %v", err)
			}
			return
		}
		cols := m.NFeatures
		if cols > 1<<16 { // a scaler that does nothing has but the file's word for its columns
			return
		}
		x := Matrix{Data: make([]float64, 2*cols), Rows: 2, Cols: cols}
		for _, method := range m.Methods() {
			shape, got, words, err := answer(m, string(method), x)
			if err != nil || method == MethodGetFeatureNamesOut {
				continue
			}
			if n := len(got) + len(words); shape[0] != 2 || n%2 != 0 {
				t.Errorf("%s of two rows: shape %v, %d values", method, shape, n)
			}
		}
		for range m.Params() {
		}
	})
}
