package show

import "github.com/brine-go/brine/py"

// A mark is what a printer knows of a value that can be met again.
type mark struct {
	times   int  // that the dry run came to it
	opened  bool // the dry run went into it
	written bool // it stands, with its parts, in what is written so far
	label   int  // 0 if it has none yet
}

// marks are those of one document's values: whether they are met more than once in what is shown has to be counted. They
// hold no pointers, so that millions are no burden.
type marks struct {
	at   map[uint64]int32 // by the word of the value
	all  []mark
	more func() bool // counts on for a while and reports whether that was not all; nil at the end and meanwhile
}

// get returns the mark of a value, or nil. It is counted as far as it takes to know whether the value is met more than
// once. The mark holds until the next call.
func (m *marks) get(v py.Value) *mark {
	if m == nil || !v.IsValid() {
		return nil // nil is of a printer that writes one value out of its place
	}
	for {
		found := m.find(v)
		if m.more == nil || found != nil && found.times > 1 {
			return found
		}
		m.count()
	}
}

func (m *marks) count() {
	more := m.more
	m.more = nil
	if more() {
		m.more = more
	}
}

// countAll counts to the end.
func (m *marks) countAll() {
	for m.more != nil {
		m.count()
	}
}

func (m *marks) find(v py.Value) *mark {
	_, w := v.Graph()
	if i, ok := m.at[uint64(w)]; ok {
		return &m.all[i]
	}
	return nil
}

// add is get that makes the mark if there is none.
func (m *marks) add(v py.Value) *mark {
	if found := m.get(v); found != nil {
		return found
	}
	if m.at == nil {
		m.at = make(map[uint64]int32)
	}
	_, w := v.Graph()
	m.at[uint64(w)] = int32(len(m.all))
	m.all = append(m.all, mark{})
	return &m.all[len(m.all)-1]
}

// claim counts, in the dry run, a container whose parts are written as those of another value, and reports whether it
// is met more than once: then it is written as itself. The dry run asks once for each place.
func (m *marks) claim(v py.Value, dry bool) bool {
	if !dry {
		found := m.get(v)
		return found != nil && found.times > 1
	}
	found := m.add(v)
	found.times++
	found.opened = true
	return found.times > 1
}
