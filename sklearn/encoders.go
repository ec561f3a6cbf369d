package sklearn

import (
	"fmt"
	"math"

	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/predict"
)

// encoder is what OneHotEncoder, OrdinalEncoder and TargetEncoder have in common: columns of categories.
type encoder struct {
	model   *Model
	columns []*categories
	groups  [][]int // of each column: what each category is after rare ones were put together; nil if none were
	rare    []int   // the group of the rare ones; -1 if there is none
	strict  bool    // a value that is no category is an error
}

// encoder reads categories_ and the groups of rare categories (since 1.1).
func (s *state) encoder(strict bool) (*encoder, error) {
	list, err := s.attr("categories_")
	if err != nil {
		return nil, err
	}
	e := &encoder{model: s.model, strict: strict}
	for v := range list.Items() {
		c, err := categoriesOf(v)
		if err != nil {
			return nil, s.wrap(fmt.Sprintf("categories_[%d]", len(e.columns)), err)
		}
		e.columns = append(e.columns, c)
	}
	if err := s.features("categories_", len(e.columns)); err != nil {
		return nil, err
	}
	e.groups, e.rare = make([][]int, len(e.columns)), make([]int, len(e.columns))
	for j := range e.rare {
		e.rare[j] = -1
	}
	groups := s.value.Attr("_default_to_infrequent_mappings")
	if !groups.IsValid() || groups.IsNone() {
		return e, nil
	}
	if groups.Len() != len(e.columns) {
		return nil, s.fail("_default_to_infrequent_mappings", nil, fmt.Sprintf("got %d mappings, want %d", groups.Len(), len(e.columns)))
	}
	for j := range e.columns {
		v := groups.Index(j)
		if v.IsNone() {
			continue
		}
		place := fmt.Sprintf("_default_to_infrequent_mappings[%d]", j)
		a, err := numpy.FromPy(v)
		if err != nil {
			return nil, s.wrap(place, err)
		}
		ints, err := a.Int64s()
		if err != nil {
			return nil, s.wrap(place, err)
		}
		n := len(e.columns[j].values)
		if len(ints) != n && len(ints) != n-1 { // a category that is missing is in no group
			return nil, s.fail(place, nil, fmt.Sprintf("got a mapping of %d categories, want %d", len(ints), n))
		}
		e.groups[j] = make([]int, len(ints))
		for i, g := range ints {
			if g < 0 || g >= int64(n) {
				return nil, s.fail(place, nil, fmt.Sprintf("category %d is mapped to %d of %d", i, g, n))
			}
			e.groups[j][i] = int(g)
			e.rare[j] = max(e.rare[j], int(g)) // the rare ones come last
		}
	}
	return e, nil
}

// width returns how many groups column j has.
func (e *encoder) width(j int) int {
	if e.rare[j] >= 0 {
		return e.rare[j] + 1
	}
	return len(e.columns[j].values)
}

func (e *encoder) accepts() policy { return unchecked }

// encode returns which category each value of each column is, column after column, -1 for those that are none.
func (e *encoder) encode(x X) (codes []int, rows int, err error) {
	t, err := tableFrom(x)
	if err != nil {
		return nil, 0, err
	}
	if err := e.model.checkShape(t); err != nil {
		return nil, 0, err
	}
	codes = make([]int, 0, t.rows*len(t.columns))
	for j := range t.columns {
		codes = e.columns[j].encode(codes, &t.columns[j])
		if !e.strict {
			continue
		}
		for i, code := range codes[j*t.rows:] {
			if code < 0 {
				return nil, 0, e.model.unknown(t, j, i)
			}
		}
	}
	return codes, t.rows, nil
}

// oneHot is a OneHotEncoder: for each column and category, in which column of the output its 1 is.
type oneHot struct {
	*encoder
	places  [][]int32 // of each column: of each category, -1 for none
	unknown []int32   // of each column, of values that are no category
	cols    int
	sparse  bool
	suffix  [][]string // of each column: what its outputs are called
	naming  error      // why they have no names
}

