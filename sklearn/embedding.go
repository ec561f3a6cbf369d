package sklearn

import (
	"fmt"

	"github.com/brine-go/brine/predict"
)

// embedding is a RandomTreesEmbedding: the leaves that each row comes to, one hot.
type embedding struct {
	model *Model
	*grove
	encoder *oneHot
}

func readTreesEmbedding(s *state) (any, error) {
	g, err := s.grove(false)
	if err != nil {
		return nil, err
	}
	v, err := s.attr("one_hot_encoder_")
	if err != nil {
		return nil, err
	}
	m, err := s.child(v, "one_hot_encoder_")
	if err != nil {
		return nil, err
	}
	e, ok := m.estimator.(*oneHot)
	if !ok || len(e.columns) != len(g.trees) {
		return nil, s.fail("one_hot_encoder_", nil, "it is not of as many columns as there are trees")
	}
	return &embedding{s.model, g, e}, nil
}

// TransformX returns a 1 for the leaf of each tree.
func (e *embedding) TransformX(x X) (X, error) {
	m, err := Dense(x)
	if err != nil {
		return nil, err
	}
	if err := e.model.checkAs(m, e.accepts()); err != nil {
		return nil, err
	}
	leaves := predict.NewMatrix(m.Rows, len(e.trees))
	rows := predict.Float32s(m)
	for k, tree := range e.trees {
		tree.Apply(rows, func(row, leaf, _ int) { leaves.Data[row*leaves.Cols+k] = float64(leaf) })
	}
	return e.encoder.TransformX(leaves)
}

func (e *embedding) featureNamesOut([]string) ([]string, error) {
	names := make([]string, len(e.trees))
	for i := range names {
		names[i] = fmt.Sprintf("randomtreesembedding_%d", i)
	}
	return e.encoder.featureNamesOut(names)
}
