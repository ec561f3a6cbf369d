package lightgbm

import (
	"errors"
	"fmt"
	"math"
	"strconv"

	"github.com/brine-go/brine/predict"
)

// tree reads the lines of a tree, and what each split gained; nil if they do not tell.
func (e entries) tree() (t predict.LightGBMTree, gains []float64, err error) {
	leaves, err := e.count("num_leaves")
	if err != nil {
		return t, nil, err
	}
	if leaves == 0 {
		return t, nil, errors.New("no leaves")
	}
	// Files before 2.0.5 have no num_cat, and decision_type means something else in them.
	sets, err := e.count("num_cat")
	if err != nil {
		return t, nil, err
	}
	if t.LeafValue, err = e.floats("leaf_value", leaves); err != nil {
		return t, nil, err
	}
	if e["is_linear"] == "1" {
		if err := linear(&t, e, leaves); err != nil {
			return t, nil, err
		}
	}
	if splits := leaves - 1; splits > 0 {
		if t.Left, err = e.ints("left_child", splits); err != nil {
			return t, nil, err
		}
		if t.Right, err = e.ints("right_child", splits); err != nil {
			return t, nil, err
		}
		if t.Feature, err = e.ints("split_feature", splits); err != nil {
			return t, nil, err
		}
		if t.Threshold, err = e.floats("threshold", splits); err != nil {
			return t, nil, err
		}
		if _, ok := e["decision_type"]; ok {
			if t.DecisionType, err = e.ints("decision_type", splits); err != nil {
				return t, nil, err
			}
		}
		if _, ok := e["split_gain"]; ok {
			if gains, err = e.floats("split_gain", splits); err != nil {
				return t, nil, err
			}
		}
		if sets > 0 {
			if err := categorical(&t, e, sets); err != nil {
				return t, nil, err
			}
		}
	}
	return t, gains, nil
}

// splitGains are the features of a tree's splits, and what each split gained; nil if the file does not tell.
type splitGains struct {
	feature []int64
	gain    []float64
}

// categorical reads sets of categories.
func categorical(t *predict.LightGBMTree, e entries, sets int) error {
	var err error
	if t.CatBoundaries, err = e.ints("cat_boundaries", sets+1); err != nil {
		return err
	}
	end := t.CatBoundaries[sets]
	if end < 0 {
		return fmt.Errorf("cat_boundaries end at %d", end)
	}
	t.CatThreshold, err = numbers(e, "cat_threshold", int(end), func(s string) (uint32, error) {
		x, err := strconv.ParseUint(s, 10, 32)
		return uint32(x), err
	})
	return err
}

// linear reads the linear models of leaves: the numbers of all of them are in one line, and num_features has how many each has.
func linear(t *predict.LightGBMTree, e entries, leaves int) error {
	var err error
	if t.LeafConst, err = e.floats("leaf_const", leaves); err != nil {
		return err
	}
	t.LeafFeatures, t.LeafCoef = make([][]int64, leaves), make([][]float64, leaves)
	counts, err := e.ints("num_features", leaves)
	if err != nil {
		return err
	}
	total := int64(0)
	for i, n := range counts {
		if total += n; n < 0 || total > math.MaxInt32 {
			return fmt.Errorf("num_features: leaf %d has %d", i, n)
		}
	}
	features, err := e.ints("leaf_features", int(total))
	if err != nil {
		return err
	}
	coef, err := e.floats("leaf_coeff", int(total))
	if err != nil {
		return err
	}
	for i, n := range counts {
		t.LeafFeatures[i], features = features[:n], features[n:]
		t.LeafCoef[i], coef = coef[:n], coef[n:]
	}
	return nil
}
