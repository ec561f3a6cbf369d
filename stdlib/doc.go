// Package stdlib reads the objects of Python's standard library out of a pickle as Go values, and writes them so
// that Python gets the real object back. Nothing is called: each class is read from the arguments and the state that
// its __reduce__ writes.
//
//	doc, err := pickle.Loads(data)
//	x, err := stdlib.FromPy(doc.Root()) // a stdlib.DateTime, a stdlib.Deque, a *big.Rat …
//
// What a class becomes:
//
//	datetime.date, time, datetime, timedelta         Date, Time, DateTime, Timedelta
//	datetime.timezone, zoneinfo.ZoneInfo, pytz       Zone
//	decimal.Decimal                                  Decimal
//	fractions.Fraction                               *big.Rat
//	complex                                          complex128
//	uuid.UUID                                        UUID
//	pathlib's paths                                  Path
//	OrderedDict, defaultdict, Counter                OrderedDict, DefaultDict, Counter
//	deque, ChainMap                                  Deque, ChainMap
//	SimpleNamespace                                  Namespace
//	array.array                                      Array
//	range, slice, Ellipsis, NotImplemented           Range, Slice, Singleton
//	re.Pattern                                       Pattern
//	ipaddress's addresses, networks, interfaces      netip.Addr, Network, Interface
//	built-in exceptions                              Exception
//	members of an Enum or Flag by name               Enum
//	partial; itemgetter, attrgetter, methodcaller    Partial; Getter
//	bound methods and classes by getattr             Attribute
//	random.Random                                    Random
//	iterators over built-in containers               Iterator
//	functions and classes that cloudpickle or dill
//	wrote by value                                   Function, Class
//	instances of all other classes                   Instance
//
// All types but the last ones implement pickle.Unmarshaler and pickle.Marshaler, so they stand in structs that are
// given to pickle.Unmarshal and pickle.Marshal. Parts whose type Python leaves open (items, factories, arguments) are
// py.Values: they keep identity and cycles, and are read by FromPy in turn.
//
// Source: the __reduce__, __reduce_ex__ and __getstate__ methods of CPython 2.7 and 3.6 to 3.14; pytz; cloudpickle 2
// and 3; dill 0.3. The modules' three spellings (Python 2's, Python 3's, and pathlib's of 3.13) are all read.
package stdlib
