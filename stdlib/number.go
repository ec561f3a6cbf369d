package stdlib

import (
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"github.com/brine-go/brine/py"
)

// A Decimal is a decimal.Decimal, written as Python writes it: "1.10", "-0", "1E+1000", "NaN", "sNaN123",
// "Infinity". Digits that do not count for the value (the last 0 of 1.10) are kept.
type Decimal string

// decimalText is what decimal.Decimal takes (decimal._parser), in the ASCII digits that str writes.
var decimalText = regexp.MustCompile(`^(?i)[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|inf(?:inity)?|s?nan\d*)$`)

// maxExponent is how far from 0 an exponent may be for Rat: a number of as many digits takes 40 kB.
const maxExponent = 100_000

// Valid reports whether d is a number, an infinity or a NaN as Decimal takes them.
func (d Decimal) Valid() bool { return decimalText.MatchString(string(d)) }

// IsFinite reports whether d is a number.
func (d Decimal) IsFinite() bool {
	return d.Valid() && !strings.ContainsAny(strings.ToLower(string(d)), "nif")
}

// Rat returns the exact value; ok is false for NaN, for infinities and beyond 100,000 digits.
func (d Decimal) Rat() (x *big.Rat, ok bool) {
	if !d.IsFinite() || len(d) > maxExponent {
		return nil, false
	}
	if _, exp, found := strings.Cut(strings.ToLower(string(d)), "e"); found {
		if e, err := strconv.Atoi(exp); err != nil || e < -maxExponent || e > maxExponent {
			return nil, false
		}
	}
	return new(big.Rat).SetString(string(d))
}

// Float64 returns the nearest float64, NaN and infinities included.
func (d Decimal) Float64() float64 {
	s := strings.ToLower(string(d))
	if strings.Contains(s, "nan") {
		return math.NaN()
	}
	f, _ := strconv.ParseFloat(s, 64) // out of range it is an infinity or 0, as in Python
	return f
}

func readDecimal(c call) (Decimal, error) {
	s, ok := c.arg(0).Text()
	if d := Decimal(s); ok && d.Valid() {
		return d, nil
	}
	return "", c.wrong(0, "a number as text")
}

// MarshalPickle writes a decimal.Decimal.
func (d Decimal) MarshalPickle(b *py.Builder) (py.Value, error) {
	if !d.Valid() {
		return py.Value{}, &Error{Class: "decimal.Decimal", Got: strconv.Quote(string(d)), Want: "a number"}
	}
	return b.Call(b.Global("decimal", "Decimal"), b.Str(string(d))), nil
}

// UnmarshalPickle reads a decimal.Decimal.
func (d *Decimal) UnmarshalPickle(v py.Value) error { return into(d, v, "decimal.Decimal") }

// readFraction reads Fraction(n, d), or Fraction("n/d") of older Pythons.
func readFraction(c call) (*big.Rat, error) {
	if s, ok := c.arg(0).Text(); ok && c.nargs() == 1 {
		if x, ok := new(big.Rat).SetString(s); ok && !strings.ContainsAny(s, ".eEpPxXoObB_") {
			return x, nil
		}
		return nil, c.wrong(0, "a fraction as text")
	}
	n, ok := c.arg(0).BigInt()
	if !ok {
		return nil, c.wrong(0, "an int")
	}
	d := big.NewInt(1)
	if c.nargs() > 1 {
		if d, ok = c.arg(1).BigInt(); !ok || d.Sign() == 0 {
			return nil, c.wrong(1, "an int other than 0")
		}
	}
	return new(big.Rat).SetFrac(n, d), nil
}

func readComplex(c call) (complex128, error) {
	var parts [2]float64
	for i := range min(c.nargs(), 2) {
		var ok bool
		if parts[i], ok = c.arg(i).Number(); !ok {
			return 0, c.wrong(i, "a number")
		}
	}
	return complex(parts[0], parts[1]), nil
}
