package py

import "strconv"

// A Kind tells what a [Value] is.
type Kind uint8

const (
	Invalid      Kind = iota // the zero Value: nothing
	None                     // None
	Bool                     // bool
	Int                      // int of any size
	Float                    // float
	Str                      // str
	Bytes                    // bytes
	ByteString               // Python 2's str: bytes whose encoding the pickle does not tell
	ByteArray                // bytearray
	Tuple                    // tuple
	List                     // list
	Dict                     // dict, in order
	Set                      // set, in order of the pickle
	FrozenSet                // frozenset
	Global                   // a class or function by name
	Object                   // what a call would make: an instance, an array, a date …
	PersistentID             // a reference to something outside of the pickle
	Buffer                   // an out-of-band buffer (PEP 574)
)

var kindNames = [...]string{
	"invalid", "None", "bool", "int", "float", "str", "bytes", "bytestring", "bytearray", "tuple", "list",
	"dict", "set", "frozenset", "global", "object", "persistent id", "buffer",
}

// String returns the Python name of the kind: "dict", "object".
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "kind " + strconv.Itoa(int(k))
}
