package sklearn

import (
	"fmt"
	"strings"

	"github.com/brine-go/brine/predict"
)

// readCoder reads a SparseCoder, DictionaryLearning or MiniBatchDictionaryLearning.
func readCoder(s *state) (any, error) {
	name := "components_"
	if s.model.ClassName == "SparseCoder" {
		if name = "dictionary"; !s.value.Attr(name).IsValid() { // before 0.24
			name = "components_"
		}
	}
	dictionary, err := s.matrixOf(name, 0)
	if err != nil {
		return nil, err
	}
	if err := s.features(name, dictionary.Cols); err != nil {
		return nil, err
	}
	c := &predict.SparseCoder{Dictionary: dictionary, Algorithm: s.text("transform_algorithm"), Alpha: 1, MaxIter: 1000, Tol: 1e-4, Screening: s.version.since(gapScreeningSince)}
	if s.version.since(codingTolSince) {
		c.Tol = 1e-8
	}
	if c.Nonzero = min(max(dictionary.Cols/10, 1), dictionary.Rows); !s.isNone("transform_n_nonzero_coefs") {
		if c.Nonzero, err = s.count("transform_n_nonzero_coefs", 0, 1<<31-1); err != nil {
			return nil, err
		}
	}
	for _, alpha := range []string{"alpha", "transform_alpha"} {
		if alpha == "alpha" && !s.version.since(codingAlphaSince) || s.isNone(alpha) {
			continue
		}
		if c.Alpha, err = s.number(alpha); err != nil {
			return nil, err
		}
	}
	if s.value.Attr("transform_max_iter").IsValid() { // since 0.22
		if c.MaxIter, err = s.count("transform_max_iter", 0, maxIterations); err != nil {
			return nil, err
		}
	}
	if c.Positive, err = s.flag("positive_code", false); err != nil {
		return nil, err
	}
	if err := c.Check(); err != nil {
		return nil, s.fail("transform_algorithm", ErrUnsupported, err.Error())
	}
	split, err := s.flag("split_sign", false)
	if err != nil {
		return nil, err
	}
	t := s.mapped(dictionary.Rows, c.Transform)
	if !split {
		return t, nil
	}
	names := t.cols
	t.cols *= 2
	t.apply = func(x Matrix) Matrix {
		code := c.Transform(x)
		out := predict.NewMatrix(code.Rows, 2*code.Cols)
		for i := range code.Rows {
			row := out.Row(i)
			for j, v := range code.Row(i) {
				row[j], row[code.Cols+j] = max(v, 0), -min(v, 0)
			}
		}
		return out
	}
	return &halfNamed{t, names}, nil
}

// halfNamed makes more columns than it names, as DictionaryLearning does with split_sign.
type halfNamed struct {
	*mapped
	names int
}

func (t *halfNamed) featureNamesOut([]string) ([]string, error) {
	out := make([]string, t.names)
	for i := range out {
		out[i] = fmt.Sprint(strings.ToLower(t.model.ClassName), i)
	}
	return out, nil
}
