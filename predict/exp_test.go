package predict

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestExps: exponentials are math.Exp's but for the last bits, over all of its range and at its ends, and those of lanes
// have the bits of those in Go, whatever their number.
func TestExps(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	x := []float64{0, math.Copysign(0, -1), 1, -1, math.Inf(1), math.Inf(-1), math.NaN(), math.Copysign(math.NaN(), -1), 709.78, 709.79, 710, 1e300, -708.4, -744.4, -745, -745.2, -746,
		-1e300, math.SmallestNonzeroFloat64, math.Ln2 / 2, -math.Ln2 / 2, math.Nextafter(math.Ln2/2, 1), 1e-17, -1e-17}
	for range 100_000 {
		x = append(x, rng.NormFloat64()*math.Pow(10, float64(rng.IntN(6)-3)), rng.Float64()*1460-748)
	}
	lanes, plain := append([]float64(nil), x...), append([]float64(nil), x...)
	Exps(lanes)
	plainExps(plain)
	worst := 0.
	for i, v := range x {
		want := math.Exp(v)
		if v > 709 && v < 709.782 { // where math.Exp of amd64 gives up early
			want = math.Exp(v-64) * 0x1.425982cf597cdp+92 // exp 64
		}
		if !same(lanes[i], plain[i]) {
			t.Fatalf("exp %v is %v by lanes, %v in Go", v, lanes[i], plain[i])
		}
		if math.IsNaN(want) || math.IsInf(want, 0) || want == 0 {
			if !same(lanes[i], want) {
				t.Errorf("exp %v is %v, want %v", v, lanes[i], want)
			}
			continue
		}
		unit := math.Nextafter(want, math.Inf(1)) - want
		worst = max(worst, math.Abs(lanes[i]-want)/unit)
	}
	if !(worst <= 3) { // math.Exp itself may be off by one, and the product
		t.Errorf("off by %v units of the last place", worst)
	}
	t.Logf("off by %v units of the last place", worst)
	for n := range 20 {
		a := append([]float64(nil), x[:n+1]...)
		Exps(a[:n])
		for i := range n {
			if !same(a[i], lanes[i]) {
				t.Errorf("%d of %d: %v, want %v", i, n, a[i], lanes[i])
			}
		}
		if !same(a[n], x[n]) {
			t.Errorf("%d: what is behind has changed", n)
		}
	}
}

func BenchmarkExps(b *testing.B) {
	x, y := make([]float64, 1000), make([]float64, 1000)
	for i := range x {
		x[i] = -float64(i) / 100
	}
	b.Run("lanes", func(b *testing.B) {
		for b.Loop() {
			copy(y, x)
			Exps(y)
		}
	})
	b.Run("Go", func(b *testing.B) {
		for b.Loop() {
			copy(y, x)
			plainExps(y)
		}
	})
	b.Run("math", func(b *testing.B) {
		for b.Loop() {
			for i, v := range x {
				y[i] = math.Exp(v)
			}
		}
	})
}
