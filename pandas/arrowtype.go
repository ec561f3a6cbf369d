package pandas

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/brine-go/brine/py"
)

// An ArrowType is a type of Apache Arrow, as pyarrow has it.
type ArrowType struct {
	Name string // without what follows: "int64", "large_string", "timestamp", "decimal128", "list", "struct"

	Unit             string       // of timestamp, duration, time32 and time64
	Zone             string       // of timestamp; empty if it has none
	Precision, Scale int          // of decimal128 and decimal256
	Size             int          // of fixed_size_binary and fixed_size_list
	Fields           []ArrowField // of struct; of lists the one of their items, of map key and value
	Index, Values    *ArrowType   // of dictionary
	Ordered          bool         // of dictionary

	zone   *Zone
	nodes  int // types in this one, each counted as often as it comes up
	source py.Value
}

// An ArrowField is a member of a struct, or the items of a list.
type ArrowField struct {
	Name     string
	Type     *ArrowType
	Nullable bool
}

func (f ArrowField) String() string {
	s := f.Name + ": " + f.Type.String()
	if !f.Nullable {
		s += " not null"
	}
	return s
}

// String returns pyarrow's text: "timestamp[us, tz=UTC]", "list<item: int64>".
func (t *ArrowType) String() string {
	switch t.Name {
	case "timestamp":
		if t.Zone != "" {
			return "timestamp[" + t.Unit + ", tz=" + t.Zone + "]"
		}
		return "timestamp[" + t.Unit + "]"
	case "duration", "time32", "time64", "date32", "date64":
		return t.Name + "[" + t.Unit + "]"
	case "decimal128", "decimal256":
		return fmt.Sprintf("%s(%d, %d)", t.Name, t.Precision, t.Scale)
	case "fixed_size_binary":
		return "fixed_size_binary[" + strconv.Itoa(t.Size) + "]"
	case "fixed_size_list":
		return "fixed_size_list<" + t.Fields[0].String() + ">[" + strconv.Itoa(t.Size) + "]"
	case "map":
		return "map<" + t.Fields[0].Type.String() + ", " + t.Fields[1].Type.String() + ">"
	case "list", "large_list", "struct":
		parts := make([]string, len(t.Fields))
		for i, f := range t.Fields {
			parts[i] = f.String()
		}
		return t.Name + "<" + strings.Join(parts, ", ") + ">"
	case "dictionary":
		ordered := 0
		if t.Ordered {
			ordered = 1
		}
		return fmt.Sprintf("dictionary<values=%v, indices=%v, ordered=%d>", t.Values, t.Index, ordered)
	}
	return t.Name
}

// arrowWidths are the types whose values have a fixed width, in bytes.
var arrowWidths = map[string]int{
	"int8": 1, "uint8": 1, "int16": 2, "uint16": 2, "int32": 4, "uint32": 4, "int64": 8, "uint64": 8,
	"halffloat": 2, "float": 4, "double": 8, "date32": 4, "date64": 8, "time32": 4, "time64": 8, "timestamp": 8, "duration": 8,
	"decimal128": 16, "decimal256": 32,
}

// arrowUnits are the units that types of time may have.
var arrowUnits = map[string][]string{
	"timestamp": {"s", "ms", "us", "ns"}, "duration": {"s", "ms", "us", "ns"}, "time32": {"s", "ms"}, "time64": {"us", "ns"},
	"date32": {"day"}, "date64": {"ms"},
}

// maxArrowNodes bounds the types in one type.
const maxArrowNodes = 1 << 12

// arrowType reads a type as pyarrow pickles it: type_for_alias(text), or the function that makes it.
func (r *reader) arrowType(v py.Value, path string) (*ArrowType, error) {
	if t := r.arrowTypes[v]; t != nil {
		return t, nil
	}
	if err := r.enter(path); err != nil {
		return nil, err
	}
	defer func() { r.depth-- }()
	o, ok := v.Object()
	module, name, isGlobal := o.Func.Global()
	if !ok || !isGlobal || module != "pyarrow.lib" && module != "pyarrow" {
		return nil, mismatch(path, v, "a type of pyarrow")
	}
	t, err := r.readArrowType(name, o.Args, path)
	if err != nil {
		return nil, err
	}
	t.nodes = 1
	for _, f := range t.Fields {
		t.nodes += f.Type.nodes
	}
	if t.Name == "dictionary" {
		t.nodes += t.Index.nodes + t.Values.nodes
	}
	if t.nodes > maxArrowNodes {
		return nil, &Error{Path: path, Want: "at most " + strconv.Itoa(maxArrowNodes) + " types in one", Got: "more"}
	}
	t.source = v
	keep(&r.arrowTypes, v, t)
	return t, nil
}