func readOneHotEncoder(s *state) (any, error) {
	handle := s.text("handle_unknown")
	switch handle {
	case "error", "ignore", "infrequent_if_exist", "warn":
	default:
		return nil, s.fail("handle_unknown", ErrUnsupported, fmt.Sprintf("%q is not supported", handle))
	}
	e, err := s.encoder(handle == "error")
	if err != nil {
		return nil, err
	}
	o := &oneHot{encoder: e}
	if o.sparse, err = s.flagOf("sparse_output", true); err != nil {
		return nil, err
	}
	dropped, err := s.dropped(e)
	if err != nil {
		return nil, err
	}
	if combiner := s.value.Attr("feature_name_combiner"); combiner.IsValid() {
		if text, _ := combiner.Text(); text != "concat" {
			o.naming = s.fail("feature_name_combiner", ErrUnsupported, "is a function, which is not run")
		}
	}
	for j, c := range e.columns {
		width := e.width(j)
		if o.cols > math.MaxInt32-width {
			return nil, s.fail("categories_", ErrUnsupported, "more than 2^31 columns")
		}
		places, names := make([]int32, len(c.values)), make([]string, 0, width)
		place := func(group int) int32 {
			switch {
			case group == dropped[j]:
				return -1
			case dropped[j] >= 0 && group > dropped[j]:
				group--
			}
			return int32(o.cols + group)
		}
		for i := range places {
			group := i
			if e.groups[j] != nil && i < len(e.groups[j]) {
				group = e.groups[j][i]
			}
			if places[i] = place(group); group != e.rare[j] && places[i] >= 0 {
				names = append(names, c.text(i))
			}
		}
		unknown := int32(-1)
		if e.rare[j] >= 0 {
			if handle == "infrequent_if_exist" || handle == "warn" {
				unknown = place(e.rare[j])
			}
			if dropped[j] != e.rare[j] {
				names = append(names, "infrequent_sklearn")
			}
		}
		o.places, o.unknown, o.suffix = append(o.places, places), append(o.unknown, unknown), append(o.suffix, names)
		o.cols += len(names)
	}
	return o, nil
}

