package sklearn

import (
	"fmt"
	"math"

	"github.com/brine-go/brine/predict"
)

// nearestCentroid is a NearestCentroid: the class whose centroid is nearest.
type nearestCentroid struct {
	metric    predict.Metric
	centroids Matrix // classes × features
	classes   Target
}

// priorCentroid is one that knows how frequent classes are, too, since 1.6.
type priorCentroid struct {
	nearestCentroid
	scored
	uniform bool // all classes are as frequent: the nearest wins
}

func readNearestCentroid(s *state) (any, error) {
	if err := s.classes("classes_", 0); err != nil {
		return nil, err
	}
	n := &nearestCentroid{metric: predict.Metric{Name: s.text("metric"), P: 2, Product: true}, classes: s.model.Classes}
	var err error
	if n.centroids, err = s.matrixOf("centroids_", 0); err != nil {
		return nil, err
	}
	if err := s.features("centroids_", n.centroids.Cols); err != nil {
		return nil, err
	}
	if n.centroids.Rows != n.classes.Len() {
		return nil, s.fail("centroids_", nil, fmt.Sprintf("got %d for %d classes", n.centroids.Rows, n.classes.Len()))
	}
	if err := n.metric.Check(n.centroids.Cols); err != nil {
		return nil, s.fail("metric", ErrUnsupported, err.Error())
	}
	if !s.value.Attr("class_prior_").IsValid() {
		return n, nil
	}
	prior, err := s.vector("class_prior_", n.classes.Len(), false)
	if err != nil {
		return nil, err
	}
	deviation, err := s.vector("within_class_std_dev_", n.centroids.Cols, false)
	if err != nil {
		return nil, err
	}
	p := &priorCentroid{nearestCentroid: *n, uniform: true}
	even := 1 / float64(n.classes.Len())
	for _, v := range prior {
		p.uniform = p.uniform && math.Abs(v-even) <= 1e-8+1e-5*even
	}
	p.scored = scored{func(x Matrix) Matrix { return n.scores(x, prior, deviation) }, n.classes, true}
	return p, nil
}

// Predict returns the class of the nearest centroid.
func (n *nearestCentroid) Predict(x Matrix) (Target, error) {
	at := make([]int, x.Rows)
	index, distance := []int{0}, []float64{0}
	for i := range at {
		n.metric.Nearest(x.Row(i), n.centroids, index, distance)
		at[i] = index[0]
	}
	return n.classes.take(at), nil
}

// scores are 2·log(prior) less the squared distance in units of the deviation within classes
// (NearestCentroid._decision_function).
func (n *nearestCentroid) scores(x Matrix, prior, deviation []float64) Matrix {
	unit := make([]float64, len(deviation))
	for j, v := range deviation {
		if unit[j] = v; v == 0 {
			unit[j] = 1
		}
	}
	scaler := predict.Scaler{Scale: unit}
	rows, centroids := scaler.Transform(x), scaler.Transform(n.centroids)
	out := predict.NewMatrix(x.Rows, centroids.Rows)
	for i := range x.Rows {
		for k := range centroids.Rows {
			d := n.metric.Distance(rows.Row(i), centroids.Row(k))
			out.Data[i*out.Cols+k] = -float64(d*d) + float64(2*math.Log(prior[k]))
		}
	}
	return out
}

func (p *priorCentroid) has(method Method) bool {
	return method == MethodPredict || p.metric.Name == "euclidean"
}

// Predict returns the class of the nearest centroid, or of the highest score if some classes are more frequent.
func (p *priorCentroid) Predict(x Matrix) (Target, error) {
	if p.uniform {
		return p.nearestCentroid.Predict(x)
	}
	return p.scored.Predict(x)
}
