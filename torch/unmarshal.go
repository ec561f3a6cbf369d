package torch

import "github.com/brine-go/brine/py"

// UnmarshalPickle reads v as [TensorFromPy] does, so that a tensor may be a field of what
// [github.com/brine-go/brine/pickle.Unmarshal] or brine.Load reads. None leaves it as it was.
//
// A tensor that the object has several times is a Tensor of its own each time; their Storage is the same.
func (t *Tensor) UnmarshalPickle(v py.Value) error {
	if v.IsNone() {
		return nil
	}
	read, err := TensorFromPy(v)
	if err != nil {
		return err
	}
	*t = *read
	return nil
}

// UnmarshalPickle collects the tensors in v as [File.StateDict] does. None leaves it as it was.
func (s *StateDict) UnmarshalPickle(v py.Value) error {
	if v.IsNone() {
		return nil
	}
	read, err := FromPy(v).StateDict()
	if err != nil {
		return err
	}
	*s = read
	return nil
}

// UnmarshalPickle reads v as [File.Module] does. None leaves it as it was.
func (m *Module) UnmarshalPickle(v py.Value) error {
	if v.IsNone() {
		return nil
	}
	read, err := FromPy(v).Module(v)
	if err != nil {
		return err
	}
	*m = *read
	return nil
}

// errMarshal is a tensor that is to be written into a pickle.
func errMarshal(what string) error {
	return &Error{Path: what, Got: "a pickle to write it into", Want: "a file of torch.save, which Save writes"}
}

// MarshalPickle is an error: see [Save].
func (t *Tensor) MarshalPickle(*py.Builder) (py.Value, error) {
	return py.Value{}, errMarshal("Tensor")
}

// MarshalPickle is an error: see [Save].
func (s StateDict) MarshalPickle(*py.Builder) (py.Value, error) {
	return py.Value{}, errMarshal("StateDict")
}

// MarshalPickle is an error: modules are read only.
func (m *Module) MarshalPickle(*py.Builder) (py.Value, error) {
	return py.Value{}, errMarshal("Module")
}
