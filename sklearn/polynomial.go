package sklearn

import (
	"fmt"
	"strings"

	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/py"
)

// maxColumns bounds the columns that a transformer makes of a few numbers in the file.
const maxColumns = 1 << 20

// polynomial is a PolynomialFeatures.
type polynomial struct{ *predict.Polynomial }

func readPolynomial(s *state) (any, error) {
	if v := s.value.Attr("n_input_features_"); s.model.NFeatures == 0 && v.IsValid() { // before 0.24
		s.model.NFeatures, _ = countOf(v)
	}
	features, err := s.known()
	if err != nil {
		return nil, err
	}
	degree, err := s.attr("degree")
	if err != nil {
		return nil, err
	}
	least, most := 0, 0
	ok, ok2 := true, true
	if degree.Kind() == py.Tuple || degree.Kind() == py.List {
		least, ok = countOf(degree.Index(0))
		most, ok2 = countOf(degree.Index(1))
	} else {
		most, ok = countOf(degree)
	}
	if !ok || !ok2 || least > most {
		return nil, s.fail("degree", nil, fmt.Sprintf("got %v, want a count or two", degree))
	}
	interaction, err := s.flag("interaction_only", false)
	if err != nil {
		return nil, err
	}
	bias, err := s.flag("include_bias", true)
	if err != nil {
		return nil, err
	}
	p, err := predict.NewPolynomial(features, least, most, interaction, bias, maxColumns)
	if err != nil {
		return nil, s.fail("degree", ErrUnsupported, fmt.Sprintf("%v of %d features: more than %d columns are not supported", degree, features, maxColumns))
	}
	if p.Columns() == 0 {
		return nil, s.fail("degree", nil, "no column comes out")
	}
	return &polynomial{p}, nil
}

// Transform returns the products of the columns.
func (p *polynomial) Transform(x Matrix) (Matrix, error) { return p.Polynomial.Transform(x), nil }

// featureNamesOut names products as "a b^2", and the column of ones "1".
func (p *polynomial) featureNamesOut(in []string) ([]string, error) {
	out := make([]string, p.Columns())
	for i := range out {
		terms := p.Terms(i)
		var words []string
		for len(terms) > 0 {
			n := 1
			for n < len(terms) && terms[n] == terms[0] {
				n++
			}
			word := in[terms[0]]
			if n > 1 {
				word += fmt.Sprintf("^%d", n)
			}
			words = append(words, word)
			terms = terms[n:]
		}
		if out[i] = strings.Join(words, " "); words == nil {
			out[i] = "1"
		}
	}
	return out, nil
}
