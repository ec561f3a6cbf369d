package stdlib

import (
	"errors"

	"github.com/brine-go/brine/py"
)

// A call is an object as a reader sees it: what would make it, and what followed.
type call struct {
	v     py.Value
	class string // module.name of the class or function
	o     py.Instance
}

// arg returns argument i, or the zero Value.
func (c call) arg(i int) py.Value { return c.o.Args.Index(i) }

// nargs returns the number of arguments; 0 if they are no tuple.
func (c call) nargs() int {
	if c.o.Args.Kind() != py.Tuple {
		return 0
	}
	return c.o.Args.Len()
}

// args returns the arguments.
func (c call) args() []py.Value {
	out := make([]py.Value, 0, c.nargs())
	for i := range c.nargs() {
		out = append(out, c.arg(i))
	}
	return out
}

// wrong is the error of argument i.
func (c call) wrong(i int, want string) error {
	return mismatch(c.class, c.arg(i), "as argument "+string(rune('0'+min(i, 9)))+" "+want)
}

// A reader makes a Go value of a call.
type reader func(c call) (any, error)

// typed makes a reader of one that returns its own type.
func typed[T any](read func(call) (T, error)) reader {
	return func(c call) (any, error) {
		x, err := read(c)
		if err != nil {
			return nil, err
		}
		return x, nil
	}
}

// readers are the classes and functions that make the objects of this package, by module.name. Python 2's names of
// them have become Python 3's when a pickle is loaded.
var readers map[string]reader

func init() { // readers refer to FromPy, which refers to readers
	readers = map[string]reader{
		"datetime.date":                    typed(readDate),
		"datetime.time":                    typed(readTime),
		"datetime.datetime":                typed(readDateTime),
		"datetime.timedelta":               typed(readTimedelta),
		"datetime.timezone":                typed(readZone),
		"zoneinfo.ZoneInfo._unpickle":      typed(readZone),
		"pytz._UTC":                        typed(readZone),
		"pytz._p":                          typed(readZone),
		"pytz._FixedOffset":                typed(readZone),
		"decimal.Decimal":                  typed(readDecimal),
		"fractions.Fraction":               typed(readFraction),
		"builtins.complex":                 typed(readComplex),
		"uuid.UUID":                        typed(readUUID),
		"collections.OrderedDict":          typed(readOrderedDict),
		"collections.defaultdict":          typed(readDefaultDict),
		"collections.Counter":              typed(readCounter),
		"collections.deque":                typed(readDeque),
		"collections.ChainMap":             typed(readChainMap),
		"types.SimpleNamespace":            typed(readNamespace),
		"array.array":                      typed(readArray),
		"array._array_reconstructor":       typed(readArray),
		"builtins.range":                   typed(readRange),
		"builtins.xrange":                  typed(readRange),
		"builtins.slice":                   typed(readSlice),
		"re._compile":                      typed(readPattern),
		"functools.partial":                typed(readPartial),
		"operator.itemgetter":              typed(readGetter),
		"operator.attrgetter":              typed(readGetter),
		"operator.methodcaller":            typed(readGetter),
		"_operator.or_":                    typed(readFlags),
		"operator.or_":                     typed(readFlags),
		"builtins.getattr":                 readGetattr,
		"random.Random":                    typed(readRandom),
		"dill._dill._create_function":      typed(readFunction),
		"dill._dill._create_type":          typed(readClass),
		"cloudpickle._make_function":       typed(readFunction),
		"cloudpickle._make_skeleton_class": typed(readClass),
		"cloudpickle._make_skeleton_enum":  typed(readClass),
		"cloudpickle._fill_function":       typed(readFunction),
		"cloudpickle._make_skel_func":      typed(readFunction),
		"cloudpickle.subimport":            typed(readModule),
		"dill._dill._import_module":        typed(readModule),
		"ipaddress.IPv4Address":            typed(readAddr),
		"ipaddress.IPv6Address":            typed(readAddr),
		"ipaddress.IPv4Network":            typed(readNetwork),
		"ipaddress.IPv6Network":            typed(readNetwork),
		"ipaddress.IPv4Interface":          typed(readInterface),
		"ipaddress.IPv6Interface":          typed(readInterface),
	}
	for _, name := range []string{"PurePath", "PurePosixPath", "PureWindowsPath", "Path", "PosixPath", "WindowsPath"} {
		readers["pathlib."+name] = typed(readPath)
		readers["pathlib._local."+name] = typed(readPath) // Python 3.13
	}
	for _, name := range []string{"iter", "reversed", "enumerate", "zip", "map", "filter"} {
		readers["builtins."+name] = typed(readIterator)
	}
}

// FromPy returns the Go value that stands for an object of the standard library: see the package's table. An object
// of any other class is an [Instance]; what is no object at all gives [ErrUnknown], but for the classes, functions
// and constants that a pickle names, which are [Global] and [Singleton].
func FromPy(v py.Value) (any, error) {
	switch v.Kind() {
	case py.Global:
		module, name, ok := v.Global()
		if !ok {
			return nil, mismatch("a global", v, "one with a name")
		}
		if module == "builtins" && (name == string(Ellipsis) || name == string(NotImplemented)) {
			return Singleton(name), nil
		}
		return Global{module, name}, nil
	case py.Object:
		c := callOf(v)
		if read := readers[c.class]; read != nil {
			return read(c)
		}
		if isException(c.class) {
			return readException(c)
		}
		return readInstance(c)
	}
	return nil, ErrUnknown
}

// callOf returns an object as a call.
func callOf(v py.Value) call {
	o, _ := v.Object()
	return call{v: v, class: callee(o), o: o}
}

// callee names what makes an object. Methods that are got by getattr have their dotted name, and cloudpickle's
// helpers one module, which moved twice.
func callee(o py.Instance) string {
	f := o.Class()
	if module, name, ok := f.Global(); ok {
		switch module {
		case "cloudpickle.cloudpickle", "cloudpickle.cloudpickle_fast":
			module = "cloudpickle"
		}
		return module + "." + name
	}
	if g, ok := f.Object(); ok && g.Func.IsGlobal("builtins", "getattr") {
		module, class, ok1 := g.Args.Index(0).Global()
		name, ok2 := g.Args.Index(1).Str()
		if ok1 && ok2 {
			return module + "." + class + "." + name
		}
	}
	return ""
}

// as reads v as a T.
func as[T any](v py.Value, want string) (T, error) {
	x, err := FromPy(v)
	if t, ok := x.(T); ok && err == nil {
		return t, nil
	}
	var zero T
	if err != nil && !errors.Is(err, ErrUnknown) {
		return zero, err
	}
	return zero, mismatch(want, v, "an object of "+want)
}

// into is UnmarshalPickle of a T.
func into[T any](dst *T, v py.Value, want string) error {
	x, err := as[T](v, want)
	if err != nil {
		return err
	}
	*dst = x
	return nil
}
