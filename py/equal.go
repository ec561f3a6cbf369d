package py

import "github.com/brine-go/brine/internal/graph"

// Equal reports whether a and b, of the same or of different documents, are equal as Python's == sees
// it: 1 == 1.0 == True, dicts and sets in any order, NaN unequal to itself unless it is the same
// container's. Cycles end. Objects are equal if they were made alike: same class, arguments and state.
// Invalid equals only Invalid.
func Equal(a, b Value) bool {
	if !a.IsValid() || !b.IsValid() {
		return a.IsValid() == b.IsValid()
	}
	return graph.Equal(a.g, a.w, b.g, b.w, nil)
}