func (r *reader) readArrowType(name string, args py.Value, path string) (*ArrowType, error) {
	n, isInt := args.Index(0).Int()
	switch name {
	case "type_for_alias":
		alias, _ := args.Index(0).Str()
		return aliasType(alias, path)
	case "timestamp":
		unit, _ := args.Index(0).Str()
		zone, _ := args.Index(1).Str()
		if _, err := aliasType("timestamp["+unit+"]", path); err != nil {
			return nil, err
		}
		t := &ArrowType{Name: name, Unit: unit, Zone: zone}
		if zone != "" {
			t.zone = arrowZone(zone)
		}
		return t, nil
	case "decimal128", "decimal256":
		scale, ok := args.Index(1).Int()
		if !isInt || !ok || n < 1 || n > 76 || scale < -100 || scale > 100 {
			return nil, mismatch(path+".args", args, "precision and scale")
		}
		return &ArrowType{Name: name, Precision: int(n), Scale: int(scale)}, nil
	case "binary":
		if !isInt || n < 0 || n > 1<<20 {
			return nil, mismatch(path+".args", args, "a number of bytes")
		}
		return &ArrowType{Name: "fixed_size_binary", Size: int(n)}, nil
	case "dictionary":
		index, err := r.arrowType(args.Index(0), path+".args[0]")
		if err != nil {
			return nil, err
		}
		if !strings.Contains(index.Name, "int") {
			return nil, mismatch(path+".args[0]", args.Index(0), "a type of integers")
		}
		values, err := r.arrowType(args.Index(1), path+".args[1]")
		if err != nil {
			return nil, err
		}
		ordered, _ := args.Index(2).Bool()
		return &ArrowType{Name: name, Index: index, Values: values, Ordered: ordered}, nil
	}
	names := map[string]string{"list_": "list", "large_list": "large_list", "struct": "struct", "map_": "map"}
	if names[name] == "" {
		return nil, &Error{Path: path, Want: "a type that Brine reads", Got: "pyarrow's " + name}
	}
	t := &ArrowType{Name: names[name]}
	list := args
	if name == "struct" {
		list = args.Index(0)
	}
	count := list.Len()
	if name == "list_" && count == 2 {
		size, ok := args.Index(1).Int()
		if !ok || size < -1 || size > 1<<20 {
			return nil, mismatch(path+".args[1]", args.Index(1), "the number of items of each list")
		}
		if count = 1; size >= 0 {
			t.Name, t.Size = "fixed_size_list", int(size)
		}
	}
	if !isSequence(list) || count > maxArrowNodes || name == "map_" && count < 2 || name != "struct" && count < 1 {
		return nil, mismatch(path+".args", args, "fields")
	}
	if name == "map_" {
		count = 2
	}
	for i := range count {
		f, err := r.arrowField(list.Index(i), item(path+".args", i))
		if err != nil {
			return nil, err
		}
		t.Fields = append(t.Fields, f)
	}
	return t, nil
}

// arrowField reads field(name, type, nullable, metadata), or the type alone of a list's items.
func (r *reader) arrowField(v py.Value, path string) (ArrowField, error) {
	o, _ := v.Object()
	if _, name, _ := o.Func.Global(); name != "field" {
		t, err := r.arrowType(v, path)
		return ArrowField{"item", t, true}, err
	}
	name, ok := o.Args.Index(0).Str()
	if !ok {
		return ArrowField{}, mismatch(path+".args[0]", o.Args.Index(0), "the field's name")
	}
	nullable, ok := o.Args.Index(2).Bool()
	t, err := r.arrowType(o.Args.Index(1), path+".args[1]")
	return ArrowField{name, t, nullable || !ok}, err
}

// arrowZone returns the zone that Arrow calls by a name of the IANA database or as an offset, "+05:30".
func arrowZone(name string) *Zone {
	if t, err := time.Parse("-07:00", name); err == nil {
		_, seconds := t.Zone()
		return FixedZone(seconds)
	}
	return NewZone(name)
}

// aliasType reads the name of a type that has no parts, or only a unit: "int64", "duration[ms]".
func aliasType(alias, path string) (*ArrowType, error) {
	name, unit, hasUnit := strings.Cut(strings.TrimSuffix(alias, "]"), "[")
	switch name {
	case "null", "bool", "string", "large_string", "binary", "large_binary":
		if !hasUnit {
			return &ArrowType{Name: name}, nil
		}
	}
	units, timed := arrowUnits[name]
	for _, u := range units {
		if hasUnit && u == unit {
			return &ArrowType{Name: name, Unit: unit}, nil
		}
	}
	if arrowWidths[name] > 0 && !timed && !hasUnit && !strings.HasPrefix(name, "decimal") {
		return &ArrowType{Name: name}, nil
	}
	return nil, &Error{Path: path, Want: "a type of Arrow that Brine reads", Got: strconv.Quote(alias)}
}
