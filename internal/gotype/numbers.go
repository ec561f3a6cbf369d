package gotype

import (
	"errors"
	"math"
	"math/big"
	"reflect"
	"strconv"
	"strings"

	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/opcode"
)

func encBigInt(e *Encoder, c *codec, p ptr) error {
	e.bigInt(addressable(p.value(c)).Addr().Interface().(*big.Int))
	return nil
}

// encBigRat writes fractions.Fraction(numerator, denominator).
func encBigRat(e *Encoder, c *codec, p ptr) error {
	r := addressable(p.value(c)).Addr().Interface().(*big.Rat)
	return e.fail(c.typ, e.call(classFraction, 2, func() error {
		e.bigInt(r.Num())
		e.bigInt(r.Denom())
		return nil
	}))
}

// encBigFloat writes decimal.Decimal of the shortest digits that are that number at its precision.
func encBigFloat(e *Encoder, c *codec, p ptr) error {
	f := addressable(p.value(c)).Addr().Interface().(*big.Float)
	var text string
	switch {
	case f.IsInf() && f.Signbit():
		text = "-Infinity"
	case f.IsInf():
		text = "Infinity"
	default:
		text = f.Text('g', -1)
	}
	if err := e.global(classDecimal); err != nil {
		return e.fail(c.typ, err)
	}
	e.startTuple(1)
	if err := e.string(text); err != nil {
		return err
	}
	e.endTuple(1)
	e.Op(opcode.Reduce)
	return nil
}

func decBigInt(d *Decoder, c *codec, w word, v reflect.Value) error {
	if w == none {
		return nil
	}
	z := v.Addr().Interface().(*big.Int)
	x, err := d.bigInt(w, c.typ)
	if err != nil {
		return d.fail(w, c.typ, err)
	}
	*z = *x
	return nil
}

// bigInt returns an int of any size, a new one.
func (d *Decoder) bigInt(w word, t reflect.Type) (*big.Int, error) {
	x := d.atom(w)
	if x.Is(graph.BigInt) {
		if err := d.spend(w, t, 2*int64(len(d.g.TextOf(x)))); err != nil {
			return nil, err
		}
		return d.g.BigOf(x), nil
	}
	i, err := d.intOf(x)
	return big.NewInt(i), err
}

func decBigRat(d *Decoder, c *codec, w word, v reflect.Value) error {
	if w == none {
		return nil
	}
	r, err := d.rat(w)
	if err != nil {
		return d.fail(w, c.typ, err)
	}
	v.Addr().Interface().(*big.Rat).Set(r)
	return nil
}

// rat returns an int, float, Fraction or Decimal exactly.
func (d *Decoder) rat(w word) (*big.Rat, error) {
	x := d.atom(w)
	if f, ok := d.g.Float64(x); ok {
		r := new(big.Rat).SetFloat64(f)
		if r == nil {
			return nil, ErrRange
		}
		return r, nil
	}
	switch d.natural(x) {
	case natFraction:
		return d.fraction(x)
	case natDecimal:
		text, err := d.decimal(x)
		if err != nil {
			return nil, err
		}
		if !isNumber(text) {
			return nil, ErrRange
		}
		if i := strings.IndexAny(text, "eE"); i >= 0 { // 1E+100000 is an integer of as many digits
			exp, err := strconv.Atoi(text[i+1:])
			if err != nil || max(exp, -exp) > maxDigits {
				return nil, ErrRange
			}
			if err := d.spend(x, bigRatType, 4*int64(max(exp, -exp))); err != nil {
				return nil, err
			}
		}
		r, ok := new(big.Rat).SetString(text)
		if !ok {
			return nil, ErrRange
		}
		return r, nil
	}
	i, err := d.bigInt(x, bigRatType)
	if err != nil {
		return nil, err
	}
	return new(big.Rat).SetInt(i), nil
}

