package predict

// NearestCentres returns for each row of x the number of the nearest centre, of equal ones the first.
func NearestCentres(x, centres Matrix) []int {
	out := make([]int, x.Rows)
	for i := range out {
		row := x.Row(i)
		least := SquaredDistance(row, centres.Row(0))
		for c := 1; c < centres.Rows; c++ {
			if d := SquaredDistance(row, centres.Row(c)); d < least {
				out[i], least = c, d
			}
		}
	}
	return out
}

// SquaredDistance returns the square of the euclidean distance of rows of one length.
func SquaredDistance(a, b []float64) float64 { return squared(a, b) }
