package text

import (
	"fmt"
	"regexp/syntax"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// A Pattern is a regular expression of Python's re that finds tokens, with Python's \w, \d, \s and \b, which know all of Unicode.
//
// It is translated to Go's syntax and run by a matcher of its own, since Go's \b is ASCII's. Look-around and back-references
// are not supported.
type Pattern struct {
	prog *syntax.Prog
	fold bool // it begins by (?i)
	caps int  // slots for the ends of groups: 2, or 4 with a group, whose text is the token
}

// Default is scikit-learn's own pattern, for which an Analyzer needs no Pattern.
const Default = `(?u)\b\w\w+\b`

// Compile translates a pattern.
func Compile(pattern string) (*Pattern, error) {
	translated, err := translate(pattern)
	if err != nil {
		return nil, err
	}
	re, err := syntax.Parse(translated, syntax.Perl)
	if err != nil {
		return nil, fmt.Errorf("token pattern %q: %w", pattern, err)
	}
	groups := re.MaxCap()
	if groups > 1 {
		return nil, fmt.Errorf("token pattern %q: More than 1 capturing group in token pattern. Only a single group should be captured", pattern)
	}
	prog, err := syntax.Compile(re.Simplify())
	if err != nil {
		return nil, fmt.Errorf("token pattern %q: %w", pattern, err)
	}
	return &Pattern{prog: prog, caps: 2 + 2*groups, fold: ignoresCase(pattern)}, nil
}

// ignoresCase reports whether a pattern begins by flags with an i.
func ignoresCase(pattern string) bool {
	flags, _, ok := strings.Cut(pattern, ")")
	return ok && strings.HasPrefix(flags, "(?") && !strings.Contains(flags, ":") && strings.Contains(flags, "i")
}

// translate rewrites what Python and Go read differently.
func translate(p string) (string, error) {
	refuse := func(what string) (string, error) {
		return "", fmt.Errorf("token pattern %q: %s is not supported", p, what)
	}
	word, space := wordClass(), spaceClass()
	var out strings.Builder
	inClass := false
	for i := 0; i < len(p); i++ {
		c := p[i]
		switch {
		case c == '\\' && i+1 < len(p):
			i++
			switch e := p[i]; e {
			case 'w', 'W', 's', 'S', 'd', 'D':
				set := map[byte]string{'w': word.in, 'W': word.out, 's': space.in, 'S': space.out, 'd': `\p{Nd}`, 'D': `\P{Nd}`}[e]
				if !inClass {
					set = "[" + set + "]"
				}
				out.WriteString(set)
			case 'Z':
				out.WriteString(`\z`)
			case 'u', 'U':
				n := 4
				if e == 'U' {
					n = 8
				}
				if i+n >= len(p) {
					return refuse("a cut-off \\" + string(e))
				}
				fmt.Fprintf(&out, `\x{%s}`, p[i+1:i+1+n])
				i += n
			case '1', '2', '3', '4', '5', '6', '7', '8', '9':
				return refuse("a back-reference")
			case 'z', 'Q', 'E', 'C', 'p', 'P', 'G', 'N':
				return refuse(`\` + string(e))
			case 'b':
				if inClass {
					out.WriteString(`\x08`)
				} else {
					out.WriteString(`\b`)
				}
			default:
				if e < utf8.RuneSelf && !isWord(rune(e)) || strings.IndexByte("aAfnrtvxB0", e) >= 0 {
					out.WriteByte('\\')
				}
				out.WriteByte(e)
			}
		case inClass:
			inClass = c != ']'
			if c == '[' {
				out.WriteByte('\\') // Go would read [: as the start of a POSIX class
			}
			out.WriteByte(c)
		case c == '[':
			inClass = true
			out.WriteByte(c)
			if i+1 < len(p) && p[i+1] == '^' {
				i++
				out.WriteByte('^')
			}
			if i+1 < len(p) && p[i+1] == ']' { // a first ] stands for itself
				i++
				out.WriteString(`\]`)
			}
		case c == '(' && strings.HasPrefix(p[i:], "(?"):
			rest := p[i+2:]
			switch {
			case strings.HasPrefix(rest, "u)"):
				i += 3
			case strings.HasPrefix(rest, ":"), strings.HasPrefix(rest, "P<"), strings.HasPrefix(rest, "i)"), strings.HasPrefix(rest, "s)"):
				out.WriteString("(?")
				i++
			case strings.HasPrefix(rest, "iu)"), strings.HasPrefix(rest, "ui)"):
				out.WriteString("(?i)")
				i += 4
			default:
				return refuse("(?" + rest[:min(2, len(rest))])
			}
		case c == '$':
			return refuse("$")
		case c == '{' && strings.HasPrefix(p[i:], "{,"):
			out.WriteString("{0")
		default:
			out.WriteByte(c)
		}
	}
	return out.String(), nil
}

// A class is the inside of a bracket expression, and that of all other characters.
type class struct{ in, out string }

var (
	wordClass  = sync.OnceValue(func() class { return classOf(isWord) })
	spaceClass = sync.OnceValue(func() class { return classOf(isSpace) })
)

func classOf(is func(rune) bool) class {
	var both [2]strings.Builder
	for from := rune(0); from <= unicode.MaxRune; {
		to := from
		for to < unicode.MaxRune && is(to+1) == is(from) {
			to++
		}
		k := 1
		if is(from) {
			k = 0
		}
		fmt.Fprintf(&both[k], `\x{%X}-\x{%X}`, from, to)
		from = to + 1
	}
	return class{both[0].String(), both[1].String()}
}

// maxWork bounds the instructions run for a document: this many, and workPerByte for each of its bytes.
const (
	maxWork     = 1 << 20
	workPerByte = 1 << 10
	fewSteps    = 1 << 10
	maxFailed   = 1 << 20 // places that are remembered
	maxNested   = 1 << 20 // alternatives that wait for others, each in some 150 bytes of stack
)

// findAll yields the tokens that re.findall finds: matches that do not overlap, or the text of their group.
func (p *Pattern) findAll(doc string, yield func(string)) error {
	m := matcher{Pattern: p, doc: doc, work: maxWork + workPerByte*len(doc), failed: map[visit]bool{}}
	for pos := 0; pos <= len(doc); {
		ok, err := m.match(pos)
		if err != nil {
			return err
		}
		if ok {
			from, to := m.found[0], m.found[1]
			if p.caps == 4 {
				if m.found[2] >= 0 && m.found[3] >= 0 {
					yield(doc[m.found[2]:m.found[3]])
				} else {
					yield("")
				}
			} else {
				yield(doc[from:to])
			}
			if to > pos {
				pos = to
				continue
			}
		}
		_, size := utf8.DecodeRuneInString(doc[pos:])
		pos += max(size, 1)
	}
	return nil
}

// A matcher tries the alternatives of a program in their order. What failed at a place is not tried there again, whatever a match
// begins with; what led to a match may be.
type matcher struct {
	*Pattern
	doc    string
	start  int
	work   int // instructions left
	begun  int // of them before this match
	nested int
	failed map[visit]bool // since the last match; empty until one takes long
	slots  [4]int
	found  [4]int
}

type visit struct{ pc, pos int }

func (m *matcher) match(start int) (bool, error) {
	m.start, m.slots, m.begun = start, [4]int{-1, -1, -1, -1}, m.work
	ok := m.run(uint32(m.prog.Start), start)
	if m.work <= 0 {
		return false, ErrTooLong
	}
	if ok && len(m.failed) > 0 {
		clear(m.failed)
	}
	return ok, nil
}

// try is run, for an alternative.
func (m *matcher) try(pc uint32, pos int) bool {
	if m.nested++; m.nested > maxNested {
		m.work = 0
	}
	ok := m.run(pc, pos)
	m.nested--
	return ok
}

// run goes on from an instruction. It comes back to itself for alternatives only.
func (m *matcher) run(pc uint32, pos int) bool {
	for {
		if m.work--; m.work <= 0 {
			return false
		}
		in := &m.prog.Inst[pc]
		switch in.Op {
		case syntax.InstFail:
			return false
		case syntax.InstMatch:
			m.found = m.slots
			m.found[0], m.found[1] = m.start, pos
			return true
		case syntax.InstNop:
			pc = in.Out
		case syntax.InstCapture:
			if int(in.Arg) < len(m.slots) {
				old := m.slots[in.Arg]
				m.slots[in.Arg] = pos
				if m.try(in.Out, pos) {
					return true
				}
				m.slots[in.Arg] = old
				return false
			}
			pc = in.Out
		case syntax.InstAlt, syntax.InstAltMatch:
			v := visit{int(pc), pos}
			if m.begun-m.work > fewSteps || len(m.failed) > 0 { // most tokens are found in less time than it takes to note what failed
				if m.failed[v] {
					return false
				}
				if len(m.failed) < maxFailed {
					m.failed[v] = true // unless it does not
				}
			}
			if m.try(in.Out, pos) {
				return true
			}
			pc = in.Arg
		case syntax.InstEmptyWidth:
			if !m.holds(syntax.EmptyOp(in.Arg), pos) {
				return false
			}
			pc = in.Out
		default:
			if pos >= len(m.doc) {
				return false
			}
			r, size := utf8.DecodeRuneInString(m.doc[pos:])
			if !in.MatchRune(r) && !(m.fold && m.dotless(in, r)) {
				return false
			}
			pc, pos = in.Out, pos+size
		}
	}
}

// dotless reports whether an instruction that does not match r matches what Python takes for the same letter when it ignores case:
// i, and the Turkish i with and without a dot.
func (m *matcher) dotless(in *syntax.Inst, r rune) bool {
	switch r {
	case 'İ', 'ı':
		return in.MatchRune('i')
	case 'i', 'I':
		return in.MatchRune('ı') || in.MatchRune('İ')
	}
	return false
}

// holds reports whether an assertion holds at pos.
func (m *matcher) holds(op syntax.EmptyOp, pos int) bool {
	before, _ := utf8.DecodeLastRuneInString(m.doc[:pos])
	after, _ := utf8.DecodeRuneInString(m.doc[pos:])
	boundary := (pos > 0 && isWord(before)) != (pos < len(m.doc) && isWord(after))
	switch {
	case op&syntax.EmptyWordBoundary != 0 && !boundary, op&syntax.EmptyNoWordBoundary != 0 && boundary,
		op&(syntax.EmptyBeginText|syntax.EmptyBeginLine) != 0 && pos != 0,
		op&(syntax.EmptyEndText|syntax.EmptyEndLine) != 0 && pos != len(m.doc):
		return false
	}
	return true
}