// fraction is fractions.Fraction(numerator, denominator) or, before Python 3.11, Fraction("n/d").
func (d *Decoder) fraction(w word) (*big.Rat, error) {
	args := d.args(w)
	switch len(args) {
	case 1:
		if s := args[0]; s.Is(graph.Str) || s.Is(graph.ByteString) {
			text := string(d.g.TextOf(s))
			if err := d.digits(w, text); err != nil {
				return nil, err
			}
			n, den, both := strings.Cut(text, "/")
			a, ok := new(big.Int).SetString(n, 10)
			b := big.NewInt(1)
			if both && ok {
				b, ok = new(big.Int).SetString(den, 10)
			}
			if !ok || b.Sign() <= 0 {
				return nil, ErrMismatch
			}
			return new(big.Rat).SetFrac(a, b), nil
		}
	case 2:
		n, err := d.bigInt(args[0], bigRatType)
		if err != nil {
			return nil, err
		}
		den, err := d.bigInt(args[1], bigRatType)
		if err != nil {
			return nil, err
		}
		if den.Sign() <= 0 {
			return nil, ErrRange
		}
		return new(big.Rat).SetFrac(n, den), nil
	}
	return nil, ErrMismatch
}

var errDigits = errors.New("too many digits")

// maxDigits bounds the digits of a Decimal or a Fraction in text: making a number of them takes more than
// linear time.
const maxDigits = 100_000

func (d *Decoder) digits(w word, text string) error {
	if len(text) > maxDigits {
		return errDigits
	}
	return d.spend(w, bigRatType, int64(len(text)))
}

// decimal returns the text of a decimal.Decimal.
func (d *Decoder) decimal(w word) (string, error) {
	args := d.args(w)
	if len(args) != 1 {
		return "", ErrMismatch
	}
	s := d.g.StandsFor(args[0])
	if !s.Is(graph.Str) && !s.Is(graph.ByteString) {
		return "", ErrMismatch
	}
	text := string(d.g.TextOf(s))
	return text, d.digits(w, text)
}

// isNumber reports whether a Decimal's text is that of a finite number, in Go's notation too.
func isNumber(text string) bool {
	for i := range len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9', c == '.', c == '+', c == '-', c == 'e', c == 'E':
		default:
			return false
		}
	}
	return text != ""
}

// numberObject returns the float nearest to a Decimal or a Fraction.
func (d *Decoder) numberObject(w word) (float64, error) {
	switch d.natural(w) {
	case natDecimal:
		text, err := d.decimal(w)
		if err != nil {
			return 0, err
		}
		switch lower := strings.ToLower(strings.TrimLeft(text, "+-")); {
		case strings.HasPrefix(lower, "nan"), strings.HasPrefix(lower, "snan"):
			return math.NaN(), nil
		case lower == "infinity" || lower == "inf":
			if text[0] == '-' {
				return math.Inf(-1), nil
			}
			return math.Inf(1), nil
		case !isNumber(text):
			return 0, ErrMismatch
		}
		f, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return 0, ErrRange
		}
		return f, nil
	case natFraction:
		r, err := d.fraction(w)
		if err != nil {
			return 0, err
		}
		f, _ := r.Float64()
		if math.IsInf(f, 0) {
			return 0, ErrRange
		}
		return f, nil
	case natOr:
		x, err := d.flags(w)
		return float64(x), err
	}
	return 0, ErrMismatch
}

func decBigFloat(d *Decoder, c *codec, w word, v reflect.Value) error {
	if w == none {
		return nil
	}
	z := v.Addr().Interface().(*big.Float)
	if err := d.bigFloat(w, z); err != nil {
		return d.fail(w, c.typ, err)
	}
	return nil
}

// bigFloat sets z to a float, int, Decimal or Fraction: exactly if z has no precision yet and the number is
// no fraction, with at least 64 bits.
func (d *Decoder) bigFloat(w word, z *big.Float) error {
	x := d.atom(w)
	if f, ok := d.g.Float64(x); ok {
		if f != f {
			return ErrRange
		}
		z.SetFloat64(f)
		return nil
	}
	switch d.natural(x) {
	case natDecimal:
		text, err := d.decimal(x)
		if err != nil {
			return err
		}
		switch lower := strings.ToLower(strings.TrimLeft(text, "+-")); {
		case lower == "infinity" || lower == "inf":
			z.SetInf(text[0] == '-')
			return nil
		case !isNumber(text):
			return ErrRange
		}
		if z.Prec() == 0 {
			z.SetPrec(max(64, uint(float64(len(text))*math.Log2(10))+1))
		}
		if _, ok := z.SetString(text); !ok || z.IsInf() {
			return ErrRange
		}
		return nil
	case natFraction:
		r, err := d.fraction(x)
		if err == nil {
			z.SetRat(r)
		}
		return err
	}
	i, err := d.bigInt(x, bigFloatType)
	if err == nil {
		z.SetInt(i)
	}
	return err
}
