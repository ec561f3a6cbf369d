package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strconv"

	"github.com/dmitryikh/leaves"

	"github.com/brine-go/brine/sklearn"
)

// openLeaves returns what asks leaves about one row or all; nil where it cannot read the model: it knows XGBoost's old binary files and
// LightGBM's text. What it refuses is told; its answers must be those that Brine's are compared with.
func openLeaves(m *model) (func(one bool) error, error) {
	stem := filepath.Join(m.dir, strconv.Itoa(m.number))
	var trees *leaves.Ensemble
	var err error
	switch {
	case m.Text:
		trees, err = leaves.LGEnsembleFromFile(stem+".txt", true)
	case exists(stem + ".bin"):
		trees, err = leaves.XGEnsembleFromFile(stem+".bin", true)
	default:
		return nil, nil
	}
	if err != nil {
		text := err.Error()
		fmt.Fprintf(os.Stderr, "predict: leaves does not read it: %s\n", text[:min(len(text), 80)])
		return nil, nil
	}
	x := m.x.(sklearn.Matrix)
	groups := trees.NOutputGroups()
	out := make([]float64, x.Rows*groups)
	ask := func(one bool) (err error) {
		defer func() {
			if r := recover(); r != nil {
				err = fmt.Errorf("leaves: panic: %v", r)
			}
		}()
		if one {
			return trees.Predict(x.Data[:x.Cols], 0, out[:groups])
		}
		return trees.PredictDense(x.Data, x.Rows, x.Cols, out, 0, runtime.GOMAXPROCS(0))
	}
	if err := ask(false); err != nil { // trees of XGBoost since 1.0
		fmt.Fprintf(os.Stderr, "predict: %v\n", err)
		return nil, nil
	}
	for i, p := range out { // of two classes it gives the second
		want := m.want[i*len(m.want)/len(out)+len(m.want)/len(out)-1]
		if math.Abs(p-want) > 1e-5*max(1, math.Abs(want)) {
			return nil, fmt.Errorf("leaves: number %d is %v, want %v", i, p, want)
		}
	}
	return ask, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
