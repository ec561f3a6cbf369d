package text

import (
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
)

// answers are what scikit-learn 1.2.1 and Python 3.11 say; testdata/generate.py.
type answers struct {
	Documents []string
	Cases     []struct {
		Config struct {
			Pattern   *string `json:"token_pattern"`
			Lowercase *bool
			Accents   string `json:"strip_accents"`
			Stop      string `json:"stop_words"`
			Analyzer  string
			Ngrams    []int `json:"ngram_range"`
		}
		Tokens [][]string
	}
	Murmur [][]any
}

func readAnswers(t *testing.T) answers {
	t.Helper()
	data, err := os.ReadFile("testdata/tokens-1.2.1.json")
	if err != nil {
		t.Fatal(err)
	}
	var a answers
	if err := json.Unmarshal(data, &a); err != nil {
		t.Fatal(err)
	}
	return a
}

func TestTokens(t *testing.T) {
	a := readAnswers(t)
	compared := 0
	for _, c := range a.Cases {
		z := Analyzer{Lower: c.Config.Lowercase == nil || *c.Config.Lowercase, Min: 1, Max: 1}
		if p := c.Config.Pattern; p != nil {
			var err error
			if z.Pattern, err = Compile(*p); err != nil {
				t.Errorf("%s: %v", *p, err)
				continue
			}
		}
		if c.Config.Ngrams != nil {
			z.Min, z.Max = c.Config.Ngrams[0], c.Config.Ngrams[1]
		}
		z.Accents = map[string]Accents{"ascii": ASCIIAccents, "unicode": UnicodeAccents}[c.Config.Accents]
		z.Unit = map[string]Unit{"char": Characters, "char_wb": WordsCharacters}[c.Config.Analyzer]
		if c.Config.Stop != "" {
			z.Stop = English()
		}
		name, _ := json.Marshal(c.Config)
		for i, doc := range a.Documents {
			got := []string{}
			if err := z.Tokens(doc, func(token string) { got = append(got, strings.Clone(token)) }); err != nil {
				t.Errorf("%s: %q: %v", name, doc, err)
				continue
			}
			if !slices.Equal(got, c.Tokens[i]) {
				t.Errorf("%s: %+q:\ngot  %+q\nwant %+q", name, doc, got, c.Tokens[i])
			}
			compared += len(got)
		}
	}
	if compared < 50_000 {
		t.Errorf("only %d tokens", compared)
	}
}

func TestMurmur3(t *testing.T) {
	for _, pair := range readAnswers(t).Murmur {
		if got := Murmur3(pair[0].(string)); float64(got) != pair[1].(float64) {
			t.Errorf("%q: %d, want %v", pair[0], got, pair[1])
		}
	}
}

// TestCompileRefused: what Go's regexp cannot express is refused, not taken for something else.
func TestCompileRefused(t *testing.T) {
	for _, p := range []string{`(?<=a)b`, `(?!a)b`, `(a)\1`, `(a)(b)`, `(`, `[`} {
		if _, err := Compile(p); err == nil {
			t.Errorf("%s was compiled", p)
		}
	}
}

// TestHostilePattern: a pattern that takes exponential time elsewhere ends.
func TestHostilePattern(t *testing.T) {
	p, err := Compile(`(?:a|a)*(?:a*)*b`)
	if err != nil {
		t.Fatal(err)
	}
	z := Analyzer{Pattern: p, Min: 1, Max: 1}
	found := 0
	if err := z.Tokens(strings.Repeat("a", 5000)+" ab", func(string) { found++ }); err != nil || found != 1 {
		t.Errorf("%d tokens, want ab alone: %v", found, err)
	}
}

// TestLongWord: a word of three million letters, which a pattern takes letter by letter, ends in an error and not the stack.
func TestLongWord(t *testing.T) {
	p, err := Compile(`\w+`)
	if err != nil {
		t.Fatal(err)
	}
	z := Analyzer{Pattern: p, Min: 1, Max: 1}
	if err := z.Tokens(strings.Repeat("a", 3_000_000), func(string) {}); !errors.Is(err, ErrTooLong) {
		t.Errorf("got %v", err)
	}
	words := 0
	if err := z.Tokens(strings.Repeat("abc ", 200_000), func(string) { words++ }); err != nil || words != 200_000 {
		t.Errorf("%d words: %v", words, err)
	}
}

func FuzzTokens(f *testing.F) {
	f.Add(`(?u)\b\w\w+\b`, "a bc\u0301 \xff", uint8(3))
	f.Add(`[^\W\d]+|\s`, "ΑΣ İ", uint8(200))
	f.Fuzz(func(t *testing.T, pattern, doc string, bits uint8) {
		z := Analyzer{Lower: bits&1 == 1, Accents: Accents(bits >> 1 % 3), Unit: Unit(bits >> 3 % 3), Min: 1 + int(bits>>5&1), Max: 2 + int(bits>>6)}
		if p, err := Compile(pattern); err == nil {
			z.Pattern = p
		}
		z.Tokens(doc, func(string) {}) // an error is an answer, too
	})
}
