package sklearn

import (
	"fmt"
	"math"
	"slices"

	"github.com/brine-go/brine/internal/text"
	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/py"
	"github.com/brine-go/brine/scipy"
)

// analyzer reads how a vectorizer cuts documents into tokens. Functions of the user's (tokenizer, preprocessor, analyzer) are not
// run: they are errors that name them.
func (s *state) analyzer() (*text.Analyzer, error) {
	for _, name := range []string{"tokenizer", "preprocessor"} {
		if v := s.value.Attr(name); v.IsValid() && !v.IsNone() {
			return nil, s.fail(name, ErrUnsupported, "it is "+functionName(v)+", which is not run")
		}
	}
	if input := s.text("input"); input != "" && input != "content" {
		return nil, s.fail("input", ErrUnsupported, fmt.Sprintf("%q is not supported: documents are given as text", input))
	}
	a := &text.Analyzer{}
	kind, ok := s.value.Attr("analyzer").Text()
	switch {
	case !ok:
		return nil, s.fail("analyzer", ErrUnsupported, "it is "+functionName(s.value.Attr("analyzer"))+", which is not run")
	case kind == "word":
	case kind == "char":
		a.Unit = text.Characters
	case kind == "char_wb":
		a.Unit = text.WordsCharacters
	default:
		return nil, s.fail("analyzer", ErrUnsupported, fmt.Sprintf("%q is not supported", kind))
	}
	var err error
	if a.Lower, err = s.flag("lowercase", true); err != nil {
		return nil, err
	}
	v := s.value.Attr("strip_accents")
	switch how, _ := v.Text(); {
	case !v.IsValid() || v.IsNone():
	case how == "ascii":
		a.Accents = text.ASCIIAccents
	case how == "unicode":
		a.Accents = text.UnicodeAccents
	default:
		return nil, s.fail("strip_accents", ErrUnsupported, functionName(v)+" is not supported")
	}
	ngrams := s.value.Attr("ngram_range")
	from, ok1 := countOf(ngrams.Index(0))
	to, ok2 := countOf(ngrams.Index(1))
	if a.Min, a.Max = from, to; !ok1 || !ok2 {
		return nil, s.fail("ngram_range", nil, "want a pair of counts")
	}
	if err := a.Check(); err != nil {
		return nil, s.fail("ngram_range", err, err.Error())
	}
	if a.Unit != text.Words {
		return a, nil
	}
	if a.Stop, err = s.stopWords(); err != nil {
		return nil, err
	}
	if pattern := s.text("token_pattern"); pattern != text.Default {
		if a.Pattern, err = text.Compile(pattern); err != nil {
			return nil, s.fail("token_pattern", fmt.Errorf("%w: %w", ErrUnsupported, err), err.Error())
		}
	}
	return a, nil
}

// stopWords reads stop_words: None, "english", or a collection.
func (s *state) stopWords() (map[string]bool, error) {
	v := s.value.Attr("stop_words")
	if !v.IsValid() || v.IsNone() {
		return nil, nil
	}
	if name, ok := v.Text(); ok {
		if name != "english" {
			return nil, s.fail("stop_words", ErrUnsupported, "not a built-in stop list: "+name)
		}
		return text.English(), nil
	}
	words := map[string]bool{}
	items := v.Items()
	if v.Kind() == py.Dict {
		items = func(yield func(py.Value) bool) {
			for key := range v.Entries() {
				if !yield(key) {
					return
				}
			}
		}
	}
	for item := range items {
		word, ok := item.Text()
		if !ok {
			return nil, s.fail("stop_words", nil, fmt.Sprintf("got %v, want texts", item.Kind()))
		}
		words[word] = true
	}
	if v.Len() > 0 && len(words) == 0 {
		return nil, s.fail("stop_words", ErrUnsupported, functionName(v)+" is not supported")
	}
	return words, nil
}

// functionName names a function, or what else a parameter is, for an error.
func functionName(v py.Value) string {
	if module, name, ok := v.Global(); ok {
		return module + "." + name
	}
	if module, name, ok := v.Class(); ok {
		return "a " + module + "." + name
	}
	return fmt.Sprint(v.Kind())
}

