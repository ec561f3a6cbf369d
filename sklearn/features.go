package sklearn

import (
	"fmt"
	"strings"
)

// A FeatureKind tells what a column of X holds.
type FeatureKind uint8

const (
	NumberFeature   FeatureKind = iota // numbers
	CategoryFeature                    // one of the values that an encoder was fitted on
	DocumentFeature                    // a text, for a vectorizer
	UnusedFeature                      // dropped by the model
)

// A Feature is a column that X must have.
type Feature struct {
	Name       string // as the model has it, or "x0", "x1", …
	Kind       FeatureKind
	Categories []any // float64, int64, bool or string; nil or NaN among them if a value was missing
}

// Features tells what is known of the columns that X must have: their names, and which values they take where the first steps of
// the model encode categories or vectorize texts. It is nil if the model does not know how many there are, or more than a million.
func (m *Model) Features() []Feature {
	n := m.NFeatures
	if n == 0 && m.takesDocuments() {
		n = 1
	}
	if n > maxNames {
		return nil
	}
	out := make([]Feature, n)
	for i := range out {
		if m.FeatureNames != nil {
			out[i].Name = m.FeatureNames[i]
		} else if n == m.NFeatures {
			out[i].Name = fmt.Sprintf("x%d", i)
		} else {
			out[i].Name = "text"
		}
	}
	at := make([]int, n)
	for i := range at {
		at[i] = i
	}
	m.describe(out, at)
	for i := range m.unused {
		if m.unused[i] && i < n {
			out[i].Kind = UnusedFeature
		}
	}
	return out
}

// describe tells of the features that the model's columns are: column k is feature at[k].
func (m *Model) describe(out []Feature, at []int) {
	switch e := m.estimator.(type) {
	case *search:
		e.best.describe(out, at)
	case *pipeline:
		for _, step := range e.steps {
			if step.Model == nil {
				continue
			}
			step.Model.describe(out, at)
			if !step.Model.keepsColumns() {
				return
			}
		}
	case *columnTransformer:
		for _, p := range e.parts {
			part := make([]int, 0, len(p.indices))
			for _, k := range p.indices {
				if k < len(at) {
					part = append(part, at[k])
				}
			}
			if p.model != nil && len(part) == len(p.indices) {
				p.model.describe(out, part)
			}
		}
	case interface{ categoriesOfColumns() []*categories }:
		for k, c := range e.categoriesOfColumns() {
			if k < len(at) && c != nil {
				out[at[k]].Kind, out[at[k]].Categories = CategoryFeature, c.values
			}
		}
	default:
		if m.takesDocuments() && len(at) == 1 {
			out[at[0]].Kind = DocumentFeature
		}
	}
}

// keepsColumns reports whether what a transformer makes of a column takes its place, so that the next step tells what it is.
func (m *Model) keepsColumns() bool { return strings.HasSuffix(m.ClassName, "Imputer") }

// takesDocuments reports whether the model, or its first step, is a vectorizer of texts.
func (m *Model) takesDocuments() bool {
	switch e := m.estimator.(type) {
	case *search:
		return e.best.takesDocuments()
	case *pipeline:
		for _, step := range e.steps {
			if step.Model != nil {
				return step.Model.takesDocuments()
			}
		}
	}
	switch m.ClassName {
	case "CountVectorizer", "TfidfVectorizer", "HashingVectorizer":
		return true
	}
	return false
}

func (e *encoder) categoriesOfColumns() []*categories { return e.columns }
