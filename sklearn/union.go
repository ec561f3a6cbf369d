package sklearn

import (
	"fmt"
	"slices"

	"github.com/brine-go/brine/py"
)

// union is a FeatureUnion: the columns of several transformers side by side.
type union struct {
	parts  []Step    // without those that are dropped; a nil Model lets X through
	weight []float64 // of each part's columns
	prefix bool      // columns are named after their part, too
}

func readUnion(s *state) (any, error) {
	list, err := s.attr("transformer_list")
	if err != nil {
		return nil, err
	}
	u := &union{}
	if u.prefix, err = s.flag("verbose_feature_names_out", true); err != nil {
		return nil, err
	}
	weights := s.value.Attr("transformer_weights")
	for item := range list.Items() {
		name, ok := item.Index(0).Text()
		if !ok || item.Len() != 2 {
			return nil, s.fail("transformer_list", nil, fmt.Sprintf("part %d is no pair of a name and a transformer", len(u.parts)+1))
		}
		part := Step{Name: name}
		place := fmt.Sprintf("transformer %s", name)
		switch text, _ := item.Index(1).Text(); {
		case text == "drop" || item.Index(1).IsNone():
			continue
		case text != "passthrough":
			if part.Model, err = s.child(item.Index(1), place); err != nil {
				return nil, err
			}
			if !part.Model.Has(MethodTransform) {
				return nil, within(place, part.Model.fail(ErrNoMethod, part.Model.ClassName+" has no transform"))
			}
			if s.model.NFeatures == 0 {
				s.model.NFeatures, s.model.FeatureNames = part.Model.NFeatures, part.Model.FeatureNames
			}
		}
		weight := 1.
		if v := weights.Get(name); v.IsValid() && !v.IsNone() {
			a, err := s.arrayOf(v, "transformer_weights")
			if err != nil {
				return nil, err
			}
			if len(a.data) != 1 {
				return nil, s.fail("transformer_weights", nil, fmt.Sprintf("got an array of shape %v for %s, want a number", a.shape, name))
			}
			weight = a.data[0]
		}
		u.parts, u.weight = append(u.parts, part), append(u.weight, weight)
	}
	if list.Kind() != py.List && list.Kind() != py.Tuple {
		return nil, s.fail("transformer_list", nil, fmt.Sprintf("got %v, want a list", list.Kind()))
	}
	return u, nil
}

func (u *union) accepts() policy { return unchecked }

func (u *union) has(method Method) bool {
	return method != MethodGetFeatureNamesOut || !slices.ContainsFunc(u.parts, func(p Step) bool { return p.Model != nil && !p.Model.Has(method) })
}

// TransformX returns the columns of all parts, each part's times its weight: sparse ones if any part's are.
func (u *union) TransformX(x X) (X, error) {
	rows, _ := x.Shape()
	parts, sparse := make([]X, len(u.parts)), false
	for i, part := range u.parts {
		parts[i] = x
		var err error
		if part.Model != nil {
			if parts[i], err = part.Model.TransformX(x); err != nil {
				return nil, within("transformer "+part.Name, err)
			}
		}
		if u.weight[i] != 1 {
			if parts[i], err = scaled(parts[i], u.weight[i]); err != nil {
				return nil, within("transformer "+part.Name, err)
			}
		}
		if _, ok := parts[i].(*Sparse); ok {
			sparse = true
		}
	}
	return sideways(parts, rows, sparse)
}

func (u *union) featureNamesOut(in []string) ([]string, error) {
	var out []string
	for _, part := range u.parts {
		names := in
		if part.Model != nil {
			var err error
			if names, err = part.Model.featureNamesOut(in); err != nil {
				return nil, within("transformer "+part.Name, err)
			}
		}
		for _, name := range names {
			if u.prefix {
				name = part.Name + "__" + name
			}
			out = append(out, name)
		}
	}
	if sorted := slices.Sorted(slices.Values(out)); !u.prefix && len(slices.Compact(sorted)) < len(out) {
		return nil, &Error{Text: "Output feature names are not unique. Please set verbose_feature_names_out=True to add prefixes to feature names"}
	}
	return out, nil
}
