package graph

// KindName returns what w is in Python's words, for errors.
func (g *Graph) KindName(w Word) string {
	w = g.StandsFor(w)
	if _, ok := g.Float64(w); ok {
		return "float"
	}
	switch w.Tag() {
	case Const:
		if w == None {
			return "None"
		}
		return "bool"
	case Int, WideInt, BigInt:
		return "int"
	case Str:
		return "str"
	case Bytes:
		return "bytes"
	case ByteString:
		return "Python 2 str"
	case ByteArray:
		return "bytearray"
	case Tuple:
		return "tuple"
	case List:
		return "list"
	case Dict:
		return "dict"
	case Set:
		if g.SpanOf(w).Shape == 1 {
			return "frozenset"
		}
		return "set"
	case Global:
		return "global"
	case Object:
		return "object"
	}
	if kind, _ := g.RareOf(w); kind == Buffer {
		return "buffer"
	}
	return "persistent id"
}
