package train

import (
	"math"
	"slices"

	"github.com/brine-go/brine/sklearn"
)

// A KMeans finds clusters by Lloyd's algorithm, from centres that k-means++ picks (scikit-learn's KMeans). The best of NInit runs
// is taken. The same RandomState gives the same clusters as in Python.
type KMeans struct {
	NClusters   int
	NInit       int // runs; scikit-learn since 1.4 makes one, before 10
	MaxIter     int // steps of one run
	Tol         float64
	RandomState uint32
}

// NewKMeans returns one with scikit-learn's defaults, but of 10 runs.
func NewKMeans(clusters int) *KMeans {
	return &KMeans{NClusters: clusters, NInit: 10, MaxIter: 300, Tol: 1e-4}
}

// Fit returns a KMeans. y is not looked at.
func (k *KMeans) Fit(x sklearn.Matrix, _ sklearn.Target, opts ...Option) (*sklearn.Model, error) {
	t, err := newTask("KMeans", x, sklearn.Target{}, anyFloat64, opts)
	if err != nil {
		return nil, err
	}
	switch {
	case k.NClusters < 1:
		return nil, t.fail(nil, "n_clusters is %d, want at least 1", k.NClusters)
	case x.Rows < k.NClusters:
		return nil, t.fail(nil, "n_samples=%d should be >= n_clusters=%d.", x.Rows, k.NClusters)
	case k.NInit < 1 || k.MaxIter < 1 || !(k.Tol >= 0):
		return nil, t.fail(nil, "n_init is %d, max_iter %d and tol %v, want at least 1, 1 and 0", k.NInit, k.MaxIter, k.Tol)
	}
	if x.Rows > math.MaxInt32 {
		return nil, t.fail(nil, "%d rows are too many", x.Rows)
	}
	c := newClustering(t, k.NClusters)
	tol := c.tolerance(k.Tol)
	random := newRandomState(k.RandomState)
	var best *clustered
	for range k.NInit {
		run := c.run(c.plusPlus(random), k.MaxIter, tol)
		if best == nil || run.inertia < best.inertia && !sameClusters(run.labels, best.labels, k.NClusters) {
			best = run
		}
	}
	if math.IsNaN(best.inertia) || math.IsInf(best.inertia, 0) {
		return nil, t.fail(sklearn.ErrInfinite, "X has values too large for the squares of distances")
	}
	centers := slices.Clone(best.centers)
	for i := range centers {
		centers[i] += c.mean[i%x.Cols]
	}
	o := newObject(t)
	k.params(o)
	o.features()
	o.set("_tol", o.float64(tol))
	o.set("_n_init", k.NInit)
	o.set("_algorithm", "lloyd")
	o.set("_n_threads", 1)
	o.set("cluster_centers_", o.floats(centers, k.NClusters, x.Cols))
	o.set("_n_features_out", k.NClusters)
	o.set("labels_", o.int32s(best.labels))
	o.set("inertia_", best.inertia)
	o.set("n_iter_", best.steps)
	return o.model("sklearn.cluster._kmeans", "KMeans")
}

func (k *KMeans) params(o *object) {
	o.set("n_clusters", k.NClusters)
	o.set("init", "k-means++")
	o.set("max_iter", k.MaxIter)
	o.set("tol", k.Tol)
	o.set("n_init", k.NInit)
	o.set("verbose", 0)
	o.set("random_state", int64(k.RandomState))
	o.set("copy_x", true)
	o.set("algorithm", "lloyd")
}

// sameClusters reports whether two labellings differ by the numbers of the clusters only (_is_same_clustering).
func sameClusters(a, b []int32, clusters int) bool {
	to := make([]int32, clusters)
	for i := range to {
		to[i] = -1
	}
	for i, label := range a {
		if to[label] < 0 {
			to[label] = b[i]
		}
		if to[label] != b[i] {
			return false
		}
	}
	return true
}
