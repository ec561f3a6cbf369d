package torch

import (
	"archive/tar"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// openTar opens a file from before PyTorch 0.1.10 (legacy_load in torch/serialization.py). Its object refers to tensors
// by number, tensors to storages.
func (f *File) openTar() error {
	f.Format = "tar"
	members := map[string]extent{}
	section := io.NewSectionReader(f.src, 0, f.size)
	r := tar.NewReader(section)
	for {
		h, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return &Error{Path: "tar", Err: err}
		}
		off, err := section.Seek(0, io.SeekCurrent) // the header's blocks are read, and nothing else
		if err != nil {
			return err
		}
		members[h.Name] = extent{off: off, size: h.Size}
	}
	for _, name := range []string{"storages", "tensors", "pickle"} {
		if _, ok := members[name]; !ok {
			return &Error{Path: "tar", Got: "no member " + name, Want: "one", Err: ErrFormat}
		}
	}
	if err := f.tarStorages(members["storages"]); err != nil {
		return &Error{Path: "storages", Err: err}
	}
	if err := f.tarTensors(members["tensors"]); err != nil {
		return &Error{Path: "tensors", Err: err}
	}
	var err error
	f.pickles = members["pickle"]
	if f.doc, err = f.loads(f.pickles); err != nil {
		return &Error{Path: "pickle", Err: err}
	}
	f.root = f.doc.Root()
	return nil
}

// next reads the pickle at off of the file, before end, and returns where it ends.
func (f *File) next(off, end int64) (py.Value, int64, error) {
	u := pickle.NewUnpickler(io.NewSectionReader(f.src, off, end-off), f.opts...)
	doc, err := u.Load()
	if err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return py.Value{}, 0, err
	}
	return doc.Root(), off + u.InputOffset(), nil
}

// tarStorages reads how many storages there are; of each (key, location, class), the number of its elements and these;
// and at last which are views of others.
func (f *File) tarStorages(e extent) error {
	end := e.off + e.size
	count, off, err := f.next(e.off, end)
	if err != nil {
		return err
	}
	n, ok := count.Int()
	if !ok || n < 0 || n > e.size {
		return mismatch("number", count, "how many storages there are")
	}
	for range n {
		var v py.Value
		if v, off, err = f.next(off, end); err != nil {
			return err
		}
		key, ok := numberKey(v.Index(0))
		location, _ := v.Index(1).Str()
		d, ok2 := storageType(v.Index(2))
		if !ok || !ok2 {
			return mismatch("storage", v, "(key, location, class)")
		}
		at, err := f.counted(key, off, d.Size())
		if err != nil {
			return err
		}
		f.extents[key] = at
		off = at.off + at.size
		if _, err := f.stored(key, location, d, at.size/int64(d.Size())); err != nil {
			return err
		}
	}
	views, _, err := f.next(off, end)
	if err != nil {
		return err
	}
	for v := range views.Items() {
		key, ok1 := numberKey(v.Index(0))
		root, ok2 := numberKey(v.Index(1))
		offset, ok3 := v.Index(2).Int()
		length, ok4 := v.Index(3).Int()
		s := f.storages[root]
		if !ok1 || !ok2 || !ok3 || !ok4 || s == nil || offset < 0 || length < 0 || offset > int64(s.Len) || length > int64(s.Len)-offset {
			return mismatch("views", v, "(key, key of the storage, offset, length)")
		}
		part, err := f.view(root, key, s.Location, s.DType, int64(s.Len), offset, length)
		if err != nil {
			return err
		}
		f.storages[key] = part
	}
	return nil
}

// numberKey returns a key, an int in these files, as text.
func numberKey(v py.Value) (string, bool) {
	if x, ok := v.BigInt(); ok {
		return x.String(), true
	}
	return keyText(v)
}

// tarTensors reads how many tensors there are, and of each (key, storage, class), the number of dimensions in 4 bytes and 4
// that count for nothing, then sizes, strides and the offset in 8 bytes each.
func (f *File) tarTensors(e extent) error {
	f.tensors = make(map[string]*Tensor)
	end := e.off + e.size
	count, off, err := f.next(e.off, end)
	if err != nil {
		return err
	}
	n, ok := count.Int()
	if !ok || n < 0 || n > e.size {
		return mismatch("number", count, "how many tensors there are")
	}
	for range n {
		var v py.Value
		if v, off, err = f.next(off, end); err != nil {
			return err
		}
		key, ok1 := numberKey(v.Index(0))
		id, ok2 := numberKey(v.Index(1))
		s := f.storages[id]
		if !ok1 || !ok2 || s == nil {
			return mismatch("tensor", v, "(key, storage, class)")
		}
		head, err := f.read(extent{off: off, size: min(8, end-off)})
		if err != nil || len(head) < 8 {
			return io.ErrUnexpectedEOF
		}
		dims := int64(binary.LittleEndian.Uint32(head))
		size := 16*dims + 8
		if dims > 64 || size > end-off-8 {
			return &Error{Path: "tensor " + key, Got: fmt.Sprint(dims, " dimensions"), Want: "fewer, or more bytes"}
		}
		b, err := f.read(extent{off: off + 8, size: size})
		if err != nil {
			return err
		}
		off += 8 + size
		t := &Tensor{DType: s.DType, Storage: s, Layout: Strided}
		ints := make([]int, 2*dims+1)
		for i := range ints {
			x := leUint64(b[8*i:])
			if x >= 1<<47 {
				return &Error{Path: "tensor " + key, Got: fmt.Sprint(x), Want: "a size, stride or offset"}
			}
			ints[i] = int(x)
		}
		t.Shape, t.Strides, t.Offset = ints[:dims:dims], ints[dims:2*dims:2*dims], ints[2*dims]
		if err := t.check(); err != nil {
			return err
		}
		f.tensors[key] = t
	}
	return nil
}

// tarTensor returns the tensor that a persistent id of a tar's object stands for.
func (f *source) tarTensor(v py.Value) (*Tensor, bool) {
	if f.tensors == nil {
		return nil, false
	}
	id, ok := v.PersistentID()
	if !ok {
		return nil, false
	}
	key, ok := numberKey(id)
	if !ok {
		return nil, false
	}
	if x, err := strconv.ParseInt(key, 10, 64); err == nil {
		key = strconv.FormatInt(x, 10)
	}
	t := f.tensors[key]
	return t, t != nil
}
