package show

import (
	"cmp"
	"encoding/base64"
	"math"
	"math/big"
	"strconv"
	"unicode"
	"unicode/utf8"

	"github.com/brine-go/brine/internal/pyrepr"
	"github.com/brine-go/brine/py"
)

// scalar writes a value without parts.
func (p *jsonPrinter) scalar(v py.Value) {
	if p.dry {
		return
	}
	switch v.Kind() {
	case py.None:
		p.raw("null")
	case py.Bool:
		b, _ := v.Bool()
		p.raw(strconv.FormatBool(b))
	case py.Int:
		if x, ok := v.Int(); ok {
			p.buf = strconv.AppendInt(p.buf[:0], x, 10)
			p.write(p.buf)
			return
		}
		x, _ := v.BigInt()
		p.bigInt(x)
	case py.Float:
		f, _ := v.Float()
		p.float(f, 64)
	case py.Str:
		s, _ := v.Str()
		p.text(s)
	case py.ByteString:
		b, _ := v.Bytes()
		s := make([]rune, len(b))
		for i, c := range b {
			s[i] = rune(c)
		}
		p.raw(`{"$bytestring":`)
		p.text(string(s))
		p.raw("}")
	case py.Bytes:
		p.bytes("$bytes", v)
	case py.ByteArray:
		p.bytes("$bytearray", v)
	case py.Buffer:
		if b, _ := v.Bytes(); b == nil {
			p.raw(`{"$buffer":null}`)
			return
		}
		p.bytes("$buffer", v)
	case py.Global:
		p.global(v)
	}
}

func (p *jsonPrinter) global(v py.Value) {
	module, name, _ := v.Global()
	if module == "" && name == "" {
		code, _ := v.ExtCode()
		p.raw(`{"$extension":` + strconv.FormatUint(uint64(code), 10) + "}")
		return
	}
	p.raw(`{"$global":`)
	p.text(module + "." + name)
	p.raw("}")
}

func (p *jsonPrinter) bytes(tag string, v py.Value) {
	b, _ := v.Bytes()
	p.raw(`{"` + tag + `":`)
	p.base64(b)
	p.raw("}")
}

func (p *jsonPrinter) base64(b []byte) {
	if p.dry {
		return
	}
	p.raw(`"`)
	enc := base64.NewEncoder(base64.StdEncoding, p.w)
	_, err := enc.Write(b)
	p.err = cmp.Or(p.err, err, enc.Close())
	p.raw(`"`)
}

func (p *jsonPrinter) bigInt(x *big.Int) {
	s := bigText(x, true)
	if x.BitLen() > hugeBits {
		p.raw(`{"$int":"` + s + `"}`)
		return
	}
	p.raw(s)
}

// float writes a float that JSON has, of so many bits, or its name.
func (p *jsonPrinter) float(f float64, bits int) { p.raw(floatJSON(f, bits)) }

func floatJSON(f float64, bits int) string {
	s := string(pyrepr.AppendFloat(nil, f, bits))
	if math.IsNaN(f) || math.IsInf(f, 0) {
		s = `{"$float":"` + s + `"}`
	}
	return s
}

// text writes a str between quotes.
func (p *jsonPrinter) text(s string) {
	if p.dry {
		return
	}
	p.buf = appendJSON(p.buf[:0], s)
	p.write(p.buf)
	if cap(p.buf) > 1<<20 {
		p.buf = nil
	}
}

// appendJSON appends a Python str as a JSON string. Lone surrogates are escapes, which JSON allows and Python's json
// reads; so is what a terminal would not print.
func appendJSON(b []byte, s string) []byte {
	b = append(b, '"')
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && size == 1:
			if unit, ok := surrogate(s); ok {
				b, size = appendUnit(b, unit), 3
				break
			}
			b = appendUnit(b, rune(s[0]))
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r == '\n':
			b = append(b, '\\', 'n')
		case r == '\t':
			b = append(b, '\\', 't')
		case r == '\r':
			b = append(b, '\\', 'r')
		case r == ' ' || unicode.IsPrint(r):
			b = append(b, s[:size]...)
		case r > 0xFFFF:
			b = appendUnit(b, 0xD800+(r-0x10000)>>10)
			b = appendUnit(b, 0xDC00+(r-0x10000)&0x3FF)
		default:
			b = appendUnit(b, r)
		}
		s = s[size:]
	}
	return append(b, '"')
}

// appendUnit appends \u and the four digits of a UTF-16 code unit.
func appendUnit(b []byte, unit rune) []byte {
	return append(b, '\\', 'u', hexDigits[unit>>12&15], hexDigits[unit>>8&15], hexDigits[unit>>4&15], hexDigits[unit&15])
}
