package py

// Walk visits root and everything that it leads to, depth first, in the pickle's order, each container,
// object, string and so on once however often it is referred to. Where visit returns false, what that
// value leads to is left out. Walk needs no Go stack for the depth of a graph.
//
// An object leads to its callable, arguments and keyword arguments and to what followed its creation, a dict to
// its keys and values in turn, a persistent id to the id.
func Walk(root Value, visit func(Value) bool) {
	seen := make(map[Value]struct{})
	stack := []Value{root}
	for len(stack) > 0 {
		v := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if !v.IsValid() {
			continue
		}
		switch v.Kind() {
		case None, Bool, Int, Float:
			visit(v)
			continue
		}
		if _, ok := seen[v]; ok {
			continue
		}
		seen[v] = struct{}{}
		if !visit(v) {
			continue
		}
		n := len(stack)
		stack = appendChildren(stack, v)
		for i, j := n, len(stack)-1; i < j; i, j = i+1, j-1 {
			stack[i], stack[j] = stack[j], stack[i]
		}
	}
}

// appendChildren appends the values that v is made of.
func appendChildren(dst []Value, v Value) []Value {
	switch v.Kind() {
	case Dict:
		for k, x := range v.Entries() {
			dst = append(dst, k, x)
		}
	case Tuple, List, Set, FrozenSet:
		for x := range v.Items() {
			dst = append(dst, x)
		}
	case Object:
		o, _ := v.Object()
		dst = append(dst, o.Func, o.Args, o.Kwargs)
		for e := range o.Effects() {
			dst = append(dst, e.Func, e.State, e.Args, e.Items)
		}
	case PersistentID:
		id, _ := v.PersistentID()
		dst = append(dst, id)
	}
	return dst
}
