package sklearn

import (
	"fmt"
	"strings"

	"github.com/brine-go/brine/predict"
)

// labels are what LabelEncoder, LabelBinarizer and MultiLabelBinarizer know: the classes of a y. Where scikit-learn takes a y, they
// take an X of one column.
type labels struct {
	model   *Model
	classes *categories
}

func (s *state) labels() (labels, error) {
	v, err := s.attr("classes_")
	if err != nil {
		return labels{}, err
	}
	c, err := categoriesOf(v)
	if err != nil {
		return labels{}, s.wrap("classes_", err)
	}
	if s.model.Classes, err = classesOf(v); err != nil {
		return labels{}, s.wrap("classes_", err)
	}
	return labels{s.model, c}, nil
}

func (l labels) accepts() policy { return unchecked }

// column returns the one column of x.
func (l labels) column(x X) (*Table, error) {
	t, err := tableFrom(x)
	if err == nil && len(t.columns) != 1 {
		err = l.model.fail(ErrShape, fmt.Sprintf("y should be a 1d array, got an array of shape (%d, %d) instead.", t.rows, len(t.columns)))
	}
	return t, err
}

// labelEncoder is a LabelEncoder: the number of each label.
type labelEncoder struct{ labels }

func readLabelEncoder(s *state) (any, error) {
	l, err := s.labels()
	return labelEncoder{l}, err
}

// TransformX returns a column of the numbers of labels.
func (l labelEncoder) TransformX(x X) (X, error) {
	t, err := l.column(x)
	if err != nil {
		return nil, err
	}
	out := predict.NewMatrix(t.rows, 1)
	for i, code := range l.classes.encode(nil, &t.columns[0]) {
		if code < 0 {
			return nil, l.model.fail(ErrCategory, fmt.Sprintf("y contains previously unseen labels: '%s' (row %d)", shorten(pythonStr(t.columns[0].At(i))), i))
		}
		out.Data[i] = float64(code)
	}
	return out, nil
}

// labelBinarizer is a LabelBinarizer: a column for each class, or one for two classes.
type labelBinarizer struct {
	labels
	pos, neg   float64
	multilabel bool
}

func readLabelBinarizer(s *state) (any, error) {
	l, err := s.labels()
	if err != nil {
		return nil, err
	}
	b := &labelBinarizer{labels: l, multilabel: strings.HasPrefix(s.text("y_type_"), "multilabel")}
	if b.neg, err = s.number("neg_label"); err != nil {
		return nil, err
	}
	b.pos, err = s.number("pos_label")
	return b, err
}

// TransformX returns pos_label where a row's label is the column's class, and neg_label elsewhere.
func (b *labelBinarizer) TransformX(x X) (X, error) {
	if b.multilabel {
		m, err := Dense(x)
		if err != nil {
			return nil, err
		}
		if m.Cols != len(b.classes.values) {
			return nil, b.model.fail(ErrFeatures, fmt.Sprintf("%d columns of labels, want %d", m.Cols, len(b.classes.values)))
		}
		out := predict.NewMatrix(m.Rows, m.Cols)
		for i, v := range m.Data {
			if out.Data[i] = b.neg; v != 0 {
				out.Data[i] = b.pos
			}
		}
		return out, nil
	}
	t, err := b.column(x)
	if err != nil {
		return nil, err
	}
	n := len(b.classes.values)
	cols, shift := n, 0
	if n <= 2 {
		cols, shift = 1, 1 // the column is that of the second class
	}
	out := predict.NewMatrix(t.rows, cols)
	for i := range out.Data {
		out.Data[i] = b.neg
	}
	for i, code := range b.classes.encode(nil, &t.columns[0]) {
		if code -= shift; code >= 0 && code < cols {
			out.Data[i*cols+code] = b.pos
		}
	}
	return out, nil
}

// multiLabelBinarizer is a MultiLabelBinarizer: a column for each class, of rows that have any number of labels.
type multiLabelBinarizer struct {
	labels
	sparse bool
}

func readMultiLabelBinarizer(s *state) (any, error) {
	l, err := s.labels()
	if err != nil {
		return nil, err
	}
	m := &multiLabelBinarizer{labels: l}
	m.sparse, err = s.flag("sparse_output", false)
	return m, err
}

// TransformX takes a column of lists of labels (see [ValueColumn]); labels that were not there in fit are ignored.
func (m *multiLabelBinarizer) TransformX(x X) (X, error) {
	t, err := m.column(x)
	if err != nil {
		return nil, err
	}
	out := predict.NewMatrix(t.rows, len(m.classes.values))
	for i := range t.rows {
		list, ok := t.columns[0].At(i).([]any)
		if !ok {
			return nil, m.model.fail(ErrType, fmt.Sprintf("row %d is no list of labels", i))
		}
		for _, v := range list {
			if code := m.classes.indexOf(v, false); code >= 0 {
				out.Data[i*out.Cols+code] = 1
			}
		}
	}
	if m.sparse {
		return predict.SparseOf(out), nil
	}
	return out, nil
}
