package pickletools

import (
	"bytes"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/brine-go/brine/internal/escape"
	"github.com/brine-go/brine/internal/pyrepr"
	"github.com/brine-go/brine/internal/wtf8"
	"github.com/brine-go/brine/opcode"
)

// A value is an argument decoded to what Python makes of it.
type value struct {
	form form
	text []byte // valid until the next argument is decoded
}

type form uint8

const (
	absent     form = iota // the opcode has no argument
	literal                // text is the repr: integers, floats, bools
	bigInt                 // an integer in two's complement
	str                    // UTF-8 with lone surrogates
	asciiStr               // the same, to be printed in ASCII
	byteString             //
	byteArray              //
)

// A decoder decodes arguments as one version of pickletools does.
type decoder struct {
	config
	buf, wide []byte // scratch, never the input: text with its escapes undone, and that in UTF-8
}

func (d *decoder) decode(op opcode.Op) (v value, err error) {
	switch op.Code.Info().Arg {
	case opcode.ArgNone:
		return value{}, nil
	case opcode.ArgUint1, opcode.ArgUint2, opcode.ArgUint4, opcode.ArgUint8:
		d.buf = strconv.AppendUint(d.buf[:0], op.Uint(), 10)
		return value{literal, d.buf}, nil
	case opcode.ArgInt4:
		d.buf = strconv.AppendInt(d.buf[:0], op.Int(), 10)
		return value{literal, d.buf}, nil
	case opcode.ArgFloat8:
		d.buf = pyrepr.AppendFloat(d.buf[:0], op.Float(), 64)
		return value{literal, d.buf}, nil
	case opcode.ArgFloatNL:
		f, err := parseFloat(op.Arg)
		d.buf = pyrepr.AppendFloat(d.buf[:0], f, 64)
		return value{literal, d.buf}, err
	case opcode.ArgDecimalNLShort:
		switch string(op.Arg) {
		case "00":
			d.buf = append(d.buf[:0], "False"...)
		case "01":
			d.buf = append(d.buf[:0], "True"...)
		default:
			d.buf, err = appendInt(d.buf[:0], op.Arg, d.maxDigits)
		}
		return value{literal, d.buf}, err
	case opcode.ArgDecimalNLLong:
		d.buf, err = appendInt(d.buf[:0], bytes.TrimSuffix(op.Arg, []byte("L")), d.maxDigits)
		return value{literal, d.buf}, err
	case opcode.ArgLong1, opcode.ArgLong4:
		return value{bigInt, op.Arg}, nil

	case opcode.ArgStringNL:
		return d.quotedString(op.Arg)
	case opcode.ArgStringNLNoEscape:
		d.buf, err = d.name(d.buf[:0], op.Arg)
		return value{str, d.buf}, err
	case opcode.ArgStringNLNoEscapePair:
		module, name := op.Lines()
		if d.buf, err = d.name(d.buf[:0], module); err != nil {
			return value{}, err
		}
		d.buf, err = d.name(append(d.buf, ' '), name)
		return value{str, d.buf}, err
	case opcode.ArgUnicodeStringNL:
		d.buf, err = escape.AppendRawUnicode(d.buf[:0], op.Arg)
		return value{str, d.buf}, err

	case opcode.ArgString1, opcode.ArgString4:
		v := value{str, op.Arg}
		if d.version >= Python314 {
			v.form = asciiStr
		}
		if asciiLen(op.Arg) < len(op.Arg) {
			d.wide = escape.AppendLatin1(d.wide[:0], op.Arg)
			v.text = d.wide
		}
		return v, nil
	case opcode.ArgUnicodeString1, opcode.ArgUnicodeString4, opcode.ArgUnicodeString8:
		if !wtf8.Valid(op.Arg) {
			return value{}, errNotUTF8
		}
		return value{str, op.Arg}, nil
	case opcode.ArgBytes1, opcode.ArgBytes4, opcode.ArgBytes8:
		return value{byteString, op.Arg}, nil
	case opcode.ArgByteArray8:
		return value{byteArray, op.Arg}, nil
	}
	panic("pickletools: unknown argument kind " + op.Code.Info().Arg.String())
}

// quotedString decodes STRING's argument.
func (d *decoder) quotedString(s []byte) (value, error) {
	s, err := unquote(s)
	if err != nil {
		return value{}, err
	}
	if d.buf, err = escape.AppendString(d.buf[:0], s); err != nil {
		return value{}, err
	}
	if d.version >= Python314 {
		d.wide = escape.AppendLatin1(d.wide[:0], d.buf)
		return value{asciiStr, d.wide}, nil
	}
	return value{str, d.buf}, checkASCII(d.buf)
}

// name appends one line of GLOBAL, INST or PERSID. CPython undoes escapes in it, though loaders do not.
func (d *decoder) name(dst, s []byte) ([]byte, error) {
	start := len(dst)
	dst, err := escape.AppendString(dst, s)
	switch {
	case err != nil:
		return dst, err
	case d.version < Python314:
		return dst, checkASCII(dst[start:])
	case !utf8.Valid(dst[start:]):
		return dst, errNotUTF8
	}
	return dst, nil
}

// print writes v's repr.
func (l *line) print(v value) {
	switch v.form {
	case literal:
		l.w.Write(v.text)
		l.col += len(v.text)
	case str, asciiStr:
		l.str(v.text, v.form == asciiStr)
	case byteString:
		l.bytes(v.text)
	case byteArray:
		l.bytearray(v.text)
	}
}

func checkASCII(s []byte) error {
	if n := asciiLen(s); n < len(s) {
		return fmt.Errorf("byte 0x%02x at position %d is not ASCII", s[n], n)
	}
	return nil
}
