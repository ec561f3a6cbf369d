package torch

import (
	"archive/zip"
	"encoding/binary"
	"io"
	"strings"
)

func leUint64(b []byte) uint64 { return binary.LittleEndian.Uint64(b) }
func beUint64(b []byte) uint64 { return binary.BigEndian.Uint64(b) }

// openZip opens ROOT/data.pkl and notes where each ROOT/data/KEY lies. ROOT is the file's name without its ending, or
// "archive".
func (f *File) openZip() error {
	f.Format = "zip"
	z, err := zip.NewReader(f.src, f.size)
	if err != nil {
		return &Error{Path: "zip", Err: err}
	}
	root, object := "", (*zip.File)(nil)
	for _, m := range z.File {
		if dir, ok := strings.CutSuffix(m.Name, "data.pkl"); ok && (object == nil || len(dir) < len(root)) && strings.Count(dir, "/") <= 1 {
			root, object = dir, m
		}
	}
	if object == nil {
		return &Error{Path: "zip", Got: "no data.pkl", Want: "one", Err: ErrFormat}
	}
	f.members = make(map[string]*zip.File)
	for _, m := range z.File {
		name, ok := strings.CutPrefix(m.Name, root)
		if !ok {
			continue
		}
		if name == "byteorder" {
			order, err := f.member(m)
			if err != nil {
				return err
			}
			f.bigEndian = strings.TrimSpace(string(order)) == "big"
		}
		f.Script = f.Script || strings.HasPrefix(name, "code/")
		key, ok := strings.CutPrefix(name, "data/")
		if !ok || key == "" {
			continue
		}
		f.members[key] = m // where it lies, its own header says, which is read when it is asked for
	}
	at, err := f.extentOf(object)
	if err != nil {
		return err
	}
	f.pickles = at
	if f.doc, err = f.loads(at); err != nil {
		return &Error{Path: object.Name, Err: err}
	}
	f.root = f.doc.Root()
	return nil
}

// extentOf returns the range of a member's bytes.
func (f *source) extentOf(m *zip.File) (extent, error) {
	if m.Method != zip.Store { // torch.save never compresses, but a zip program may have repacked the file
		return extent{size: int64(m.UncompressedSize64), member: func() ([]byte, error) { return f.member(m) }}, nil
	}
	off, err := m.DataOffset()
	if err != nil {
		return extent{}, &Error{Path: m.Name, Err: err}
	}
	size := int64(m.UncompressedSize64)
	if size < 0 || off > f.size || size > f.size-off {
		return extent{}, &Error{Path: m.Name, Err: io.ErrUnexpectedEOF}
	}
	return extent{off: off, size: size}, nil
}

// member reads a whole member; memory grows as bytes come, however long the zip says that it is.
func (f *source) member(m *zip.File) ([]byte, error) {
	r, err := m.Open()
	if err == nil {
		defer r.Close()
		var b []byte
		if b, err = io.ReadAll(r); err == nil {
			return b, nil
		}
	}
	return nil, &Error{Path: m.Name, Err: err}
}
