package pickletools

import (
	"errors"
	"unicode/utf8"
)

var (
	errNoQuotes = errors.New("no string quotes around the argument")
	errOneQuote = errors.New("string quote not found at both ends of the argument")
	errNotUTF8  = errors.New("argument is not UTF-8")
)

// unquote takes the quotes off STRING's argument. Like CPython's, it takes a single quote for an empty string.
func unquote(s []byte) ([]byte, error) {
	if len(s) == 0 || s[0] != '"' && s[0] != '\'' {
		return nil, errNoQuotes
	}
	if s[len(s)-1] != s[0] {
		return nil, errOneQuote
	}
	return s[1:max(len(s)-1, 1)], nil
}

// asciiLen returns the number of ASCII bytes that s begins with.
func asciiLen(s []byte) int {
	for i, c := range s {
		if c >= utf8.RuneSelf {
			return i
		}
	}
	return len(s)
}
