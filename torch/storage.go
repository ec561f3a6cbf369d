package torch

import (
	"fmt"
	"sync"

	"github.com/brine-go/brine/py"
)

// A Storage is the memory that one tensor or several are views of. It is read from the file when it is first asked for.
type Storage struct {
	DType    DType  // of its elements; "uint8" of an untyped one
	Key      string // by which the file has it
	Location string // where it was: "cpu", "cuda:0"
	Len      int    // elements

	file *source
	at   extent
	once sync.Once
	data []byte
	err  error
}

// Bytes returns the elements, little endian. They must not be changed.
func (s *Storage) Bytes() ([]byte, error) {
	s.once.Do(func() {
		if s.data != nil || s.file == nil {
			return // made in Go
		}
		need := int64(s.Len) * int64(s.DType.Size())
		if s.at.size < need {
			s.err = &Error{Path: "storage " + s.Key, Got: fmt.Sprint(s.at.size, " bytes"), Want: fmt.Sprint(need)}
			return
		}
		if s.data, s.err = s.file.read(s.at.first(need)); s.err == nil && s.file.bigEndian {
			s.data = swapped(s.data, s.DType)
		}
	})
	return s.data, s.err
}

// swapped returns data with the bytes of each number turned round.
func swapped(data []byte, d DType) []byte {
	n := d.Size()
	if dtypes[d].kind == 'c' {
		n /= 2
	}
	out := make([]byte, len(data))
	for i := 0; i+n <= len(data); i += n {
		for k := range n {
			out[i+k] = data[i+n-1-k]
		}
	}
	return out
}

// storage returns the storage of a persistent id: ('storage', class, key, location, number of elements), in legacy files
// with a sixth item that says which part of another it is; or of a call _load_from_bytes(bytes), whose bytes are a file
// of their own.
func (f *source) storage(v py.Value) (*Storage, error) {
	if o, ok := v.Object(); ok && o.Func.IsGlobal("torch.storage", "_load_from_bytes") {
		return f.embedded(o.Args.Index(0))
	}
	id, ok := v.PersistentID()
	if !ok || id.Kind() != py.Tuple || id.Len() < 5 {
		return nil, mismatch("storage", v, "a persistent id of five items")
	}
	tag, _ := id.Index(0).Str()
	key, ok := keyText(id.Index(2))
	location, _ := id.Index(3).Str()
	n, ok2 := id.Index(4).Int()
	if tag != "storage" || !ok || !ok2 || n < 0 {
		return nil, mismatch("storage", id, "('storage', class, key, location, number of elements)")
	}
	d, ok := storageType(id.Index(1))
	if !ok {
		return nil, mismatch("storage", id.Index(1), "a storage class")
	}
	if view := id.Index(5); view.Kind() == py.Tuple { // (key, offset, length) of a view of the storage
		vkey, ok := keyText(view.Index(0))
		offset, ok1 := view.Index(1).Int()
		length, ok2 := view.Index(2).Int()
		if !ok || !ok1 || !ok2 || offset < 0 || length < 0 || offset > n || length > n-offset {
			return nil, mismatch("storage", view, "the key, offset and length of a view")
		}
		return f.view(key, vkey, location, d, n, offset, length)
	}
	return f.stored(key, location, d, n)
}

// keyText returns a storage's key: a str, in some files of Python 2's type.
func keyText(v py.Value) (string, bool) {
	if b, ok := v.Bytes(); ok {
		return string(b), true
	}
	return v.Str()
}

// storageType returns the elements' type of a storage class. UntypedStorage has bytes, which _rebuild_tensor_v3 types.
func storageType(class py.Value) (DType, bool) {
	module, name, ok := class.Global()
	if !ok {
		return "", false
	}
	if name == "UntypedStorage" && (module == "torch.storage" || module == "torch") {
		return "uint8", true
	}
	d, ok := storageTypes[name]
	return d, ok && (module == "torch" || module == "torch.cuda")
}

// stored returns the storage of a key, once made always the same.
func (f *source) stored(key, location string, d DType, n int64) (*Storage, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if s := f.storages[key]; s != nil {
		return s, nil
	}
	at, err := f.extent(key)
	if err != nil {
		return nil, err
	}
	if n > at.size/int64(max(1, d.Size())) {
		return nil, &Error{Path: "storage " + key, Got: fmt.Sprint(at.size, " bytes"), Want: fmt.Sprint(n, " elements of ", d)}
	}
	s := &Storage{DType: d, Key: key, Location: location, Len: int(n), file: f, at: at}
	if f.storages == nil {
		f.storages = make(map[string]*Storage)
	}
	f.storages[key] = s
	return s, nil
}

// view returns a part of a storage as a storage.
func (f *source) view(key, viewKey, location string, d DType, n, offset, length int64) (*Storage, error) {
	if _, err := f.stored(key, location, d, n); err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	name := key + "/" + viewKey
	if s := f.storages[name]; s != nil {
		return s, nil
	}
	at := f.extents[key]
	size := int64(d.Size())
	at.off, at.size = at.off+offset*size, length*size
	s := &Storage{DType: d, Key: name, Location: location, Len: int(length), file: f, at: at}
	f.storages[name] = s
	return s, nil
}

// embedded returns the storage of a whole legacy file in bytes: how a tensor is pickled outside of torch.save.
func (f *source) embedded(v py.Value) (*Storage, error) {
	f.mu.Lock()
	s := f.loaded[wordOf(v)]
	f.mu.Unlock()
	if s != nil {
		return s, nil
	}
	data, ok := v.Bytes()
	if !ok {
		return nil, mismatch("_load_from_bytes", v, "bytes")
	}
	inner, err := New(data, f.opts...)
	if err != nil {
		return nil, &Error{Path: "_load_from_bytes", Err: err}
	}
	if _, ok := inner.Root().PersistentID(); !ok {
		return nil, mismatch("_load_from_bytes", inner.Root(), "a storage")
	}
	if s, err = inner.storage(inner.Root()); err != nil {
		return nil, &Error{Path: "_load_from_bytes", Err: err}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.loaded == nil {
		f.loaded = make(map[word]*Storage)
	}
	f.loaded[wordOf(v)] = s
	return s, nil
}
