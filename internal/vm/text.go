package vm

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/brine-go/brine/internal/escape"
	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/internal/wtf8"
	"github.com/brine-go/brine/opcode"
)

// text returns the word of buf[i:i+n].
func (m *Machine) text(t graph.Tag, i, n int) graph.Word {
	switch {
	case m.chunk >= 0 && i > graph.MaxChunk:
		return m.g.AddText(t, m.buf[i:i+n])
	case m.chunk >= 0:
		m.hi = max(m.hi, i+n)
		return m.g.ChunkText(t, m.chunk, i, n)
	}
	m.lo, m.hi = min(m.lo, i), max(m.hi, i+n)
	return m.g.TextWord(t, i, n)
}

// long returns the integer in buf[i:i+n], two's complement.
func (m *Machine) long(i, n int) graph.Word {
	if n <= 8 && i+8 <= len(m.buf) {
		shift := uint(64 - 8*n)
		return m.g.IntWord(int64(binary.LittleEndian.Uint64(m.buf[i:])<<shift) >> shift)
	}
	if n > 8 {
		n = len(graph.TrimLong(m.buf[i : i+n]))
	}
	if n <= 8 {
		return m.g.IntWord(graph.Long64(m.buf[i : i+n]))
	}
	return m.text(graph.BigInt, i, n)
}

// numberLine decodes the line of INT, LONG or FLOAT as CPython does: integers in decimal (INT 00 and
// 01 are bools), floats as float() takes them.
func (m *Machine) numberLine(op opcode.Code, line []byte) (graph.Word, error) {
	switch {
	case op == opcode.Float:
		f, err := ParseFloat(string(line))
		if err != nil {
			return 0, err
		}
		return m.g.FloatWord(f), nil
	case op == opcode.Int && len(line) == 2 && line[0] == '0' && line[1] <= '1' && line[1] >= '0':
		return graph.MakeBool(line[1] == '1'), nil
	case op == opcode.Long:
		line = bytes.TrimSuffix(line, []byte("L"))
	}
	if len(line) > m.cfg.Limits.MaxDigits {
		return 0, &LimitError{"digits of an integer", int64(m.cfg.Limits.MaxDigits)}
	}
	s, err := digits(string(line))
	if err != nil {
		return 0, err
	}
	x, err := strconv.ParseInt(s, 10, 64)
	if err == nil {
		return m.g.IntWord(x), nil
	}
	if errors.Is(err, strconv.ErrRange) {
		if x, ok := new(big.Int).SetString(s, 10); ok {
			return m.g.BigWord(x), nil
		}
	}
	return 0, errNotNumber
}

// digits takes off what int() overlooks: blanks around a number and single underscores between digits.
func digits(s string) (string, error) {
	s = strings.TrimSpace(s)
	if strings.Contains(s, "_") {
		bare := strings.TrimLeft(s, "+-")
		if bare[0] == '_' || bare[len(bare)-1] == '_' || strings.Contains(bare, "__") {
			return "", errNotNumber
		}
		s = strings.ReplaceAll(s, "_", "")
	}
	return s, nil
}

// ParseFloat is CPython's PyOS_string_to_double: what overflows is an error.
func ParseFloat(s string) (float64, error) {
	if strings.ContainsAny(s, "xXpP_") {
		return 0, errNotNumber
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil && len(s) == 4 && (s[0] == '-' || s[0] == '+') && strings.EqualFold(s[1:], "nan") {
		return math.NaN(), nil
	}
	if err != nil {
		return 0, errNotNumber
	}
	return f, nil
}

// memoIndex decodes the line of GET or PUT.
func memoIndex(line []byte) (uint64, error) {
	n, err := strconv.ParseUint(string(line), 10, 32)
	if err != nil {
		return 0, errNotNumber
	}
	return n, nil
}

// textLine decodes the line of STRING, UNICODE or PERSID, n bytes at i.
func (m *Machine) textLine(op opcode.Code, i, n int) (graph.Word, error) {
	line := m.buf[i : i+n]
	switch op {
	case opcode.Unicode:
		if bytes.IndexByte(line, '\\') < 0 && isASCII(line) {
			return m.text(graph.Str, i, n), nil
		}
		b, err := escape.AppendRawUnicode(nil, line)
		if err != nil {
			return 0, err
		}
		return m.g.AddText(graph.Str, b), nil
	case opcode.PersID:
		if !isASCII(line) {
			return 0, errors.New("persistent ids of protocol 0 must be ASCII")
		}
		return m.persistent(m.text(graph.Str, i, n))
	}
	if len(line) < 2 || line[0] != line[len(line)-1] || line[0] != '\'' && line[0] != '"' {
		return 0, errQuotes
	}
	line = line[1 : len(line)-1]
	if bytes.IndexByte(line, '\\') < 0 {
		return m.python2Str(m.text(graph.ByteString, i+1, len(line)))
	}
	b, err := escape.AppendString(nil, line)
	if err != nil {
		return 0, err
	}
	return m.python2Str(m.g.AddText(graph.ByteString, b))
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// python2Str gives a ByteString the kind that the encoding option asks for.
func (m *Machine) python2Str(w graph.Word) (graph.Word, error) {
	if m.cfg.Encoding == "" {
		return w, nil
	}
	b := m.g.TextOf(w)
	if m.cfg.Encoding == "bytes" {
		return retag(w, graph.Bytes), nil
	}
	if isASCII(b) {
		return retag(w, graph.Str), nil
	}
	out, err := decode(b, m.cfg.Encoding, m.cfg.Errors)
	if err != nil {
		return 0, err
	}
	return m.g.AddText(graph.Str, out), nil
}

func retag(w graph.Word, t graph.Tag) graph.Word { return graph.Make(t, w.Payload()) }

// decode makes UTF-8 of b. The encodings are those that Config names.
func decode(b []byte, encoding, onError string) ([]byte, error) {
	out := make([]byte, 0, len(b)+8)
	for i := 0; i < len(b); {
		r, n := rune(b[i]), 1
		bad := false
		switch encoding {
		case "latin1":
		case "utf-8":
			r, n = utf8.DecodeRune(b[i:])
			bad = r == utf8.RuneError && n == 1
		default: // ASCII
			bad = b[i] >= utf8.RuneSelf
		}
		if !bad {
			out = wtf8.AppendRune(out, r)
			i += n
			continue
		}
		switch onError {
		case "ignore":
		case "replace":
			out = utf8.AppendRune(out, utf8.RuneError)
		case "surrogateescape":
			out = wtf8.AppendRune(out, 0xDC00+rune(b[i]))
		case "backslashreplace":
			out = append(out, '\\', 'x', "0123456789abcdef"[b[i]>>4], "0123456789abcdef"[b[i]&15])
		default:
			return nil, errors.New("byte " + strconv.Quote(string(b[i:i+1])) + " of a Python 2 str is not " + encoding +
				"; choose another encoding")
		}
		i++
	}
	return out, nil
}
