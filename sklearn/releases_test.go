package sklearn

import (
	"path/filepath"
	"testing"
)

// TestReleases compares a model of each class, as scikit-learn of before 1.2 and between 1.2 and 1.9 pickles it, with the answers of
// that release (testdata/releases).
func TestReleases(t *testing.T) {
	for release, count := range map[string]int{"0.23.2": 172, "1.4.2": 180} {
		examine(t, filepath.Join("testdata/releases", release), count, func(t *testing.T, name string, m *Model, cases []question) (compared int) {
			for _, q := range cases {
				compared += askNeighbors(t, m, q)
				compared += askWithin(t, max(exact, looserUnsupervised[name]), m, q)
			}
			return compared
		})
	}
}
