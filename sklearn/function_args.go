package sklearn

import (
	"errors"
	"fmt"
	"math"

	"github.com/brine-go/brine/py"
)

// numpyFunctions are NumPy's functions of numbers with arguments; each takes the arguments that it knows out of args.
var numpyFunctions = map[string]func(args map[string]py.Value) (func(float64) float64, error){
	"clip": clipFunction, "round": roundFunction, "round_": roundFunction, "around": roundFunction, "nan_to_num": nanFunction,
}

// take removes an argument that is a number; None and a missing one are not there.
func take(args map[string]py.Value, name string) (x float64, there bool, err error) {
	v, ok := args[name]
	delete(args, name)
	if !ok || v.IsNone() {
		return 0, false, nil
	}
	x, ok = v.Number()
	if !ok {
		return 0, false, fmt.Errorf("%s is %v, want a number", name, v.Kind())
	}
	return x, true, nil
}

// done reports arguments that nobody took.
func done(args map[string]py.Value) error {
	for name := range args {
		return fmt.Errorf("the argument %s is not supported", name)
	}
	return nil
}

// clipFunction is numpy.clip: the larger of x and a_min, then the smaller of that and a_max; a NaN stays.
func clipFunction(args map[string]py.Value) (func(float64) float64, error) {
	var bounds [2]float64
	for i, names := range [2][2]string{{"a_min", "min"}, {"a_max", "max"}} {
		bounds[i] = math.Inf(2*i - 1)
		for _, name := range names {
			if x, there, err := take(args, name); err != nil {
				return nil, err
			} else if there {
				bounds[i] = x
			}
		}
	}
	return func(x float64) float64 {
		if x < bounds[0] {
			x = bounds[0]
		}
		if x > bounds[1] {
			x = bounds[1]
		}
		return x
	}, done(args)
}

// roundFunction is numpy.round: to a number of decimals by way of a power of ten, halves to even.
func roundFunction(args map[string]py.Value) (func(float64) float64, error) {
	decimals, _, err := take(args, "decimals")
	if err != nil {
		return nil, err
	}
	if decimals != math.Trunc(decimals) || math.Abs(decimals) > 300 {
		return nil, errors.New("decimals that are no integer up to 300 are not supported")
	}
	power := 1.
	for range int(math.Abs(decimals)) {
		power *= 10
	}
	return func(x float64) float64 {
		if decimals < 0 {
			return math.RoundToEven(x/power) * power
		}
		return math.RoundToEven(x*power) / power
	}, done(args)
}

// nanFunction is numpy.nan_to_num: 0 for NaN, the largest numbers for infinities, or what the arguments say.
func nanFunction(args map[string]py.Value) (func(float64) float64, error) {
	delete(args, "copy") // X is never changed
	values := [3]float64{0, math.MaxFloat64, -math.MaxFloat64}
	for i, name := range [3]string{"nan", "posinf", "neginf"} {
		if x, there, err := take(args, name); err != nil {
			return nil, err
		} else if there {
			values[i] = x
		}
	}
	return func(x float64) float64 {
		switch {
		case math.IsNaN(x):
			return values[0]
		case math.IsInf(x, 1):
			return values[1]
		case math.IsInf(x, -1):
			return values[2]
		}
		return x
	}, done(args)
}
