package predict

import (
	"math"
	"slices"
)

// A KNNImputer fills gaps with the mean of the nearest training rows that have a value there. Rows are compared by the columns that
// both have (sklearn.impute.KNNImputer, sklearn.metrics.nan_euclidean_distances).
type KNNImputer struct {
	Train     Matrix
	Missing   []bool // as Train.Data
	Neighbors int
	Distance  bool // near ones count more, by the inverse of their distance
	Exclude   bool // rows that have no column in common with X never count, before 1.6 they did where weights are uniform
}

// distances writes the distance of a row to each training row into out; NaN if they have no column in common. Squares come of
// products, a·a - 2a·b + b·b with zeros in the gaps, less the squares where one row has a gap, since rounding tells which of rows
// that are equally far is nearer.
func (k *KNNImputer) distances(out, row []float64, missing []bool) {
	n := k.Train.Cols
	for r := range out {
		train, gaps := k.Train.Row(r), k.Missing[r*n:][:n]
		var xx, xy, yy, onlyX, onlyY float64
		common := 0
		for j, x := range row {
			y := train[j]
			switch {
			case !missing[j] && !gaps[j]:
				xx += float64(x * x)
				xy += float64(x * y)
				yy += float64(y * y)
				common++
			case !missing[j]:
				xx += float64(x * x)
				onlyX += float64(x * x)
			case !gaps[j]:
				yy += float64(y * y)
				onlyY += float64(y * y)
			}
		}
		sum := math.Max(0, float64(-2*xy)+xx+yy)
		sum = math.Max(0, sum-onlyX-onlyY)
		if out[r] = math.Sqrt(sum / float64(max(common, 1)) * float64(n)); common == 0 {
			out[r] = math.NaN()
		}
	}
}

// Fill fills the gaps of x in some columns, in place.
func (k *KNNImputer) Fill(x Matrix, missing []bool, columns []int) {
	n := x.Cols
	donors := make([][]int, n) // rows that have a value in the column
	for _, j := range columns {
		for r := range k.Train.Rows {
			if !k.Missing[r*n+j] {
				donors[j] = append(donors[j], r)
			}
		}
	}
	distance := make([]float64, k.Train.Rows)
	nearest := make([]int, 0, k.Neighbors&0xffff)
	row := make([]float64, n)
	for i := range x.Rows {
		gaps := missing[i*n:][:n]
		if !slices.Contains(gaps, true) {
			continue
		}
		copy(row, x.Row(i)) // distances are of what was there before
		k.distances(distance, row, gaps)
		for _, j := range columns {
			if gaps[j] {
				nearest = k.nearest(nearest[:0], donors[j], distance)
				x.Data[i*n+j] = k.mean(nearest, donors[j], distance, j)
			}
		}
	}
}

// nearest appends the nearest of the rows, those without a distance last.
func (k *KNNImputer) nearest(out, rows []int, distance []float64) []int {
	most := min(k.Neighbors, len(rows))
	before := func(a, b int) bool { // of equal ones the earlier
		return distance[a] < distance[b] || math.IsNaN(distance[b]) && !math.IsNaN(distance[a])
	}
	for _, r := range rows {
		if len(out) == most && !before(r, out[most-1]) {
			continue
		}
		if len(out) < most {
			out = append(out, r)
		} else {
			out[most-1] = r
		}
		for at := len(out) - 1; at > 0 && before(out[at], out[at-1]); at-- {
			out[at], out[at-1] = out[at-1], out[at]
		}
	}
	return out
}

// mean returns the weighted mean of a column over the nearest rows; if none has a distance, the mean of all that have a value.
func (k *KNNImputer) mean(nearest, donors []int, distance []float64, column int) float64 {
	value := func(r int) float64 { return k.Train.Data[r*k.Train.Cols+column] }
	var sum, total float64
	if len(nearest) == 0 || math.IsNaN(distance[nearest[0]]) {
		for _, r := range donors {
			sum += value(r)
		}
		return sum / float64(len(donors))
	}
	same := k.Distance && distance[nearest[0]] == 0
	for _, r := range nearest {
		d, w := distance[r], 1.
		switch {
		case math.IsNaN(d) && (k.Distance || k.Exclude):
			continue
		case same && d != 0:
			w = 0
		case k.Distance && !same:
			w = 1 / d
		}
		sum += float64(w * value(r))
		total += w
	}
	return sum / total
}
