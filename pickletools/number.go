package pickletools

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
)

const blanks = " \t\n\v\f\r"

// appendInt appends the decimal text of Python's int(s): blanks around it, a sign, underscores between
// digits and leading zeros are taken.
func appendInt(dst, s []byte, maxDigits int) ([]byte, error) {
	digits := bytes.Trim(s, blanks)
	negative := false
	if len(digits) > 0 && (digits[0] == '-' || digits[0] == '+') {
		negative = digits[0] == '-'
		digits = digits[1:]
	}
	start := len(dst)
	if negative {
		dst = append(dst, '-')
	}
	n := 0 // digits, leading zeros included
	significant := len(dst)
	after := byte('_') // what stands before c; an underscore must follow a digit
	for _, c := range digits {
		switch {
		case c >= '0' && c <= '9':
			n++
			if c != '0' || len(dst) > significant {
				dst = append(dst, c)
			}
		case c != '_' || after == '_':
			return dst[:start], notInt(s)
		}
		after = c
	}
	if after == '_' {
		return dst[:start], notInt(s)
	}
	if maxDigits > 0 && n > maxDigits {
		return dst[:start], tooLong(n, maxDigits)
	}
	if len(dst) == significant {
		return append(dst[:start], '0'), nil
	}
	return dst, nil
}

func notInt(s []byte) error { return fmt.Errorf("invalid integer %s", quoted(s)) }

func tooLong(n, maxDigits int) error {
	return fmt.Errorf("integer of %d digits passes the limit of %d", n, maxDigits)
}

// appendBig appends x in decimal.
func appendBig(dst []byte, x *big.Int, maxDigits int) ([]byte, error) {
	// A number of b bits has more than (b-1)·log10(2) digits: what surely is too long is not converted.
	if least := float64(x.BitLen()-1) * math.Log10(2); maxDigits > 0 && least > float64(maxDigits) {
		return dst, tooLong(int(least), maxDigits)
	}
	start := len(dst)
	dst = x.Append(dst, 10)
	n := len(dst) - start
	if x.Sign() < 0 {
		n--
	}
	if maxDigits > 0 && n > maxDigits {
		return dst[:start], tooLong(n, maxDigits)
	}
	return dst, nil
}

// parseFloat is Python's float(s).
func parseFloat(s []byte) (float64, error) {
	text := string(bytes.Trim(s, blanks))
	switch strings.ToLower(strings.TrimLeft(text, "+-")) {
	case "nan":
		if len(text) <= len("+nan") {
			return math.NaN(), nil
		}
	}
	if strings.ContainsAny(text, "xXpP") { // hexadecimal, which only Go takes
		return 0, notFloat(s)
	}
	if strings.Contains(text, "_") {
		for i := range len(text) {
			if text[i] == '_' && (i == 0 || i+1 == len(text) || !isDigit(text[i-1]) || !isDigit(text[i+1])) {
				return 0, notFloat(s)
			}
		}
		text = strings.ReplaceAll(text, "_", "")
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) { // out of range is infinity, as in Python
		return 0, notFloat(s)
	}
	return f, nil
}

func notFloat(s []byte) error { return fmt.Errorf("invalid float %s", quoted(s)) }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// quoted returns the beginning of an argument, for an error.
func quoted(s []byte) string {
	if len(s) > 40 {
		return strconv.Quote(string(s[:40])) + "…"
	}
	return strconv.Quote(string(s))
}
