package sklearn

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// looserUnsupervised are the models of testdata/unsupervised whose numbers cannot agree to 1e-12, with the tolerance that they can.
var looserUnsupervised = map[string]float64{
	// The kernel of the basis has fewer dimensions than rows: what LAPACK rounds of zero is divided by its root, at most 1e-6.
	"Nystroem-linear": 1e-8, "Nystroem-cosine": 1e-8, "Nystroem-sigmoid": 1e-8,
	// These numbers are differences of larger ones, which agree to 1e-12 of those.
	"CountSketch": 2e-12, "KernelPCA-all": 2e-12, "KernelPCA-nozero": 2e-12,
}

// TestUnsupervised compares transformers, decompositions, clusterers, mixtures and outlier detectors of
// testdata/unsupervised with scikit-learn's answers; BRINE_UNSUPERVISED names another folder that its generator wrote.
func TestUnsupervised(t *testing.T) {
	folder, counts := "testdata/unsupervised", map[string]int{"1.2.1": 402, "1.9.0": 411}
	if other := os.Getenv("BRINE_UNSUPERVISED"); other != "" {
		folder, counts = other, map[string]int{"*": anyCount}
	}
	for release, count := range counts {
		examine(t, filepath.Join(folder, release), count, func(t *testing.T, name string, m *Model, cases []question) (compared int) {
			onlyAnswered(t, m, cases, MethodInverseTransform, MethodPredictLogProba, MethodGetFeatureNamesOut)
			for _, q := range cases {
				compared += askNeighbors(t, m, q)
				compared += askWithin(t, max(exact, looserUnsupervised[name]), m, q)
			}
			return compared
		})
	}
}

// askNeighbors compares the distances and numbers of the nearest rows, and takes them out of the question.
func askNeighbors(t *testing.T, m *Model, q question) int {
	want, ok := q.Outputs["distances"]
	if !ok {
		return 0
	}
	numbers := q.Outputs["indices"]
	delete(q.Outputs, "distances")
	delete(q.Outputs, "indices")
	distances, indices, err := m.KNeighbors(q.X.x(t), want.Shape[1])
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range want.floats(t) {
		if !near(distances.Data[i], w, exact) {
			t.Errorf("distance %d is %v, want %v", i, distances.Data[i], w)
		}
	}
	for i, w := range numbers.floats(t) { // of rows that are equally far, any order will do
		row := i / distances.Cols * distances.Cols
		if at := slices.Index(indices[row:row+distances.Cols], int(w)); at < 0 || distances.Data[row+at] != distances.Data[i] {
			t.Errorf("neighbour %d is %d, want %v", i, indices[i], w)
		}
	}
	return 2 * len(indices)
}
