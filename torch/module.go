package torch

import (
	"iter"
	"strconv"
	"strings"

	"github.com/brine-go/brine/py"
)

// A StateDict is tensors by name, in order: a state_dict, or the parameters and buffers of a module.
type StateDict []Named

// A Named is a tensor and its name: "encoder.0.weight".
type Named struct {
	Name   string
	Tensor *Tensor
}

// Get returns the tensor of a name.
func (s StateDict) Get(name string) (*Tensor, bool) {
	for _, x := range s {
		if x.Name == name {
			return x.Tensor, true
		}
	}
	return nil, false
}

// StateDict collects all tensors of what was saved, by their place in it: keys of dicts and positions in lists, joined
// by dots. The tensors of a module are named as its state_dict() does. A checkpoint gives all that is within it:
// "model_state_dict.0.weight". What comes up again, it names again.
func (f *File) StateDict() (StateDict, error) { return f.CollectTensors(f.root) }

// CollectTensors is [File.StateDict] for a part of what was saved.
func (f *File) CollectTensors(v py.Value) (StateDict, error) {
	c := collector{f: f, within: make(map[py.Value]bool), left: maxNames}
	err := c.collect(v, "", 0)
	return c.out, err
}

const (
	maxNames = 1 << 22 // parts that are visited: shared ones count each time
	maxTree  = 1000    // of modules, dicts and lists within one another
)

type collector struct {
	f      *File
	out    StateDict
	within map[py.Value]bool // the way from the root, so that cycles end
	left   int
}

func (c *collector) collect(v py.Value, name string, depth int) error {
	if c.left--; c.left < 0 || depth > maxTree {
		return &Error{Path: name, Got: "more parts or deeper nesting", Want: "a checkpoint"}
	}
	if c.f.IsTensor(v) {
		t, err := c.f.Tensor(v)
		if err != nil {
			return &Error{Path: name, Err: err}
		}
		c.out = append(c.out, Named{name, t})
		return nil
	}
	switch v.Kind() {
	case py.Dict, py.List, py.Tuple, py.Object:
	default:
		return nil
	}
	if c.within[v] {
		return nil
	}
	c.within[v] = true
	defer delete(c.within, v)
	for part, x := range parts(v) {
		if name != "" && part != "" {
			part = name + "." + part
		} else if part == "" {
			part = name
		}
		if err := c.collect(x, part, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// parts iterates over what a value consists of, by name. A module's parameters, buffers and modules have no name of their
// own; buffers that state_dict() leaves out are left out.
func parts(v py.Value) iter.Seq2[string, py.Value] {
	return func(yield func(string, py.Value) bool) {
		switch v.Kind() {
		case py.Dict:
			for k, x := range v.Entries() {
				if !yield(label(k), x) {
					return
				}
			}
			return
		case py.List, py.Tuple:
			i := 0
			for x := range v.Items() {
				if !yield(strconv.Itoa(i), x) {
					return
				}
				i++
			}
			return
		}
		if m, ok := moduleState(v); ok {
			passing := map[string]bool{}
			for x := range m.Get("_non_persistent_buffers_set").Items() {
				passing[label(x)] = true
			}
			for _, group := range []string{"_parameters", "_buffers", "_modules"} {
				for k, x := range entries(m.Get(group)) {
					if group == "_buffers" && passing[label(k)] {
						continue
					}
					if !yield(label(k), x) {
						return
					}
				}
			}
			return
		}
		for k, x := range entries(v) { // an OrderedDict, or the attributes of an object
			if !yield(label(k), x) {
				return
			}
		}
		o, _ := v.Object()
		for e := range o.Effects() {
			for k, x := range e.State.Entries() {
				if v.IsInstance("collections", "OrderedDict") {
					break // _metadata of a state dict
				}
				if !yield(label(k), x) {
					return
				}
			}
		}
	}
}

// entries iterates over a dict or the entries of an object such as an OrderedDict.
func entries(v py.Value) iter.Seq2[py.Value, py.Value] {
	return func(yield func(k, x py.Value) bool) {
		for k, x := range v.Entries() {
			if !yield(k, x) {
				return
			}
		}
		o, ok := v.Object()
		if !ok {
			return
		}
		for e := range o.Effects() {
			if e.Kind != py.EffectSet {
				continue
			}
			for i := 0; i+1 < e.Items.Len(); i += 2 {
				if !yield(e.Items.Index(i), e.Items.Index(i+1)) {
					return
				}
			}
		}
	}
}

// moduleState returns the attributes of a torch.nn.Module.
func moduleState(v py.Value) (py.Value, bool) {
	o, ok := v.Object()
	if !ok {
		return py.Value{}, false
	}
	state := o.State()
	return state, state.Kind() == py.Dict && state.Get("_modules").IsValid() && state.Get("_parameters").IsValid()
}

// label is a key as a part of a name.
func label(k py.Value) string {
	if s, ok := keyText(k); ok {
		return s
	}
	return py.Repr(k)
}

// A Module is a torch.nn.Module as the file has it: a tree to look at, which computes nothing.
type Module struct {
	Name       string // within its parent; empty for the root
	Class      string // "torch.nn.modules.linear.Linear"
	Source     string // Python source of the class, which legacy files hold
	Training   bool
	Parameters StateDict
	Buffers    StateDict
	Modules    []*Module
	Attrs      []Attr // all other attributes: in_features, kernel_size
}

// An Attr is an attribute of a [Module].
type Attr struct {
	Name  string
	Value py.Value
}

// IsModule reports whether v is a module.
func IsModule(v py.Value) bool {
	_, ok := moduleState(v)
	return ok
}

// Module reads v, a module, and all modules within it.
func (f *File) Module(v py.Value) (*Module, error) {
	return f.module(v, "", map[py.Value]bool{}, 0)
}

func (f *File) module(v py.Value, name string, within map[py.Value]bool, depth int) (*Module, error) {
	state, ok := moduleState(v)
	if !ok || within[v] || depth > maxTree {
		return nil, mismatch("module "+name, v, "a module that is not within itself")
	}
	within[v] = true
	defer delete(within, v)
	m := &Module{Name: name}
	o, _ := v.Object()
	class := o.Class()
	if id, ok := class.PersistentID(); ok { // of a legacy file: ('module', class, file, source)
		class = id.Index(1)
		m.Source, _ = id.Index(3).Str()
	}
	if module, name, ok := class.Global(); ok {
		m.Class = module + "." + name
	}
	m.Training, _ = state.Get("training").Bool()
	for _, group := range []struct {
		name string
		dst  *StateDict
	}{{"_parameters", &m.Parameters}, {"_buffers", &m.Buffers}} {
		for k, x := range entries(state.Get(group.name)) {
			if x.IsNone() {
				continue
			}
			t, err := f.Tensor(x)
			if err != nil {
				return nil, &Error{Path: "module " + name + "." + label(k), Err: err}
			}
			*group.dst = append(*group.dst, Named{label(k), t})
		}
	}
	for k, x := range entries(state.Get("_modules")) {
		if x.IsNone() {
			continue
		}
		child, err := f.module(x, label(k), within, depth+1)
		if err != nil {
			return nil, err
		}
		m.Modules = append(m.Modules, child)
	}
	for k, x := range state.Entries() {
		if s := label(k); s != "training" && !strings.HasPrefix(s, "_") {
			m.Attrs = append(m.Attrs, Attr{s, x})
		}
	}
	return m, nil
}
