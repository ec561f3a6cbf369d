package sklearn

import (
	"fmt"

	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/py"
)

// maxKernels bounds the kernels that one is made of: a pickle may refer to one from many places.
const maxKernels = 1000

// covariance reads a kernel of sklearn.gaussian_process.kernels.
func (s *state) covariance(name string, v py.Value, features int) (predict.Covariance, error) {
	k := kernelReader{state: s, name: name, features: features}
	return k.read(v, 0)
}

type kernelReader struct {
	*state
	name     string
	features int
	count    int
}

func (k *kernelReader) read(v py.Value, depth int) (predict.Covariance, error) {
	if k.count++; k.count > maxKernels || depth > maxDepth {
		return nil, k.fail(k.name, ErrUnsupported, "it is made of too many kernels")
	}
	_, class, ok := v.Class()
	if !ok {
		return nil, k.fail(k.name, ErrUnsupported, fmt.Sprintf("got %v, want a kernel", v.Kind()))
	}
	switch class {
	case "Sum", "Product":
		a, err := k.read(v.Attr("k1"), depth+1)
		if err != nil {
			return nil, err
		}
		b, err := k.read(v.Attr("k2"), depth+1)
		return predict.CombinedCovariance{A: a, B: b, Sum: class == "Sum"}, err
	case "Exponentiation":
		of, err := k.read(v.Attr("kernel"), depth+1)
		if err != nil {
			return nil, err
		}
		exponent, err := k.parameter(v, "exponent")
		return predict.PowerCovariance{Of: of, Exponent: exponent}, err
	case "ConstantKernel":
		value, err := k.parameter(v, "constant_value")
		return predict.ConstantCovariance{Value: value}, err
	case "WhiteKernel":
		level, err := k.parameter(v, "noise_level")
		return predict.NoiseCovariance{Level: level}, err
	case "RBF":
		scale, err := k.lengthScale(v)
		return predict.RBFCovariance{Scale: scale}, err
	case "Matern":
		scale, err := k.lengthScale(v)
		if err != nil {
			return nil, err
		}
		nu, err := k.parameter(v, "nu")
		if err == nil && !(nu > 0) {
			err = k.fail(k.name, ErrUnsupported, fmt.Sprintf("Matern of nu=%v", nu))
		}
		return predict.MaternCovariance{Scale: scale, Nu: nu}, err
	case "RationalQuadratic":
		scale, alpha, err := k.parameters(v, "length_scale", "alpha")
		return predict.RationalQuadraticCovariance{Scale: scale, Alpha: alpha}, err
	case "ExpSineSquared":
		scale, period, err := k.parameters(v, "length_scale", "periodicity")
		return predict.PeriodicCovariance{Scale: scale, Period: period}, err
	case "DotProduct":
		sigma, err := k.parameter(v, "sigma_0")
		return predict.DotCovariance{Sigma: sigma}, err
	case "PairwiseKernel":
		return k.pairwiseKernel(v)
	}
	return nil, k.fail(k.name, ErrUnsupported, "kernel "+class+" is not supported")
}

// parameter reads a number of a kernel, or an array of one.
func (k *kernelReader) parameter(v py.Value, name string) (float64, error) {
	p := v.Attr(name)
	if x, ok := numberOf(p); ok {
		return x, nil
	}
	if p.IsValid() {
		if a, err := numpy.FromPy(p); err == nil {
			if x, err := a.Float64s(); err == nil && len(x) == 1 {
				return x[0], nil
			}
		}
	}
	return 0, k.fail(k.name+"."+name, nil, fmt.Sprintf("got %v, want a number", p.Kind()))
}

func (k *kernelReader) parameters(v py.Value, first, second string) (a, b float64, err error) {
	if a, err = k.parameter(v, first); err != nil {
		return 0, 0, err
	}
	b, err = k.parameter(v, second)
	return a, b, err
}

// lengthScale reads length_scale: a number, or one for each feature.
func (k *kernelReader) lengthScale(v py.Value) ([]float64, error) {
	p := v.Attr("length_scale")
	if x, ok := numberOf(p); ok {
		return []float64{x}, nil
	}
	var out []float64
	if p.Kind() == py.List || p.Kind() == py.Tuple {
		for item := range p.Items() {
			x, ok := numberOf(item)
			if !ok {
				return nil, k.fail(k.name+".length_scale", nil, "want numbers")
			}
			out = append(out, x)
		}
	} else {
		a, err := denseOf(p)
		if err != nil {
			return nil, k.wrap(k.name+".length_scale", err)
		}
		if out, err = a.Float64s(); err != nil {
			return nil, k.wrap(k.name+".length_scale", err)
		}
	}
	if len(out) != 1 && len(out) != k.features {
		return nil, k.fail(k.name+".length_scale", nil, fmt.Sprintf("%d numbers for %d features", len(out), k.features))
	}
	return out, nil
}

// pairwiseKernel reads a PairwiseKernel; its other parameters are in a dict, and by default those of the functions.
func (k *kernelReader) pairwiseKernel(v py.Value) (predict.Covariance, error) {
	metric, _ := v.Attr("metric").Text()
	p := predict.Pairwise{Name: metric, Coef0: 1, Degree: 3}
	if err := p.Check(); err != nil {
		return nil, k.fail(k.name, ErrUnsupported, "PairwiseKernel: "+err.Error())
	}
	var err error
	if p.Gamma, err = k.parameter(v, "gamma"); err != nil {
		return nil, err
	}
	more := v.Attr("pairwise_kernels_kwargs")
	for _, o := range []struct {
		key  string
		into *float64
	}{{"coef0", &p.Coef0}, {"degree", &p.Degree}} {
		if x := more.Get(o.key); x.IsValid() {
			var ok bool
			if *o.into, ok = numberOf(x); !ok {
				return nil, k.fail(k.name, ErrUnsupported, "PairwiseKernel: "+o.key+" is no number")
			}
		}
	}
	return predict.PairwiseCovariance{Pairwise: p}, nil
}
