package stdlib

import (
	"strings"

	"github.com/brine-go/brine/py"
)

// A Function is a function that cloudpickle or dill wrote by value: what can be said of it without running it.
type Function struct {
	Module, Name, QualName string
	Doc                    string
	Params                 []Param
	Names                  []string   // globals and attributes that its code refers to
	Consts                 []py.Value // constants of its code; the functions within it are code objects among them
	Free                   []string   // variables that it takes from functions around it
	Globals                []Attr     // values of the globals that went with it
	File                   string
	Line                   int
	Code                   []byte // bytecode of the Python that wrote it
}

// A Param is a parameter of a [Function].
type Param struct {
	Name    string
	Kind    ParamKind
	Default py.Value // the zero Value if there is none
}

// ParamKind is inspect's kind of a parameter.
type ParamKind uint8

const (
	PositionalOnly ParamKind = iota
	PositionalOrKeyword
	VarPositional
	KeywordOnly
	VarKeyword
)

// Signature is the function as it was declared: "f(x, y=2, *a, z=3, **kw)".
func (f Function) Signature() string {
	var parts []string
	star := false
	for i, p := range f.Params {
		s := p.Name
		switch p.Kind {
		case VarPositional:
			s, star = "*"+s, true
		case VarKeyword:
			s = "**" + s
		case KeywordOnly:
			if !star {
				parts, star = append(parts, "*"), true
			}
		}
		if p.Default.IsValid() {
			s += "=" + py.Repr(p.Default)
		}
		parts = append(parts, s)
		if p.Kind == PositionalOnly && (i+1 == len(f.Params) || f.Params[i+1].Kind != PositionalOnly) {
			parts = append(parts, "/")
		}
	}
	return f.Name + "(" + strings.Join(parts, ", ") + ")"
}

// A Class is a class that cloudpickle or dill wrote by value.
type Class struct {
	Name  string
	Bases []py.Value
	Attrs []Attr
}

// A Module is a module that a pickle would import.
type Module struct{ Name string }

func readModule(c call) (Module, error) {
	name, ok := c.arg(0).Text()
	if !ok {
		return Module{}, c.wrong(0, "a name")
	}
	return Module{name}, nil
}

// readClass reads type(name, bases, dict), as _make_skeleton_class or _create_type has it behind the metaclass.
func readClass(c call) (Class, error) {
	if c.class == "cloudpickle._make_skeleton_enum" { // bases, name, qualname, members, module
		name, ok := c.arg(1).Text()
		if !ok {
			return Class{}, c.wrong(1, "the name of a class")
		}
		x := Class{Name: name, Attrs: attrs(c.v)}
		for base := range c.arg(0).Items() {
			x.Bases = append(x.Bases, base)
		}
		for k, m := range c.arg(3).Entries() {
			if member, ok := k.Text(); ok {
				x.Attrs = append(x.Attrs, Attr{member, m})
			}
		}
		return x, nil
	}
	name, ok := c.arg(1).Text()
	if !ok {
		return Class{}, c.wrong(1, "the name of a class")
	}
	x := Class{Name: name}
	for base := range c.arg(2).Items() {
		x.Bases = append(x.Bases, base)
	}
	for k, v := range c.arg(3).Entries() {
		if attr, ok := k.Text(); ok {
			x.Attrs = append(x.Attrs, Attr{attr, v})
		}
	}
	x.Attrs = append(x.Attrs, attrs(c.v)...)
	return x, nil
}

// readFunction reads _make_function(code, globals, name, defaults, closure) of cloudpickle, _create_function(code,
// globals, name, defaults, closure) of dill, and the state that follows.
func readFunction(c call) (Function, error) {
	state := stateOf(c.v)
	f, err := readCode(c.arg(0))
	if err != nil {
		return Function{}, err
	}
	set := func(dst *string, v py.Value) {
		if s, ok := v.Text(); ok {
			*dst = s
		}
	}
	set(&f.Name, c.arg(2))
	set(&f.Module, c.arg(1).Get("__name__"))
	f.QualName = f.Name
	set(&f.Name, state("__name__"))
	set(&f.QualName, state("__qualname__"))
	set(&f.Module, state("__module__"))
	set(&f.Doc, state("__doc__"))
	globals := state("__globals__")
	if !globals.IsValid() {
		globals = c.arg(1)
	}
	for k, v := range globals.Entries() {
		if name, ok := k.Text(); ok && !strings.HasPrefix(name, "__") {
			f.Globals = append(f.Globals, Attr{name, v})
		}
	}
	defaults := state("__defaults__")
	if !defaults.IsValid() {
		defaults = c.arg(3)
	}
	f.setDefaults(defaults, state("__kwdefaults__"))
	return f, nil
}

// stateOf looks a name up in the states of a function: dicts, or pairs of them, the later ones first.
func stateOf(v py.Value) func(string) py.Value {
	list := attrs(v)
	return func(name string) py.Value {
		for _, a := range list {
			if a.Name == name {
				return a.Value
			}
		}
		return py.Value{}
	}
}

