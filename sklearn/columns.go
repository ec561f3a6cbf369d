package sklearn

import (
	"fmt"
	"slices"
	"strings"

	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/py"
)

// columnTransformer is a ColumnTransformer: transformers that each get some of the columns, and whose results stand side by side.
type columnTransformer struct {
	model   *Model
	parts   []columnPart
	sparse  bool
	prefix  bool   // outputs are called part__name
	pattern string // or as this says
	naming  error  // why the outputs have no names
}

// A columnPart is one of the transformers; those that drop their columns are left out.
type columnPart struct {
	name    string
	model   *Model // nil for passthrough
	indices []int
	names   []string // of the columns, where the release did not keep their indices
	weight  float64
	weighed bool
}

func readColumnTransformer(s *state) (any, error) {
	list, err := s.attr("transformers_")
	if err != nil {
		return nil, err
	}
	c := &columnTransformer{model: s.model}
	used := make([]bool, s.model.NFeatures)
	for i := range list.Len() {
		item := list.Index(i)
		name, ok := item.Index(0).Text()
		if !ok || item.Len() != 3 {
			return nil, s.fail("transformers_", nil, fmt.Sprintf("item %d is no (name, transformer, columns)", i))
		}
		part := columnPart{name: name}
		v := item.Index(1)
		text, _ := v.Text()
		if text == "drop" {
			continue
		}
		if err := s.partColumns(&part, i, item.Index(2)); err != nil {
			return nil, err
		}
		if len(part.indices)+len(part.names) == 0 {
			continue
		}
		for _, j := range part.indices {
			if j < 0 || s.model.NFeatures != 0 && j >= s.model.NFeatures {
				return nil, s.fail("transformers_", nil, fmt.Sprintf("%s takes column %d of %d", name, j, s.model.NFeatures))
			}
			if j < len(used) {
				used[j] = true
			}
		}
		if text != "passthrough" && !v.IsNone() {
			place := "transformer " + name
			if part.model, err = s.child(v, place); err != nil {
				return nil, err
			}
			if !part.model.Has(MethodTransform) {
				return nil, within(place, part.model.fail(ErrNoMethod, part.model.ClassName+" has no transform"))
			}
		}
		if w := s.value.Attr("transformer_weights").Get(name); w.IsValid() && !w.IsNone() {
			if part.weight, part.weighed = w.Number(); !part.weighed {
				return nil, s.fail("transformer_weights", nil, fmt.Sprintf("of %s: got %v, want a number", name, w.Kind()))
			}
		}
		c.parts = append(c.parts, part)
	}
	if c.sparse, err = s.flag("sparse_output_", false); err != nil {
		return nil, err
	}
	switch v := s.value.Attr("verbose_feature_names_out"); v.Kind() {
	case py.Bool:
		c.prefix, _ = v.Bool()
	case py.Str:
		c.pattern, _ = v.Str()
	default:
		if c.prefix = !v.IsValid(); !c.prefix {
			c.naming = s.fail("verbose_feature_names_out", ErrUnsupported, "is a function, which is not run")
		}
	}
	s.model.unused = used
	for j := range used {
		used[j] = !used[j]
	}
	s.model.Steps = nil
	for _, p := range c.parts {
		s.model.Parts = append(s.model.Parts, Step{Name: p.name, Model: p.model})
	}
	return c, nil
}

// partColumns finds out which columns a part gets: _transformer_to_input_indices has it since 1.0; before, the columns as the user
// gave them must do, with callables replaced in _columns.
func (s *state) partColumns(part *columnPart, i int, given py.Value) error {
	if known := s.value.Attr("_transformer_to_input_indices").Get(part.name); known.IsValid() {
		for v := range known.Items() {
			j, ok := countOf(v)
			if !ok {
				return s.fail("_transformer_to_input_indices", nil, fmt.Sprintf("of %s: got %v, want an index", part.name, v.Kind()))
			}
			part.indices = append(part.indices, j)
		}
		return nil
	}
	if resolved := s.value.Attr("_columns"); resolved.Len() > i {
		given = resolved.Index(i)
	}
	n := s.model.NFeatures
	if v := s.value.Attr("_n_features"); n == 0 && v.IsValid() { // before 0.24
		if count, ok := countOf(v); ok {
			s.model.NFeatures, n = count, count
		}
	}
	places, err := s.selection(given, n)
	if err != nil {
		return err
	}
	for _, p := range places {
		switch p := p.(type) {
		case int:
			if p < 0 {
				p += n
			}
			part.indices = append(part.indices, p)
		case string:
			if j := slices.Index(s.model.FeatureNames, p); j >= 0 {
				part.indices = append(part.indices, j)
			} else {
				part.names = append(part.names, p)
			}
		}
	}
	if len(part.names) > 0 && len(part.indices) > 0 {
		return s.fail("transformers_", nil, fmt.Sprintf("%s takes columns by name that are not among the features", part.name))
	}
	return nil
}

