// Package pickle reads and writes Python's pickles, protocols 0 to 5, losslessly as documents or by reflection
// as Go values. Nothing that a pickle names is ever called.
//
// # Go values
//
// [Marshal] and [Unmarshal] are shaped as those of encoding/json:
//
//	type Quote struct {
//		Symbol string    `pickle:"symbol"`
//		Prices []float64 `pickle:"prices"`
//		Note   *string   `pickle:"note,omitempty"`
//	}
//	data, err := pickle.Marshal([]Quote{{Symbol: "AAPL"}})
//	var quotes []Quote
//	err = pickle.Unmarshal(data, &quotes)
//
// The name in a field's tag is the key in Python, "-" leaves the field out, and the options omitempty and
// omitzero do so for empty and zero values. With the option date a time.Time is a datetime.date: the day that it is in
// its location. Fields of embedded structs count by encoding/json's rules; keys
// whose case differs are taken where no field has the very name, and others are passed over. A struct with a
// field
//
//	_ struct{} `pickle:",tuple"`
//
// is a tuple and not a dict. Streams are read by [Unpickler.Decode] and written by [Pickler.Encode].
//
// What Go types become in Python:
//
//	nil; a nil pointer, map, slice, interface   None
//	bool                                        bool
//	integers, big.Int                           int
//	float32, float64                            float
//	complex64, complex128                       complex
//	string                                      str; it must be UTF-8, lone surrogates allowed
//	[]byte, [N]byte                             bytes
//	slice                                       list
//	array, Tuple, struct marked as one          tuple
//	map, *Dict                                  dict; maps in order of their keys
//	map[T]struct{}, Set                         set
//	FrozenSet                                   frozenset
//	struct                                      dict; as a key or in a set, a tuple
//	a type of the Registry                      an instance of its class
//	time.Time                                   datetime.datetime, aware: with its offset from UTC, to the microsecond
//	time.Time with the option date              datetime.date
//	time.Duration                               datetime.timedelta, rounded down to the microsecond
//	big.Rat                                     fractions.Fraction
//	big.Float                                   decimal.Decimal, of the fewest digits that are that number
//	Marshaler                                   what MarshalPickle returns
//	encoding.TextMarshaler                      str
//	py.Value, *py.Document                      themselves
//
// A pointer is what it points to. The same pointer to a struct or an array, the same map, and the same slice
// (memory and length) are the same object in Python, and cycles close. Channels and functions are errors, as
// are keys that differ in Go and are equal in Python, such as 1 and 1.0 in a map[any]T.
//
// What Python values become in Go types:
//
//	None                        nil for pointers, maps, slices and interfaces; everything else stays as it was
//	bool                        bool
//	int                         integers that hold it, floats (the nearest), complex, big.Int, big.Rat, big.Float
//	float                       floats (float32: the nearest), complex, big.Rat, big.Float
//	str                         string, encoding.TextUnmarshaler, time.Time (RFC 3339)
//	Python 2's str              the same, []byte, [N]byte
//	bytes, bytearray            []byte, [N]byte
//	list, tuple                 slice; array, and struct by the order of its fields, of as many items
//	set, frozenset              map[T]struct{}, map[T]bool, slice
//	dict                        map, struct, *Dict
//	OrderedDict, defaultdict,   as a dict
//	Counter, subclasses of dict
//	deque, subclasses of list,  as a list or set
//	tuple and set
//	namedtuple                  struct by the order of its fields, array, slice
//	an instance                 struct or map by its attributes, of __dict__ or slots; without any, struct by
//	                            the order of the arguments that it is made of
//	an object made of one       what that argument becomes: members of an Enum, subclasses of str and int
//	argument alone
//	complex                     complex
//	datetime, date              time.Time; without a zone in UTC, see WithNaiveTime
//	timedelta, time             time.Duration
//	Decimal                     string, floats, big.Rat, big.Float
//	Fraction                    big.Rat, floats, big.Float, string
//	UUID                        [16]byte, string, encoding.TextUnmarshaler
//	Path, IPv4Address, …        string, encoding.TextUnmarshaler
//	anything                    any, py.Value, *py.Document, Unmarshaler
//
// All else is an [*UnmarshalError]: a float into an integer, an int into a bool, bytes into a string, and what
// is out of range. Strings keep the bytes that they have in the pickle, where lone surrogates are three each.
//
// Into any:
//
//	None                                nil
//	bool                                bool
//	int                                 int64, or *big.Int beyond
//	float                               float64
//	complex                             complex128
//	str, Python 2's str                 string
//	bytes, bytearray, buffer            []byte
//	list, deque                         []any
//	tuple                               Tuple
//	set                                 Set
//	frozenset                           FrozenSet
//	dict, defaultdict, Counter          map[string]any if all keys are text, else *Dict
//	OrderedDict                         *Dict
//	datetime                            time.Time
//	timedelta                           time.Duration; py.Value beyond 292 years
//	Fraction                            *big.Rat
//	an instance of a registered class   *T of a struct T, else T
//	everything else                     py.Value
//
// # Python's values
//
// [Loads] and [Unpickler.Load] give a py.Document, which loses nothing: it keeps identity, order and what every
// object was made of, and [Dumps] and [Pickler.Dump] write it back, byte for byte as CPython's C pickler had
// it.
//
//	doc, err := pickle.Loads(data)
//	price, ok := doc.Root().Get("price").Float()
//
// [UnmarshalValue] decodes a part of one. A field of type py.Value or *py.Document keeps what is dynamic in
// a struct that is not.
//
// # Sources
//
// PEP 307 (protocol 2), PEP 3154 (protocol 4), PEP 574 (protocol 5 and out-of-band buffers), CPython's
// Modules/_pickle.c and Lib/copyreg.py.
//
// # Compatibility
//
// A pickle that a stable version of this package writes, every later one reads, as Python does.
package pickle