// setDefaults gives the last positional parameters their defaults, and keyword-only ones theirs by name.
func (f *Function) setDefaults(positional, keyword py.Value) {
	n := 0
	for n < len(f.Params) && f.Params[n].Kind <= PositionalOrKeyword {
		n++
	}
	if positional.Kind() == py.Tuple {
		for i := range positional.Len() {
			if k := n - positional.Len() + i; k >= 0 {
				f.Params[k].Default = positional.Index(i)
			}
		}
	}
	for i := n; i < len(f.Params); i++ {
		if p := &f.Params[i]; p.Kind == KeywordOnly && keyword.Kind() == py.Dict {
			p.Default = keyword.Get(p.Name)
		}
	}
}

// Flags of a code object.
const (
	varArgs     = 4
	varKeywords = 8
)

// readCode reads the arguments of types.CodeType: from 14 of Python 2 to 18 of 3.11, before which dill puts line
// tables of its own. They differ in front (counts: three or four or five, then stack size and flags) and behind; all have the
// bytecode and then three tuples, the constants, names and variables, followed by file and name.
func readCode(v py.Value) (Function, error) {
	c := callOf(v)
	switch {
	case strings.HasSuffix(c.class, "._create_code"):
	case c.class == "" && isCodeType(c.o.Func):
	case c.class == "types.CodeType" || c.class == "builtins.code":
	default:
		return Function{}, mismatch("a function", v, "a code object")
	}
	args := c.args()
	start := 0
	for start < len(args) && args[start].Kind() != py.Int {
		start++ // dill's line tables
	}
	args = args[start:]
	counts := 0
	for counts < len(args) && args[counts].Kind() == py.Int {
		counts++
	}
	if counts < 4 || counts > 6 || len(args) < counts+7 {
		return Function{}, mismatch("a function", c.o.Args, "the arguments of a code object")
	}
	var n [6]int
	for i := range counts {
		x, ok := args[i].Int()
		if !ok || x < 0 || x > 1<<31 {
			return Function{}, mismatch("a function", args[i], "a count")
		}
		n[i] = int(x)
	}
	f := Function{}
	var ok1, ok2 bool
	f.Code, _ = args[counts].Bytes()
	for x := range args[counts+1].Items() {
		f.Consts = append(f.Consts, x)
	}
	f.Names = texts(args[counts+2])
	variables := texts(args[counts+3])
	f.File, ok1 = args[counts+4].Text()
	f.Name, ok2 = args[counts+5].Text()
	rest := args[counts+6:]
	if q, ok := rest[0].Text(); ok && rest[0].Kind() == py.Str && len(rest) > 1 {
		f.QualName, rest = q, rest[1:]
	}
	line, ok3 := rest[0].Int()
	if !ok1 || !ok2 || !ok3 {
		return Function{}, mismatch("a function", c.o.Args, "the arguments of a code object")
	}
	f.Line = int(line)
	for _, x := range rest { // line table, exception table, then free and cell variables
		if x.Kind() == py.Tuple {
			f.Free = texts(x)
			break
		}
	}
	positional, positionalOnly, keywordOnly := n[0], 0, 0
	switch counts {
	case 6:
		positionalOnly, keywordOnly = n[1], n[2]
	case 5:
		keywordOnly = n[1]
	}
	f.params(variables, positional, positionalOnly, keywordOnly, n[counts-1])
	return f, nil
}

// params names the parameters: the first variables are, in this order, positional ones, keyword-only ones, *args and
// **kwargs.
func (f *Function) params(variables []string, positional, positionalOnly, keywordOnly, flags int) {
	i := 0
	next := func(kind ParamKind) (p Param, ok bool) {
		if i >= len(variables) {
			return p, false
		}
		i++
		return Param{Name: variables[i-1], Kind: kind}, true
	}
	add := func(kind ParamKind, n int) (out []Param) {
		for range n {
			p, ok := next(kind)
			if !ok {
				break
			}
			out = append(out, p)
		}
		return out
	}
	f.Params = add(PositionalOnly, positionalOnly)
	f.Params = append(f.Params, add(PositionalOrKeyword, positional-positionalOnly)...)
	keywords := add(KeywordOnly, keywordOnly)
	if flags&varArgs != 0 {
		f.Params = append(f.Params, add(VarPositional, 1)...)
	}
	f.Params = append(f.Params, keywords...)
	if flags&varKeywords != 0 {
		f.Params = append(f.Params, add(VarKeyword, 1)...)
	}
}

// isCodeType reports whether v is what cloudpickle and dill write for types.CodeType.
func isCodeType(v py.Value) bool {
	o, ok := v.Object()
	if !ok {
		return false
	}
	_, name, _ := o.Func.Global()
	arg, _ := o.Args.Index(0).Text()
	return (name == "_builtin_type" || name == "_load_type") && arg == "CodeType"
}

func texts(v py.Value) []string {
	var out []string
	for x := range v.Items() {
		if s, ok := x.Text(); ok {
			out = append(out, s)
		}
	}
	return out
}

// UnmarshalPickle reads a function that cloudpickle or dill wrote by value.
func (f *Function) UnmarshalPickle(v py.Value) error { return into(f, v, "a function by value") }

// UnmarshalPickle reads a class that cloudpickle or dill wrote by value.
func (x *Class) UnmarshalPickle(v py.Value) error { return into(x, v, "a class by value") }
