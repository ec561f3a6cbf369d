// Package text cuts documents into the tokens that scikit-learn's vectorizers count (sklearn.feature_extraction.text), by Python's
// rules of what a letter, a space and lower case are.
package text

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// An Analyzer turns a document into tokens.
type Analyzer struct {
	Lower   bool            // the document is lower-cased first
	Accents Accents         // and its accents are taken off
	Unit    Unit            // what n-grams are made of
	Pattern *Pattern        // what a word is; nil for two or more letters, digits or underscores
	Stop    map[string]bool // words to leave out
	Min     int             // n-grams are of Min ≤ n ≤ Max units
	Max     int
}

// Accents says how accents are taken off.
type Accents uint8

const (
	KeepAccents    Accents = iota
	ASCIIAccents           // what has no decomposition in ASCII goes, too
	UnicodeAccents         // only combining characters go
)

// A Unit is what n-grams are made of.
type Unit uint8

const (
	Words           Unit = iota
	Characters           // of the whole document
	WordsCharacters      // of each word with a space before and behind it: analyzer="char_wb"
)

// Tokens calls yield with each token. A pattern that would take too long for the document is an error.
func (a *Analyzer) Tokens(doc string, yield func(token string)) error {
	if a.Lower {
		doc = lower(doc)
	}
	doc = stripAccents(doc, a.Accents)
	switch a.Unit {
	case Characters:
		a.characters(doc, yield)
	case WordsCharacters:
		a.wordsCharacters(doc, yield)
	default:
		return a.words(doc, yield)
	}
	return nil
}

// words yields the n-grams of words, joined by spaces.
func (a *Analyzer) words(doc string, yield func(string)) error {
	if a.Min == 1 && a.Max == 1 {
		return a.eachWord(doc, yield)
	}
	var words []string
	if err := a.eachWord(doc, func(word string) { words = append(words, word) }); err != nil {
		return err
	}
	from := a.Min
	if from == 1 {
		for _, word := range words {
			yield(word)
		}
		from++
	}
	for n := from; n <= min(a.Max, len(words)); n++ {
		for i := 0; i+n <= len(words); i++ {
			yield(strings.Join(words[i:i+n], " "))
		}
	}
	return nil
}

// eachWord yields the words that are no stop words.
func (a *Analyzer) eachWord(doc string, yield func(string)) error {
	if a.Stop != nil {
		inner := yield
		yield = func(word string) {
			if !a.Stop[word] {
				inner(word)
			}
		}
	}
	if a.Pattern != nil {
		return a.Pattern.findAll(doc, yield)
	}
	start, letters := 0, 0
	for i, r := range doc {
		if word := r < utf8.RuneSelf && asciiWord[r] || r >= utf8.RuneSelf && isWord(r); word {
			if letters == 0 {
				start = i
			}
			letters++
			continue
		}
		if letters > 1 {
			yield(doc[start:i])
		}
		letters = 0
	}
	if letters > 1 {
		yield(doc[start:])
	}
	return nil
}

// asciiWord are the letters, digits and the underscore of ASCII.
var asciiWord = func() (out [utf8.RuneSelf]bool) {
	for r := range out {
		out[r] = isWord(rune(r))
	}
	return out
}()

// characters yields the n-grams of characters.
func (a *Analyzer) characters(doc string, yield func(string)) {
	doc = oneSpace(doc)
	at := starts(doc)
	length := len(at) - 1
	for n := a.Min; n <= min(a.Max, length); n++ {
		for i := 0; i+n <= length; i++ {
			yield(doc[at[i]:at[i+n]])
		}
	}
}

// wordsCharacters yields those of each word; a word shorter than n once, whole.
func (a *Analyzer) wordsCharacters(doc string, yield func(string)) {
	for _, word := range strings.FieldsFunc(doc, isSpace) {
		word = " " + word + " "
		at := starts(word)
		length := len(at) - 1
		for n := a.Min; n <= a.Max; n++ {
			yield(word[:at[min(n, length)]])
			for i := 1; i+n <= length; i++ {
				yield(word[at[i]:at[i+n]])
			}
			if n >= length {
				break
			}
		}
	}
}

