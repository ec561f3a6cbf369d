package predict

import "math"

// BoxCox returns (x^λ - 1)/λ, or the logarithm of x if λ is 0 (scipy.special.boxcox).
func BoxCox(x, lambda float64) float64 {
	log := math.Log(x)
	switch {
	case math.Abs(lambda) < 1e-19:
		return log
	case lambda*log < 709.78:
		return math.Expm1(lambda*log) / lambda
	}
	return math.Copysign(1, lambda)*math.Exp(lambda*log-math.Log(math.Abs(lambda))) - 1/lambda
}

// YeoJohnson is Box and Cox's power of x+1 for positive x, of 2-λ and mirrored for negative ones (scipy.stats.yeojohnson).
func YeoJohnson(x, lambda float64) float64 {
	positive := func(x, l float64) float64 {
		if math.Abs(l) < 0x1p-52 {
			return math.Log1p(x)
		}
		return math.Expm1(l*math.Log1p(x)) / l
	}
	if x >= 0 {
		return positive(x, lambda)
	}
	return -yeoNegative(-x, lambda, positive)
}

// YeoJohnsonByPower is [YeoJohnson] by math.Pow, which loses digits near λ = 0 and far from it: as scikit-learn had it first.
func YeoJohnsonByPower(x, lambda float64) float64 {
	positive := func(x, l float64) float64 {
		if math.Abs(l) < 0x1p-52 {
			return math.Log1p(x)
		}
		return (math.Pow(x+1, l) - 1) / l
	}
	if x >= 0 {
		return positive(x, lambda)
	}
	return -yeoNegative(-x, lambda, positive)
}

// yeoNegative is the branch of negative numbers: λ is compared with 2 itself, whose neighbours lie further apart than 0's.
func yeoNegative(x, lambda float64, positive func(x, l float64) float64) float64 {
	if math.Abs(lambda-2) > 0x1p-52 {
		return positive(x, 2-lambda)
	}
	return math.Log1p(x)
}

// InverseBoxCox returns the x of which [BoxCox] makes y (scipy.special.inv_boxcox).
func InverseBoxCox(y, lambda float64) float64 {
	if lambda == 0 {
		return math.Exp(y)
	}
	return math.Exp(math.Log1p(lambda*y) / lambda)
}

// InverseYeoJohnson returns the x of which [YeoJohnson] makes y.
func InverseYeoJohnson(y, lambda float64) float64 {
	switch {
	case math.IsNaN(y):
		return y
	case y >= 0 && math.Abs(lambda) < 0x1p-52:
		return math.Exp(y) - 1
	case y >= 0:
		return math.Pow(float64(y*lambda)+1, 1/lambda) - 1
	case math.Abs(lambda-2) > 0x1p-52:
		return 1 - math.Pow(float64(-(2-lambda)*y)+1, 1/(2-lambda))
	}
	return 1 - math.Exp(-y)
}
