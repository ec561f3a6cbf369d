package gotype

import (
	"encoding"
	"encoding/hex"
	"math/big"
	"net/netip"
	"reflect"
	"strings"

	"github.com/brine-go/brine/internal/graph"
)

// textObject returns the text of an object that is text first of all: what str() of it would be.
func (d *Decoder) textObject(w word) (string, error) {
	switch nat := d.natural(w); nat {
	case natDecimal:
		return d.decimal(w)
	case natFraction:
		r, err := d.fraction(w)
		if err != nil {
			return "", err
		}
		if r.IsInt() {
			return r.Num().String(), nil
		}
		return r.String(), nil
	case natUUID:
		if b, ok := d.uuid(w); ok {
			h := hex.EncodeToString(b)
			return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:], nil
		}
	case natPosixPath, natWindowsPath:
		return d.path(w, nat)
	case natIPv4, natIPv6:
		return d.ip(w, nat)
	case natGetattr:
		return "", errMember
	}
	return "", ErrMismatch
}

// uuid returns the sixteen bytes of a uuid.UUID, whose state is {"int": n}.
func (d *Decoder) uuid(w word) ([]byte, bool) {
	if d.natural(w) != natUUID {
		return nil, false
	}
	var out []byte
	_, _ = d.attributes(w, func(dict word) error {
		n, ok := d.g.LookupStr(dict, "int")
		if !ok { // a Python 2 str
			for i := range int(d.g.SpanOf(dict).N) {
				if k, x := d.g.Entry(dict, i); k.Is(graph.ByteString) && string(d.g.TextOf(k)) == "int" {
					n, ok = x, true
				}
			}
		}
		if ok {
			if x, err := d.bigInt(n, bigIntType); err == nil && x.Sign() >= 0 && x.BitLen() <= 128 {
				out = x.FillBytes(make([]byte, 16))
			}
		}
		return nil
	})
	return out, out != nil
}

// path joins the parts that a path is pickled as, or returns the one string that newer Pythons write.
func (d *Decoder) path(w word, nat natural) (string, error) {
	sep := "/"
	if nat == natWindowsPath {
		sep = `\`
	}
	args := d.args(w)
	if len(args) == 0 {
		return ".", nil
	}
	var b strings.Builder
	for i, a := range args {
		a = d.g.StandsFor(a)
		if !a.Is(graph.Str) && !a.Is(graph.ByteString) {
			return "", ErrMismatch
		}
		part := d.g.TextOf(a)
		if err := d.spend(w, reflect.TypeFor[string](), int64(len(part))); err != nil {
			return "", err
		}
		if i > 0 && !strings.HasSuffix(b.String(), sep) {
			b.WriteString(sep)
		}
		b.Write(part)
	}
	return b.String(), nil
}

// ip returns the text of an address, which is pickled as an integer or, IPv6 since Python 3.14, as text.
func (d *Decoder) ip(w word, nat natural) (string, error) {
	args := d.args(w)
	if len(args) == 0 {
		return "", ErrMismatch
	}
	if args[0].Is(graph.Str) {
		return string(d.g.TextOf(args[0])), nil
	}
	x, err := d.bigInt(args[0], bigIntType)
	bits := 32
	if nat == natIPv6 {
		bits = 128
	}
	if err != nil || x.Sign() < 0 || x.BitLen() > bits {
		return "", ErrMismatch
	}
	addr, _ := netip.AddrFromSlice(new(big.Int).Set(x).FillBytes(make([]byte, bits/8)))
	if len(args) > 1 && args[1].Is(graph.Str) {
		addr = addr.WithZone(string(d.g.TextOf(args[1])))
	}
	return addr.String(), nil
}

// decText decodes text by UnmarshalText; what is no text goes to the codec of the type's kind, unless that is
// a struct, whose fields are not what the type means.
func decText(kind decodeFunc) decodeFunc {
	return func(d *Decoder, c *codec, w word, v reflect.Value) error {
		if w == none {
			return nil
		}
		text, err := d.textOf(w)
		if err != nil {
			if v.Kind() == reflect.Struct {
				return d.fail(w, c.typ, err)
			}
			return kind(d, c, w, v)
		}
		if err := d.spend(w, c.typ, int64(len(text))); err != nil {
			return err
		}
		if err := v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text)); err != nil {
			return d.fail(w, c.typ, err)
		}
		return nil
	}
}