// starts returns where each character starts, and the length.
func starts(s string) []int {
	at := make([]int, 0, len(s)+1)
	for i := range s {
		at = append(at, i)
	}
	return append(at, len(s))
}

// oneSpace replaces two and more white spaces in a row by one space.
func oneSpace(s string) string {
	var out strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !isSpace(r) {
			out.WriteString(s[i : i+size])
			i += size
			continue
		}
		end := i + size
		for end < len(s) {
			next, n := utf8.DecodeRuneInString(s[end:])
			if !isSpace(next) {
				break
			}
			end += n
		}
		if end == i+size {
			out.WriteString(s[i:end])
		} else {
			out.WriteByte(' ')
		}
		i = end
	}
	return out.String()
}

// isWord is Python's \w: str.isalnum, which takes numbers of any kind and no combining marks, or an underscore.
func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_'
	}
	return unicode.IsLetter(r) || unicode.In(r, unicode.N)
}

// isSpace is Python's \s: str.isspace.
func isSpace(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return r == ' ' || r >= '\t' && r <= '\r' || r >= 0x1c && r <= 0x1f
	case r == 0x85 || r == 0x2028 || r == 0x2029:
		return true
	}
	return unicode.Is(unicode.Zs, r)
}

// lower is Python's str.lower: Unicode's full mapping, with the final sigma.
func lower(s string) string {
	if !strings.ContainsAny(s, "İΣ") {
		return strings.ToLower(s)
	}
	var out strings.Builder
	for i, r := range s {
		switch r {
		case 'İ':
			out.WriteString("i̇")
		case 'Σ':
			if finalSigma(s, i) {
				out.WriteRune('ς')
			} else {
				out.WriteRune('σ')
			}
		default:
			out.WriteRune(unicode.ToLower(r))
		}
	}
	return out.String()
}

// finalSigma reports whether the sigma at i ends a word: a cased letter before it and none behind it, leaving out what is
// case-ignorable (SpecialCasing.txt, Final_Sigma).
func finalSigma(s string, i int) bool {
	before := false
	for rest := s[:i]; rest != ""; {
		r, size := utf8.DecodeLastRuneInString(rest)
		rest = rest[:len(rest)-size]
		if !ignorable(r) {
			before = cased(r)
			break
		}
	}
	if !before {
		return false
	}
	for _, r := range s[i+len("Σ"):] {
		if !ignorable(r) {
			return !cased(r)
		}
	}
	return true
}

func cased(r rune) bool {
	return unicode.In(r, unicode.Lu, unicode.Ll, unicode.Lt, unicode.Other_Lowercase, unicode.Other_Uppercase)
}

func ignorable(r rune) bool {
	return unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf, unicode.Lm, unicode.Sk) || strings.ContainsRune("'.:·՟״‘’․‧︓﹒﹕＇．：", r)
}

// stripAccents is strip_accents_ascii or strip_accents_unicode.
func stripAccents(s string, how Accents) string {
	if how == KeepAccents || ascii(s) {
		return s
	}
	var out strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if how == ASCIIAccents {
			if r < utf8.RuneSelf {
				out.WriteByte(byte(r))
			}
		} else if norm.NFKD.PropertiesString(string(r)).CCC() == 0 {
			out.WriteRune(r)
		}
	}
	return out.String()
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// Check reports what is wrong with the n-grams' lengths.
func (a *Analyzer) Check() error {
	if a.Min < 1 || a.Max < a.Min {
		return fmt.Errorf("n-grams of %d to %d units", a.Min, a.Max)
	}
	return nil
}

// ErrTooLong is the error of a pattern that takes too long.
var ErrTooLong = errors.New("the token pattern takes too long for the document")
