package pandas

import (
	"strings"

	"github.com/brine-go/brine/py"
)

// pandasName returns the last part of the name of a class or function of pandas. Modules have moved with nearly
// every release (pandas.tslib, pandas._libs.tslib, pandas._libs.tslibs.timestamps); the names have not, and none of
// those in pickles comes up twice with another meaning.
func pandasName(v py.Value) (name string, ok bool) {
	module, name, ok := v.Global()
	if !ok || module != "pandas" && !strings.HasPrefix(module, "pandas.") {
		return "", false
	}
	return name[strings.LastIndexByte(name, '.')+1:], true
}

// instance returns the name of the pandas class that v is an instance of, as far as the pickle tells, and its parts.
func instance(v py.Value) (name string, o py.Instance, ok bool) {
	o, ok = v.Object()
	if !ok {
		return "", o, false
	}
	name, ok = pandasName(o.Class())
	return name, o, ok
}

// stateDict returns the dict that BUILD gave, also where it stands in a tuple of one (Cython's extension classes)
// or of two, beside the slots.
func stateDict(o py.Instance) py.Value {
	state := o.State()
	if state.Kind() == py.Tuple && state.Len() <= 2 {
		state = state.Index(0)
	}
	return state
}

// first returns the entry of a dict that comes first in keys, which releases have renamed.
func first(dict py.Value, keys ...string) py.Value {
	for _, key := range keys {
		if v := dict.Get(key); v.IsValid() {
			return v
		}
	}
	return py.Value{}
}
