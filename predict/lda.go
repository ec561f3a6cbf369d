package predict

import "math"

// Topics tells what share each topic has in documents, as sklearn.decomposition.LatentDirichletAllocation does.
type Topics struct {
	Words   Matrix // topics × features: the exponential of the expected logarithm
	Prior   float64
	MaxIter int
	Tol     float64 // of the mean change
}

// Transform returns the shares: rows × topics.
func (t *Topics) Transform(x *Sparse) Matrix {
	k := t.Words.Rows
	out := NewMatrix(x.Rows, k)
	theta, last := make([]float64, k), make([]float64, k)
	var words, ratio []float64
	for i := range x.Rows {
		index, counts := x.Row(i)
		words = words[:0] // the columns of the document, topic after topic
		for topic := range k {
			all := t.Words.Row(topic)
			for _, j := range index {
				words = append(words, all[j])
			}
		}
		n := len(index)
		ratio = append(ratio[:0], counts...)
		share := out.Row(i)
		for j := range share {
			share[j] = 1
		}
		total := roughDigamma(float64(k))
		for j := range theta {
			theta[j] = math.Exp(roughDigamma(1) - total)
		}
		for range t.MaxIter {
			copy(last, share)
			for w := range n {
				var sum float64
				for topic, v := range theta {
					sum += float64(v * words[topic*n+w])
				}
				ratio[w] = counts[w] / (sum + 0x1p-52)
			}
			var all float64
			for topic := range share {
				share[topic] = float64(theta[topic]*dot(ratio, words[topic*n:][:n])) + t.Prior
				all += share[topic]
			}
			total := roughDigamma(all)
			var change float64
			for topic, v := range share {
				theta[topic] = math.Exp(roughDigamma(v) - total)
				change += math.Abs(last[topic] - v)
			}
			if change/float64(k) < t.Tol {
				break
			}
		}
	}
	out.NormalizeRows(Divide)
	return out
}

// roughDigamma is the derivative of the logarithm of the gamma function to as many digits as scikit-learn has it there (psi of
// _online_lda_fast.pyx).
func roughDigamma(x float64) float64 {
	if x <= 1e-6 {
		return -0.577215664901532860606512090082402431 - 1/x
	}
	var result float64
	for ; x < 6; x++ {
		result -= 1 / x
	}
	r := 1 / x
	result += math.Log(x) - .5*r
	r *= r
	return result - r*((1./12.)-float64(r*((1./120.)-float64(r*(1./252.)))))
}
