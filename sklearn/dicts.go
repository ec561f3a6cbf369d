package sklearn

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/brine-go/brine/predict"
)

// dictVectorizer is a DictVectorizer: a column for each key of numbers, and for each key with each of its texts.
type dictVectorizer struct {
	model      *Model
	vocabulary map[string]int32
	names      []string
	separator  string
	sparse     bool
}

func readDictVectorizer(s *state) (any, error) {
	d := &dictVectorizer{model: s.model, separator: s.text("separator")}
	var err error
	if d.vocabulary, d.names, err = s.vocabulary("vocabulary_"); err != nil {
		return nil, err
	}
	d.sparse, err = s.flag("sparse", true)
	return d, err
}

func (d *dictVectorizer) accepts() policy { return unchecked }

// TransformX takes dicts as the rows of a table: a missing value is a key that the row has not. Keys and texts that were not there
// in fit are ignored.
func (d *dictVectorizer) TransformX(x X) (X, error) {
	t, err := tableFrom(x)
	if err != nil {
		return nil, err
	}
	out, err := d.model.sparseOfDicts(t, len(d.names), d.add)
	if err != nil || d.sparse {
		return out, err
	}
	return Dense(out)
}

// sparseOfDicts returns a row of columns for each row of a table, of which add adds what it has for one key. raw tells whether a text stands as
// it does in a file.
func (m *Model) sparseOfDicts(t *Table, columns int, add func(row map[int32]float64, key string, v any, raw bool) error) (*Sparse, error) {
	out := predict.NewSparse(columns)
	row := map[int32]float64{}
	for i := range t.rows {
		clear(row)
		for j := range t.columns {
			c := &t.columns[j]
			if err := add(row, c.Name, c.At(i), c.raw); err != nil {
				return nil, m.fail(ErrType, fmt.Sprintf("row %d, key %q: %v", i, c.Name, err))
			}
		}
		appendSorted(out, row)
	}
	return out, nil
}

// appendSorted appends a row with its columns rising.
func appendSorted(out *Sparse, row map[int32]float64) {
	from := len(out.Index)
	out.Index = slices.AppendSeq(out.Index, maps.Keys(row))
	slices.Sort(out.Index[from:])
	for _, at := range out.Index[from:] {
		out.Data = append(out.Data, row[at])
	}
	out.EndRow()
}

// add adds what one key of a row has.
func (d *dictVectorizer) add(row map[int32]float64, key string, v any, raw bool) error {
	switch v := v.(type) {
	case nil:
		return nil
	case string:
		if at, ok := d.vocabulary[key+d.separator+v]; ok {
			row[at]++
			return nil
		}
		at, ok := d.vocabulary[key]
		if x, number := parseNumber(v, raw); ok && raw && number {
			row[at] += x
		}
		return nil
	case []any:
		for _, item := range v {
			text, ok := item.(string)
			if !ok {
				return fmt.Errorf("a list of %T is not supported", item)
			}
			if at, ok := d.vocabulary[key+d.separator+text]; ok {
				row[at]++
			}
		}
		return nil
	default:
		x, ok := number(v, false)
		if !ok {
			x = math.NaN()
		}
		if at, ok := d.vocabulary[key]; ok {
			row[at] += x
		}
		return nil
	}
}

func (d *dictVectorizer) featureNamesOut([]string) ([]string, error) { return d.names, nil }
