package xgboost

import "math"

// An objective is what turns margins into forecasts and where margins start (the classes of src/objective).
type objective struct {
	transform transform
	base      transform // of which base_score is undone
}

// A transform is a link.
type transform uint8

const (
	identity transform = iota
	sigmoid
	exponential
	step       // 1 above 0
	softmax    // probabilities of a row
	argmax     // the class with the largest margin
	increments // forecasts of a row each above the one before (reg:expectileerror)
)

// objectives are all that XGBoost has had, by name.
var objectives = map[string]objective{
	"reg:squarederror":     {},
	"reg:linear":           {},
	"reg:squaredlogerror":  {},
	"reg:pseudohubererror": {},
	"reg:absoluteerror":    {},
	"reg:quantileerror":    {},
	"reg:expectileerror":   {increments, increments},
	"reg:logistic":         {sigmoid, sigmoid},
	"reg:gamma":            {exponential, exponential},
	"reg:tweedie":          {exponential, exponential},
	"count:poisson":        {exponential, exponential},
	"survival:cox":         {exponential, exponential},
	"survival:aft":         {exponential, exponential},
	"binary:logistic":      {sigmoid, sigmoid},
	"binary:logitraw":      {identity, identity},
	"binary:hinge":         {step, identity},
	"multi:softmax":        {argmax, identity},
	"multi:softprob":       {softmax, identity},
	"rank:pairwise":        {},
	"rank:ndcg":            {},
	"rank:map":             {},

	"gpu:reg:linear":      {}, // until 0.82
	"gpu:reg:logistic":    {sigmoid, sigmoid},
	"gpu:binary:logistic": {sigmoid, sigmoid},
	"gpu:binary:logitraw": {identity, identity},
}

// rtEps is kRtEps of include/xgboost/base.h.
const rtEps = 1e-6

// toMargin undoes the link on base_score, one value each forecast (ObjFunction::ProbToMargin).
func (o objective) toMargin(base []float32) {
	switch o.base {
	case sigmoid:
		for i, p := range base {
			p = min(max(p, rtEps), 1-float32(rtEps)) // bounded since 2.0; before, 0 and 1 were refused
			base[i] = -float32(math.Log(float64(1/p - 1)))
		}
	case exponential:
		for i, v := range base {
			base[i] = float32(math.Log(float64(v)))
		}
	case increments:
		for j := len(base) - 1; j > 0; j-- {
			base[j] = softPlusInverse(base[j] - base[j-1] - rtEps)
		}
	}
}

// fromMargin turns the margins of rows of n into forecasts, in place, and returns how many a row there are then
// (ObjFunction::PredTransform).
func (o objective) fromMargin(m []float32, n int) ([]float32, int) {
	switch o.transform {
	case sigmoid:
		for i, x := range m {
			m[i] = sigmoidOf(x)
		}
	case exponential:
		for i, x := range m {
			m[i] = exp(x)
		}
	case step:
		for i, x := range m {
			m[i] = 0
			if x > 0 {
				m[i] = 1
			}
		}
	case softmax:
		for i := 0; i < len(m); i += n {
			softmaxOf(m[i:][:n])
		}
	case argmax:
		rows := len(m) / n
		for i := range rows {
			row, best := m[i*n:][:n], 0
			for k, x := range row {
				if x > row[best] {
					best = k
				}
			}
			m[i] = float32(best)
		}
		return m[:rows], 1
	case increments:
		for i := 0; i < len(m); i += n {
			row := m[i:][:n]
			sum := row[0]
			for k := 1; k < n; k++ {
				sum += rtEps + softPlus(row[k])
				row[k] = sum
			}
		}
	}
	return m, n
}

// exp is expf.
func exp(x float32) float32 { return float32(math.Exp(float64(x))) }

// sigmoidOf is common::Sigmoid of src/common/math.h.
func sigmoidOf(x float32) float32 {
	const largest = 88.7 // whose exponential is still a float32
	const eps = 1e-16
	return 1 / (exp(min(-x, largest)) + 1 + eps)
}

// softmaxOf is common::Softmax of src/common/math.h: the sum is a float64.
func softmaxOf(row []float32) {
	largest := row[0]
	for _, x := range row[1:] {
		if x > largest || largest != largest {
			largest = x
		}
	}
	var sum float64
	for k, x := range row {
		row[k] = exp(x - largest)
		sum += float64(row[k])
	}
	for k := range row {
		row[k] /= float32(sum)
	}
}

// softPlus is ln(1 + e^x).
func softPlus(x float32) float32 {
	if x > 0 {
		return x + float32(math.Log1p(float64(exp(-x))))
	}
	return float32(math.Log1p(float64(exp(x))))
}

func softPlusInverse(x float32) float32 {
	x = max(x, rtEps)
	return x + float32(math.Log(-float64(float32(math.Expm1(float64(-x))))))
}