// selection reads columns as scikit-learn takes them: a name or an index, several of them, a slice, or a mask. n is how many columns
// there are, 0 if that is not known.
func (s *state) selection(v py.Value, n int) ([]any, error) {
	unsupported := func() error {
		return s.fail("transformers_", ErrUnsupported, fmt.Sprintf("columns given as %v are not supported", v.Kind()))
	}
	single := func(v py.Value) (any, bool) {
		if text, ok := v.Text(); ok {
			return text, true
		}
		if v.Kind() == py.Bool {
			return nil, false
		}
		if i, ok := v.Int(); ok {
			return int(i), true
		}
		i, ok := countOf(v)
		return i, ok
	}
	if p, ok := single(v); ok {
		return []any{p}, nil
	}
	if _, name, _ := v.Class(); name == "slice" {
		o, _ := v.Object()
		args := o.Args
		bound := func(i, missing int) int {
			b, ok := args.Index(i).Int()
			if !ok {
				return missing
			}
			if b < 0 {
				b += int64(n)
			}
			return int(min(max(b, 0), int64(n)))
		}
		if !args.Index(2).IsNone() || n == 0 || args.Index(0).Kind() == py.Str || args.Index(1).Kind() == py.Str {
			return nil, unsupported()
		}
		var out []any
		for j := bound(0, 0); j < bound(1, n); j++ {
			out = append(out, j)
		}
		return out, nil
	}
	items := v.Items()
	if v.Kind() == py.Object { // an array, or a list of its own class in 1.5 to 1.7
		if a, err := numpy.FromPy(v); err == nil {
			if mask, err := a.Bools(); err == nil {
				return fromMask(mask), nil
			}
			if ints, err := a.Int64s(); err == nil {
				out := make([]any, len(ints))
				for i, j := range ints {
					out[i] = int(j)
				}
				return out, nil
			}
			names, err := a.Strings()
			if err != nil {
				return nil, unsupported()
			}
			out := make([]any, len(names))
			for i, name := range names {
				out[i] = name
			}
			return out, nil
		}
		if data := v.Attr("data"); data.Kind() == py.List {
			items = data.Items()
		}
	} else if v.Kind() != py.List && v.Kind() != py.Tuple {
		return nil, unsupported()
	}
	var out []any
	var mask []bool
	for item := range items {
		if b, ok := item.Bool(); ok {
			mask = append(mask, b)
		} else if p, ok := single(item); ok {
			out = append(out, p)
		} else {
			return nil, unsupported()
		}
	}
	if mask != nil {
		if out != nil {
			return nil, unsupported()
		}
		return fromMask(mask), nil
	}
	return out, nil
}

func fromMask(mask []bool) []any {
	var out []any
	for j, on := range mask {
		if on {
			out = append(out, j)
		}
	}
	return out
}

func (c *columnTransformer) accepts() policy { return unchecked }

// TransformX gives each part its columns.
func (c *columnTransformer) TransformX(x X) (X, error) {
	rows, cols := x.Shape()
	if n := c.model.NFeatures; n != 0 && cols != n {
		return nil, c.model.fail(ErrFeatures, fmt.Sprintf("X has %d features, but %s is expecting %d features as input.", cols, c.model.ClassName, n))
	}
	var out []X
	for _, p := range c.parts {
		y, err := c.pick(x, p)
		if err != nil {
			return nil, within("transformer "+p.name, err)
		}
		if p.model != nil {
			if y, err = p.model.TransformX(y); err != nil {
				return nil, within("transformer "+p.name, err)
			}
		}
		if p.weighed {
			if y, err = scaled(y, p.weight); err != nil {
				return nil, within("transformer "+p.name, err)
			}
		}
		out = append(out, y)
	}
	return sideways(out, rows, c.sparse)
}

// pick returns the columns of a part: as numbers if they are.
func (c *columnTransformer) pick(x X, p columnPart) (X, error) {
	if m, ok := x.(Matrix); ok && p.names == nil {
		out := predict.NewMatrix(m.Rows, len(p.indices))
		for k, j := range p.indices {
			if j >= m.Cols {
				return nil, c.model.fail(ErrFeatures, fmt.Sprintf("X has %d features, column %d is wanted", m.Cols, j))
			}
			for i := range m.Rows {
				out.Data[i*out.Cols+k] = m.Data[i*m.Cols+j]
			}
		}
		return out, nil
	}
	t, err := tableFrom(x)
	if err != nil {
		return nil, err
	}
	indices := p.indices
	if p.names != nil {
		have := t.Names()
		for _, name := range p.names {
			j := slices.Index(have, name)
			if j < 0 {
				return nil, c.model.fail(ErrFeatures, fmt.Sprintf("columns are missing: {'%s'}", name))
			}
			indices = append(indices, j)
		}
	}
	for _, j := range indices {
		if j >= len(t.columns) {
			return nil, c.model.fail(ErrFeatures, fmt.Sprintf("X has %d features, column %d is wanted", len(t.columns), j))
		}
	}
	return t.take(indices), nil
}

// scaled returns x times a weight.
func scaled(x X, weight float64) (X, error) {
	if s, ok := x.(*Sparse); ok {
		out := *s
		out.Data = make([]float64, len(s.Data))
		for i, v := range s.Data {
			out.Data[i] = v * weight
		}
		return &out, nil
	}
	m, err := Dense(x)
	if err != nil {
		return nil, err
	}
	out := predict.NewMatrix(m.Rows, m.Cols)
	for i, v := range m.Data {
		out.Data[i] = v * weight
	}
	return out, nil
}

func (c *columnTransformer) featureNamesOut(in []string) ([]string, error) {
	if c.naming != nil {
		return nil, c.naming
	}
	var out []string
	for _, p := range c.parts {
		names := p.names
		for _, j := range p.indices {
			if j >= len(in) {
				return nil, c.model.fail(ErrFeatures, fmt.Sprintf("column %d of %d is wanted", j, len(in)))
			}
			names = append(names, in[j])
		}
		if p.model != nil {
			var err error
			if names, err = p.model.featureNamesOut(names); err != nil {
				return nil, within("transformer "+p.name, err)
			}
		}
		for _, name := range names {
			switch {
			case c.prefix:
				name = p.name + "__" + name
			case c.pattern != "":
				name = strings.NewReplacer("{transformer_name}", p.name, "{feature_name}", name).Replace(c.pattern)
			}
			out = append(out, name)
		}
	}
	return out, nil
}
