package sklearn

import (
	"fmt"
	"math"

	"github.com/brine-go/brine/internal/text"
	"github.com/brine-go/brine/predict"
)

// hashed are columns that a name is given by its hash (sklearn.feature_extraction._hashing_fast.transform).
type hashed struct {
	columns   int
	alternate bool // half of the names count down
}

func (s *state) hashed() (h hashed, err error) {
	n, ok := countOf(s.value.Attr("n_features"))
	if h.columns = n; !ok || n == 0 || n > math.MaxInt32 {
		return h, s.fail("n_features", nil, "want a number from 1 to 2^31-1")
	}
	h.alternate, err = s.flag("alternate_sign", true)
	return h, err
}

// place returns the column of a name, and 1 or -1 as it counts.
func (h hashed) place(name string) (column int32, sign int64) {
	hash, sign := int64(text.Murmur3(name)), int64(1)
	if hash < 0 {
		hash = -hash
		if h.alternate {
			sign = -1
		}
	}
	return int32(hash % int64(h.columns)), sign
}

// hasher is a HashingVectorizer: each token is counted in the column that its hash says.
type hasher struct {
	hashed
	model    *Model
	analyzer *text.Analyzer
	positive bool // of what was counted the magnitude: non_negative before 0.21
	binary   bool
	norm     norm
}

func readHashingVectorizer(s *state) (any, error) {
	a, err := s.analyzer()
	if err != nil {
		return nil, err
	}
	h := &hasher{model: s.model, analyzer: a}
	if h.hashed, err = s.hashed(); err != nil {
		return nil, err
	}
	if h.positive, err = s.flag("non_negative", false); err != nil {
		return nil, err
	}
	if h.binary, err = s.flag("binary", false); err != nil {
		return nil, err
	}
	h.norm, err = s.norm()
	return h, err
}

func (h *hasher) accepts() policy { return unchecked }

// TransformX takes one column of documents.
func (h *hasher) TransformX(x X) (X, error) {
	docs, err := documents(h.model, x)
	if err != nil {
		return nil, err
	}
	out := predict.NewSparse(h.columns)
	var t tally
	count := func(token string) {
		column, sign := h.place(token)
		t.add(column, sign)
	}
	for i, doc := range docs {
		err := h.analyzer.Tokens(doc, count)
		if err != nil {
			return nil, h.model.fail(err, fmt.Sprintf("document %d: %v", i, err))
		}
		t.endRow(out, func(n float64) float64 {
			switch {
			case h.binary:
				return 1
			case h.positive:
				return math.Abs(n)
			}
			return n
		})
	}
	h.norm.divide(out)
	return out, nil
}

// featureHasher is a FeatureHasher of dicts, or of lists of strings.
type featureHasher struct {
	hashed
	model   *Model
	strings bool
}

func readFeatureHasher(s *state) (any, error) {
	f := &featureHasher{model: s.model}
	input, err := s.choice("input_type", "dict", "dict", "string") // pairs are no rows of a table
	if err != nil {
		return nil, err
	}
	f.strings = input == "string"
	f.hashed, err = s.hashed()
	return f, err
}

func (f *featureHasher) accepts() policy { return unchecked }

// TransformX takes dicts as the rows of a table, in which a missing value is a key that the row has not, or one column of lists of
// strings.
func (f *featureHasher) TransformX(x X) (X, error) {
	t, err := tableFrom(x)
	if err != nil {
		return nil, err
	}
	if f.strings && len(t.columns) != 1 {
		return nil, f.model.fail(ErrShape, fmt.Sprintf("FeatureHasher of strings takes one column of lists, got %d", len(t.columns)))
	}
	return f.model.sparseOfDicts(t, f.columns, f.add)
}

// add adds what one key of a row has: of a text the name is key=text, and it counts once.
func (f *featureHasher) add(row map[int32]float64, key string, v any, raw bool) error {
	count := func(name string, by float64) {
		if by != 0 {
			column, sign := f.place(name)
			row[column] += by * float64(sign)
		}
	}
	if f.strings {
		items, ok := v.([]any)
		if !ok {
			return fmt.Errorf("got %T, want a list of strings", v)
		}
		for _, item := range items {
			name, ok := item.(string)
			if !ok {
				return fmt.Errorf("a list of %T is not supported", item)
			}
			count(name, 1)
		}
		return nil
	}
	switch v := v.(type) {
	case nil:
	case string:
		if n, ok := parseNumber(v, raw); ok && raw {
			count(key, n)
		} else {
			count(key+"="+v, 1)
		}
	default:
		n, ok := number(v, false)
		if !ok {
			return fmt.Errorf("got %T, want a number or a text", v)
		}
		count(key, n)
	}
	return nil
}