// vocabulary reads a dict of the column of each token. Columns are bounded by the number of tokens, since each token has its own.
func (s *state) vocabulary(name string) (map[string]int32, []string, error) {
	v, err := s.attr(name)
	if err != nil {
		return nil, nil, err
	}
	if v.Kind() != py.Dict {
		return nil, nil, s.fail(name, nil, fmt.Sprintf("got %v, want dict", v.Kind()))
	}
	out := make(map[string]int32, v.Len())
	names := make([]string, v.Len())
	for key, value := range v.Entries() {
		token, ok1 := key.Text()
		at, ok2 := countOf(value)
		if !ok1 || !ok2 || at >= v.Len() || at > math.MaxInt32 {
			return nil, nil, s.fail(name, nil, fmt.Sprintf("%v: want a text with a number under %d", key.Kind(), v.Len()))
		}
		out[token], names[at] = int32(at), token
	}
	return out, names, nil
}

// documents returns the texts of the one column of x.
func documents(m *Model, x X) ([]string, error) {
	t, err := tableFrom(x)
	if err != nil {
		return nil, err
	}
	if len(t.columns) != 1 {
		return nil, m.fail(ErrShape, fmt.Sprintf("%s takes one column of documents, got %d", m.ClassName, len(t.columns)))
	}
	c := &t.columns[0]
	if texts, ok := c.values.([]string); ok && (c.missing == nil || c.raw) {
		return texts, nil
	}
	out := make([]string, t.rows)
	for i := range out {
		var ok bool
		if out[i], ok = c.At(i).(string); !ok {
			return nil, m.fail(ErrType, fmt.Sprintf("np.nan is an invalid document, expected byte or unicode string. (column %s, row %d)", c.place(0), i))
		}
	}
	return out, nil
}

// counter is a CountVectorizer: how often each token of the vocabulary is in each document.
type counter struct {
	model      *Model
	analyzer   *text.Analyzer
	vocabulary map[string]int32
	names      []string
	binary     bool
	weights    *tfidf // of a TfidfVectorizer
}

func readCountVectorizer(s *state) (any, error) { return s.counter() }

func (s *state) counter() (*counter, error) {
	a, err := s.analyzer()
	if err != nil {
		return nil, err
	}
	c := &counter{model: s.model, analyzer: a}
	if c.vocabulary, c.names, err = s.vocabulary("vocabulary_"); err != nil {
		return nil, err
	}
	if c.binary, err = s.flag("binary", false); err != nil {
		return nil, err
	}
	return c, nil
}

// readTfidfVectorizer is a CountVectorizer whose counts go through the TfidfTransformer _tfidf.
func readTfidfVectorizer(s *state) (any, error) {
	c, err := s.counter()
	if err != nil {
		return nil, err
	}
	inner, err := s.attr("_tfidf")
	if err != nil {
		return nil, err
	}
	part, err := s.child(inner, "_tfidf")
	if err != nil {
		return nil, err
	}
	weights, ok := part.estimator.(*tfidf)
	if !ok {
		return nil, s.fail("_tfidf", nil, fmt.Sprintf("got a %s, want a TfidfTransformer", part.ClassName))
	}
	if weights.idf != nil && len(weights.idf) != len(c.names) {
		return nil, s.fail("_tfidf", nil, fmt.Sprintf("got %d weights for %d tokens", len(weights.idf), len(c.names)))
	}
	c.weights = weights
	return c, nil
}

func (c *counter) accepts() policy { return unchecked }

// TransformX takes one column of documents.
func (c *counter) TransformX(x X) (X, error) {
	docs, err := documents(c.model, x)
	if err != nil {
		return nil, err
	}
	out := predict.NewSparse(len(c.names))
	var t tally
	count := func(token string) {
		if at, ok := c.vocabulary[token]; ok {
			t.add(at, 1)
		}
	}
	for i, doc := range docs {
		err := c.analyzer.Tokens(doc, count)
		if err != nil {
			return nil, c.model.fail(err, fmt.Sprintf("document %d: %v", i, err))
		}
		t.endRow(out, func(n float64) float64 {
			if c.binary {
				return 1
			}
			return n
		})
	}
	if c.weights != nil {
		c.weights.weigh(out)
	}
	return out, nil
}

// A tally counts the tokens of a document: each as its column, with the lowest bit for one that is taken off.
type tally []int64

func (t *tally) add(column int32, n int64) { *t = append(*t, int64(column)<<1|n>>63&1) }

