package rows

import (
	"fmt"

	"github.com/brine-go/brine/internal/jsonscan"
	"github.com/brine-go/brine/sklearn"
)

// dicts are rows of any keys, as a DictVectorizer or FeatureHasher takes them.
type dicts struct {
	names   []string // of the keys, as they came
	place   map[string]int
	entries []entry
}

// An entry is what one row has for one key.
type entry struct {
	row, key int
	value    any
}

// maxDictCells is how many values, missing ones too, dicts may have as a table: each row may bring a key of its own.
const maxDictCells = 1 << 24

// takesDicts reports whether a model's first step takes dicts.
func takesDicts(m *sklearn.Model) bool {
	for len(m.Steps) > 0 && m.Steps[0].Model != nil {
		m = m.Steps[0].Model
	}
	return m.ClassName == "DictVectorizer" || m.ClassName == "FeatureHasher"
}

func (d *dicts) row(s *jsonscan.Scanner, row int) {
	for key := range s.Object() {
		k, known := d.place[string(key)]
		if !known {
			if k = len(d.names); k == maxNames {
				s.Stop(errNames)
				return
			}
			d.names = append(d.names, string(key))
			d.place[d.names[k]] = k
		}
		d.entries = append(d.entries, entry{row, k, s.Value()})
	}
}

// table returns the rows as a table, in which a key that a row has not is missing.
func (d *dicts) table(rows int) (sklearn.X, error) {
	width := len(d.names)
	if width == 0 {
		return nil, errNoColumns
	}
	if rows > maxDictCells/width {
		return nil, &sklearn.Error{Text: fmt.Sprintf("%d rows of %d keys are too many", rows, width), Err: sklearn.ErrShape}
	}
	values := make([][]any, width)
	for k := range values {
		values[k] = make([]any, rows)
	}
	for _, e := range d.entries {
		values[e.key][e.row] = e.value
	}
	columns := make([]sklearn.Column, width)
	for k := range columns {
		var err error
		if columns[k], err = sklearn.ValueColumn(d.names[k], values[k]); err != nil {
			return nil, err
		}
	}
	return sklearn.NewTable(columns...)
}