// dropped reads which group of each column has no output; -1 for none.
func (s *state) dropped(e *encoder) ([]int, error) {
	const attr = "_drop_idx_after_grouping"
	out := make([]int, len(e.columns))
	for j := range out {
		out[j] = -1
	}
	v, err := s.attr(attr)
	if v.IsNone() || err != nil && !s.value.Attr("drop").IsValid() { // before 0.21 nothing could be dropped
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	a, err := numpy.FromPy(v)
	if err != nil {
		return nil, s.wrap(attr, err)
	}
	if a.Len() != len(out) {
		return nil, s.fail(attr, nil, fmt.Sprintf("got %d values for %d features", a.Len(), len(out)))
	}
	ints, err := a.Int64s()
	if err != nil { // objects: ints and None
		objects, err := numpy.Objects(a)
		if err != nil {
			return nil, s.wrap(attr, err)
		}
		for _, o := range objects {
			n := -1
			if !o.IsNone() {
				var ok bool
				if n, ok = countOf(o); !ok {
					return nil, s.fail(attr, nil, fmt.Sprintf("got %v, want an index or None", o.Kind()))
				}
			}
			ints = append(ints, int64(n))
		}
	}
	for j, n := range ints {
		if n < -1 || n >= int64(e.width(j)) {
			return nil, s.fail(attr, nil, fmt.Sprintf("%d is none of %d categories", n, e.width(j)))
		}
		out[j] = int(n)
	}
	return out, nil
}

// TransformX returns a 1 in the column of each value's category.
func (o *oneHot) TransformX(x X) (X, error) {
	codes, rows, err := o.encode(x)
	if err != nil {
		return nil, err
	}
	place := func(i, j int) int32 {
		if code := codes[j*rows+i]; code >= 0 {
			return o.places[j][code]
		}
		return o.unknown[j]
	}
	if !o.sparse {
		if o.cols != 0 && rows > maxCells/o.cols {
			return nil, o.model.fail(ErrShape, fmt.Sprintf("a matrix of %d × %d is too large", rows, o.cols))
		}
		out := predict.NewMatrix(rows, o.cols)
		for i := range rows {
			for j := range o.places {
				if at := place(i, j); at >= 0 {
					out.Data[i*o.cols+int(at)] = 1
				}
			}
		}
		return out, nil
	}
	out := predict.NewSparse(o.cols)
	for i := range rows {
		for j := range o.places {
			if at := place(i, j); at >= 0 {
				out.Index, out.Data = append(out.Index, at), append(out.Data, 1)
			}
		}
		out.EndRow()
	}
	return out, nil
}

func (o *oneHot) featureNamesOut(in []string) ([]string, error) {
	if o.naming != nil {
		return nil, o.naming
	}
	out := make([]string, 0, o.cols)
	for j, name := range in {
		for _, suffix := range o.suffix[j] {
			out = append(out, name+"_"+suffix)
		}
	}
	return out, nil
}

// ordinal is an OrdinalEncoder: the number of each category.
type ordinal struct {
	*encoder
	codes   [][]float64
	unknown float64
}

func readOrdinalEncoder(s *state) (any, error) {
	handle := s.text("handle_unknown")
	switch handle {
	case "", "error", "use_encoded_value": // "" before 0.24
	default:
		return nil, s.fail("handle_unknown", ErrUnsupported, fmt.Sprintf("%q is not supported", handle))
	}
	e, err := s.encoder(handle != "use_encoded_value")
	if err != nil {
		return nil, err
	}
	o := &ordinal{encoder: e}
	if handle == "use_encoded_value" {
		if o.unknown, err = s.number("unknown_value"); err != nil {
			return nil, err
		}
	}
	missing := math.NaN()
	if v := s.value.Attr("encoded_missing_value"); v.IsValid() {
		if missing, err = s.number("encoded_missing_value"); err != nil {
			return nil, err
		}
	}
	for j, c := range e.columns {
		codes := make([]float64, len(c.values))
		for i := range codes {
			codes[i] = float64(i)
			if e.groups[j] != nil && i < len(e.groups[j]) {
				codes[i] = float64(e.groups[j][i])
			}
		}
		o.codes = append(o.codes, codes)
	}
	for key, v := range s.value.Attr("_missing_indices").Entries() {
		j, ok1 := countOf(key)
		i, ok2 := countOf(v)
		if !ok1 || !ok2 || j >= len(o.codes) || i >= len(o.codes[j]) {
			return nil, s.fail("_missing_indices", nil, "it does not name a category of a column")
		}
		o.codes[j][i] = missing
	}
	return o, nil
}

// TransformX returns the number of each value's category.
func (o *ordinal) TransformX(x X) (X, error) {
	codes, rows, err := o.encode(x)
	if err != nil {
		return nil, err
	}
	out := predict.NewMatrix(rows, len(o.codes))
	for j, of := range o.codes {
		for i, code := range codes[j*rows:][:rows] {
			v := o.unknown
			if code >= 0 {
				v = of[code]
			}
			out.Data[i*out.Cols+j] = v
		}
	}
	return out, nil
}

func (o *ordinal) featureNamesOut(in []string) ([]string, error) { return in, nil }

// targets is a TargetEncoder: what y was in the mean for each category, for each class if there are several.
type targets struct {
	*encoder
	means   [][]float64 // columns × classes: of each category
	overall []float64   // of each class, for what is no category
	classes []string    // if there are several
}

func readTargetEncoder(s *state) (any, error) {
	e, err := s.encoder(false)
	if err != nil {
		return nil, err
	}
	t := &targets{encoder: e}
	overall, err := s.numbers("target_mean_")
	if err != nil {
		return nil, err
	}
	t.overall = overall.data
	if s.text("target_type_") == "multiclass" {
		if err := s.classes("classes_", 0); err != nil {
			return nil, err
		}
		for i := range s.model.Classes.Len() {
			t.classes = append(t.classes, pythonStr(s.model.Classes.Value(i)))
		}
	}
	if want := max(1, len(t.classes)); len(t.overall) != want {
		return nil, s.fail("target_mean_", nil, fmt.Sprintf("got %d means, want %d", len(t.overall), want))
	}
	list, err := s.attr("encodings_")
	if err != nil {
		return nil, err
	}
	if want := len(e.columns) * len(t.overall); list.Len() != want {
		return nil, s.fail("encodings_", nil, fmt.Sprintf("got %d arrays, want %d", list.Len(), want))
	}
	for v := range list.Items() {
		k := len(t.means)
		a, err := numpy.FromPy(v)
		if err != nil {
			return nil, s.wrap(fmt.Sprintf("encodings_[%d]", k), err)
		}
		means, err := a.Float64s()
		if err != nil {
			return nil, s.wrap(fmt.Sprintf("encodings_[%d]", k), err)
		}
		if want := len(e.columns[k/len(t.overall)].values); len(means) != want {
			return nil, s.fail(fmt.Sprintf("encodings_[%d]", k), nil, fmt.Sprintf("got %d means for %d categories", len(means), want))
		}
		t.means = append(t.means, means)
	}
	return t, nil
}

// TransformX returns the mean of each value's category.
func (t *targets) TransformX(x X) (X, error) {
	codes, rows, err := t.encode(x)
	if err != nil {
		return nil, err
	}
	out := predict.NewMatrix(rows, len(t.means))
	classes := len(t.overall)
	for k, means := range t.means {
		j := k / classes
		for i, code := range codes[j*rows:][:rows] {
			v := t.overall[k%classes]
			if code >= 0 {
				v = means[code]
			}
			out.Data[i*out.Cols+k] = v
		}
	}
	return out, nil
}

func (t *targets) featureNamesOut(in []string) ([]string, error) {
	if t.classes == nil {
		return in, nil
	}
	var out []string
	for _, name := range in {
		for _, class := range t.classes {
			out = append(out, name+"_"+class)
		}
	}
	return out, nil
}

// number reads a parameter that is a number.
func (s *state) number(name string) (float64, error) {
	v, err := s.attr(name)
	if err != nil {
		return 0, err
	}
	if x, ok := v.Number(); ok {
		return x, nil
	}
	if numpy.IsScalar(v) {
		if a, err := numpy.FromPy(v); err == nil {
			if f, err := a.Float64s(); err == nil {
				return f[0], nil
			}
		}
	}
	return 0, s.fail(name, nil, fmt.Sprintf("got %v, want a number", v.Kind()))
}

// flagOf reads a parameter that is a bool and has had several names.
func (s *state) flagOf(name string, byDefault bool) (bool, error) {
	if s.value.Attr(name).IsValid() {
		return s.flag(name, byDefault)
	}
	for _, old := range formerly[name] {
		if s.value.Attr(old).IsValid() {
			return s.flag(old, byDefault)
		}
	}
	return byDefault, nil
}
