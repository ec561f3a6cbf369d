package predict

import "math"

// BesselK returns the modified Bessel function of the second kind K_nu(x), for nu ≥ 0 and x > 0: Temme's series for small x and
// Steed's continued fraction for large, of an order up to one half, and the recurrence from there (N. M. Temme, On the numerical
// evaluation of the modified Bessel function of the third kind, J. Comput. Phys. 19, 1975).
func BesselK(nu, x float64) float64 {
	switch {
	case math.IsNaN(nu) || math.IsNaN(x) || x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(1)
	case nu > 1e6: // of no use to a kernel, and the recurrence takes nu steps
		return math.NaN()
	case x > 800: // below the smallest number
		return 0
	}
	steps := int(nu + .5)
	mu := nu - float64(steps)
	var k, next float64 // K_mu and K_mu+1
	if x <= 2 {
		k, next = temme(mu, x)
	} else {
		k, next = steed(mu, x)
	}
	for i := 1; i <= steps; i++ {
		k, next = next, (mu+float64(i))*(2/x)*next+k
	}
	return k
}

// temme returns K_mu(x) and K_mu+1(x) for x ≤ 2 and |mu| ≤ 1/2.
func temme(mu, x float64) (k, next float64) {
	b := 2 / x
	d := -math.Log(x / 2)
	e := mu * d
	pimu := math.Pi * mu
	fact, fact2 := 1.0, 1.0
	if math.Abs(pimu) >= 1e-16 {
		fact = pimu / math.Sin(pimu)
	}
	if math.Abs(e) >= 1e-16 {
		fact2 = math.Sinh(e) / e
	}
	plus, minus := 1/math.Gamma(1+mu), 1/math.Gamma(1-mu)
	g1 := gammaDifference(mu)
	g2 := (minus + plus) / 2
	f := fact * (g1*math.Cosh(e) + g2*fact2*d)
	sum := f
	e = math.Exp(e)
	p := e / (2 * plus)
	q := 1 / (2 * e * minus)
	c := 1.0
	d = x * x / 4
	sum1 := p
	for i := 1.0; i < 500; i++ {
		f = (i*f + p + q) / (i*i - mu*mu)
		c *= d / i
		p /= i - mu
		q /= i + mu
		term := c * f
		sum += term
		sum1 += c * (p - i*f)
		if math.Abs(term) < math.Abs(sum)*1e-17 {
			break
		}
	}
	return sum, sum1 * b
}

// gammaDifference is (1/Γ(1-mu) - 1/Γ(1+mu)) / (2·mu), by the coefficients of the series of 1/Γ(z), whose odd ones are left
// (Abramowitz and Stegun, 6.1.34).
func gammaDifference(mu float64) float64 {
	// c[k] is of z^k in 1/Γ(z); 1/Γ(1+z) = Σ c[k]·z^(k-1).
	c := [...]float64{0, 1, 0.5772156649015328606, -0.6558780715202538811, -0.0420026350340952355, 0.1665386113822914895,
		-0.0421977345555443367, -0.0096219715278769736, 0.0072189432466630995, -0.0011651675918590651, -0.0002152416741149510,
		0.0001280502823881162, -0.0000201348547807882, -0.0000012504934821427, 0.0000011330272319817, -0.0000002056338416978,
		0.0000000061160950, 0.0000000050020075, -0.0000000011812746, 0.0000000001043427, 0.0000000000077823, -0.0000000000036968}
	var sum, power float64 = 0, 1
	for k := 2; k < len(c); k += 2 {
		sum -= c[k] * power
		power *= mu * mu
	}
	return sum
}

// steed returns K_mu(x) and K_mu+1(x) for x > 2 and |mu| ≤ 1/2.
func steed(mu, x float64) (k, next float64) {
	b := 2 * (1 + x)
	d := 1 / b
	h, delta := d, d
	q1, q2 := 0.0, 1.0
	a1 := .25 - mu*mu
	q, c := a1, a1
	a := -a1
	s := 1 + q*delta
	for i := 2.0; i < 10000; i++ {
		a -= 2 * (i - 1)
		c = -a * c / i
		qnew := (q1 - b*q2) / a
		q1, q2 = q2, qnew
		q += c * qnew
		b += 2
		d = 1 / (b + a*d)
		delta = (b*d - 1) * delta
		h += delta
		ds := q * delta
		s += ds
		if math.Abs(ds/s) < 1e-17 {
			break
		}
	}
	h = a1 * h
	k = math.Sqrt(math.Pi/(2*x)) * math.Exp(-x) / s
	return k, k * (mu + x + .5 - h) / x
}