// endRow appends a row of what value makes of the counts, with its columns rising, and begins anew.
func (t *tally) endRow(out *Sparse, value func(n float64) float64) {
	tokens := *t
	slices.Sort(tokens)
	for i := 0; i < len(tokens); {
		column, n := tokens[i]>>1, 0.0
		for ; i < len(tokens) && tokens[i]>>1 == column; i++ {
			n += float64(1 - 2*(tokens[i]&1))
		}
		out.Index, out.Data = append(out.Index, int32(column)), append(out.Data, value(n))
	}
	out.EndRow()
	*t = tokens[:0]
}

func (c *counter) featureNamesOut([]string) ([]string, error) { return c.names, nil }

// tfidf is a TfidfTransformer: counts times how rare their token is, each row divided by its norm.
type tfidf struct {
	model     *Model
	idf       []float64 // of each token; nil if use_idf is off
	sublinear bool      // 1 + log of the count
	norm      norm
}

// A norm is what a row is divided by.
type norm uint8

const (
	noNorm norm = iota
	l1
	l2
)

func (s *state) norm() (norm, error) {
	v := s.value.Attr("norm")
	switch name, _ := v.Text(); {
	case v.IsNone():
		return noNorm, nil
	case name == "l1":
		return l1, nil
	case name == "l2":
		return l2, nil
	}
	return noNorm, s.fail("norm", ErrUnsupported, functionName(v)+" is not supported")
}

// divide divides rows by their norm; rows of zeros stay.
func (n norm) divide(s *Sparse) {
	for i := range s.Rows {
		_, row := s.Row(i)
		var sum float64
		for _, x := range row {
			if n == l1 {
				sum += math.Abs(x)
			} else {
				sum += float64(x * x)
			}
		}
		if n == l2 {
			sum = math.Sqrt(sum)
		}
		if sum == 0 || n == noNorm {
			continue
		}
		for k := range row {
			row[k] /= sum
		}
	}
}

func readTfidfTransformer(s *state) (any, error) {
	t := &tfidf{model: s.model}
	var err error
	if t.norm, err = s.norm(); err != nil {
		return nil, err
	}
	if t.sublinear, err = s.flag("sublinear_tf", false); err != nil {
		return nil, err
	}
	use, err := s.flag("use_idf", true)
	if err != nil || !use {
		return t, err
	}
	if v := s.value.Attr("_idf_diag"); v.IsValid() { // a diagonal matrix before 1.5
		m, err := diagonalOf(v)
		if err != nil {
			return nil, s.wrap("_idf_diag", err)
		}
		t.idf = m
	} else if t.idf, err = s.perFeature("idf_"); err != nil {
		return nil, err
	}
	return t, s.features("idf_", len(t.idf))
}

// diagonalOf returns the diagonal of a square sparse matrix.
func diagonalOf(v py.Value) ([]float64, error) {
	m, err := scipy.FromPy(v)
	if err != nil {
		return nil, err
	}
	if len(m.Shape) != 2 || m.Shape[0] != m.Shape[1] || m.Data == nil || m.Shape[0] > m.Data.Len() {
		return nil, fmt.Errorf("got a matrix of shape %v, want a diagonal", m.Shape)
	}
	values, err := m.Data.Float64s()
	if err != nil {
		return nil, err
	}
	out := make([]float64, m.Shape[0])
	for e := range m.Entries() {
		if e.Row != e.Col {
			return nil, fmt.Errorf("got a value at row %d, column %d, want a diagonal", e.Row, e.Col)
		}
		out[e.Row] = values[e.K]
	}
	return out, nil
}

// weigh changes counts in place.
func (t *tfidf) weigh(s *Sparse) {
	for k, x := range s.Data {
		if t.sublinear {
			x = math.Log(x) + 1
		}
		if t.idf != nil {
			x *= t.idf[s.Index[k]]
		}
		s.Data[k] = x
	}
	t.norm.divide(s)
}

func (t *tfidf) accepts() policy { return unchecked }

// TransformX takes a matrix of counts, sparse as a rule.
func (t *tfidf) TransformX(x X) (X, error) {
	if err := t.model.checkShape(x); err != nil {
		return nil, err
	}
	var out *Sparse
	if s, ok := x.(*Sparse); ok {
		clone := *s
		clone.Data = slices.Clone(s.Data)
		out = &clone
	} else {
		m, err := Dense(x)
		if err != nil {
			return nil, err
		}
		if err := t.model.checkFinite(m, finite); err != nil {
			return nil, err
		}
		out = predict.SparseOf(m)
	}
	t.weigh(out)
	return out, nil
}

func (t *tfidf) featureNamesOut(in []string) ([]string, error) { return in, nil }
