// Package side keeps something beside values of another package for as long as those live.
package side

import (
	"runtime"
	"sync"
	"weak"
)

// A Table keeps something beside values of another package, as long as those live: what has been read of a
// document, or written with a builder. It changes no result, only what is done twice; and sharing, which a
// builder of many arrays would otherwise lose.
type Table[K, V any] struct {
	m sync.Map // weak.Pointer[K] → *V
}

// Of returns what is kept beside key. What is kept must not lead to key, or neither is ever freed.
func (s *Table[K, V]) Of(key *K) *V {
	w := weak.Make(key)
	if v, ok := s.m.Load(w); ok {
		return v.(*V)
	}
	v, found := s.m.LoadOrStore(w, new(V))
	if !found {
		runtime.AddCleanup(key, func(w weak.Pointer[K]) { s.m.Delete(w) }, w)
	}
	return v.(*V)
}

// Holds reports whether something is kept beside what w points, or pointed, to.
func (s *Table[K, V]) Holds(w weak.Pointer[K]) bool {
	_, ok := s.m.Load(w)
	return ok
}
