package train

import (
	"fmt"
	"strconv"
	"strings"
)

// Newest is the release of scikit-learn that models are of unless [ForRelease] says otherwise.
const Newest = "1.9.0"

// A release is a release of scikit-learn: {1, 2} for 1.2.1.
type release struct{ major, minor int }

// The releases whose objects can be written: the first and last ones, which the tests run against scikit-learn itself, and
// those between, by scikit-learn's changelog.
var oldest, newest = release{1, 2}, release{1, 9}

// parseRelease reads "1.2.1".
func parseRelease(text string) (release, error) {
	parts := strings.Split(text, ".")
	if len(parts) >= 2 {
		major, err1 := strconv.Atoi(parts[0])
		minor, err2 := strconv.Atoi(parts[1])
		r := release{major, minor}
		if err1 == nil && err2 == nil && r.since(oldest) && newest.since(r) {
			return r, nil
		}
	}
	return release{}, fmt.Errorf("scikit-learn %q is not supported, want a release from %v to %v, as in \"1.2.1\"", text, oldest, newest)
}

func (r release) String() string { return fmt.Sprintf("%d.%d", r.major, r.minor) }

// since reports whether r is s or later.
func (r release) since(s release) bool {
	return r.major > s.major || r.major == s.major && r.minor >= s.minor
}

// Releases in which parameters, attributes or formulas changed.
var (
	// Tree.values of classifiers are fractions, before counts; nodes say where NaN goes.
	treeFractionsSince = release{1, 3}
	// KMeans: sample weights count when the first centres are picked.
	weightedCentersSince = release{1, 3}
	// Trees: monotonic_cst.
	monotonicSince = release{1, 4}
	// Ridge: solver_.
	ridgeSolverSince = release{1, 5}
	// LogisticRegression: multi_class is "deprecated" by default, before "auto".
	multiClassDeprecatedSince = release{1, 5}
	// Pipeline: transform_input.
	transformInputSince = release{1, 6}
	// LinearRegression: tol, 1e-6 by default; before, singular values counted as zero from float64's epsilon down.
	linearTolSince = release{1, 7}
	// compute_class_weight: "balanced" counts rows by their sample weights, before each as one.
	balancedByWeightSince = release{1, 7}
	// LogisticRegression: multi_class is gone; penalty is "deprecated" and l1_ratio 0, before "l2" and None.
	penaltyDeprecatedSince = release{1, 8}
	// StandardScaler: n_samples_seen_ is a float, before an int where there were no sample weights.
	floatSamplesSince = release{1, 9}
)
