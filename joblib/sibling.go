package joblib

import (
	"bytes"
	"compress/zlib"
	"errors"
	"io"
	"io/fs"
	"strconv"
	"strings"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// Files before joblib 0.10 have each array in a file of its own, beside the one of the pickle.

// open reads the file that a wrapper names.
func (l loader) open(obj py.Value) (name string, data []byte, err error) {
	name, ok := obj.Attr("filename").Text()
	if !ok || name == "" || name == "." || name == ".." || strings.ContainsAny(name, "/\\\x00") || !fs.ValidPath(name) {
		return name, nil, mismatch("NDArrayWrapper.filename", obj.Attr("filename"), "the name of a file in the same folder")
	}
	if l.siblings == nil {
		return name, nil, &Error{Path: name, Err: ErrSibling}
	}
	if data, err = fs.ReadFile(l.siblings, name); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			err = ErrSibling
		}
		return name, nil, &Error{Path: name, Err: err}
	}
	return name, data, nil
}

// zfile reads an array whose bytes are in a ZF file (ZNDArrayWrapper.read).
func (l loader) zfile(obj py.Value, tail *pickle.Tail) (py.Value, error) {
	args, state := obj.Attr("init_args"), obj.Attr("state")
	if args.Kind() != py.Tuple || args.Len() != 3 {
		return py.Value{}, mismatch("ZNDArrayWrapper.init_args", args, "tuple of 3: class, shape, code")
	}
	if state.Kind() != py.Tuple || state.Len() != 4 && state.Len() != 3 {
		return py.Value{}, mismatch("ZNDArrayWrapper.state", state, "tuple of 4: version, shape, dtype, order")
	}
	name, file, err := l.open(obj)
	if err != nil {
		return py.Value{}, err
	}
	data, err := ReadZFile(file)
	if err != nil {
		return py.Value{}, &Error{Path: name, Err: err}
	}
	b := tail.Builder()
	v := reconstruct(b, args.Index(0))
	var parts []py.Value
	for part := range state.Items() {
		parts = append(parts, part)
	}
	b.Build(v, b.Tuple(append(parts, b.Buffer(data, true))...))
	return v, nil
}

// Errors of ReadZFile.
var (
	ErrZFile       = errors.New("not a ZF file")
	ErrZFileLength = errors.New("the ZF file has another length than it says")
)

// ReadZFile inflates a ZF file, in which joblib before 0.10 kept compressed pickles and arrays: the letters ZF, the
// length in hexadecimal filled up with blanks to 19 characters (Python 2's joblib wrote 20), and a zlib stream.
func ReadZFile(data []byte) ([]byte, error) {
	body, size, err := ZFileHeader(data)
	if err != nil {
		return nil, err
	}
	z, err := zlib.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	out, err := io.ReadAll(io.LimitReader(z, size+1))
	if err == nil && int64(len(out)) != size {
		err = ErrZFileLength
	}
	return out, err
}

// zHeader is how many bytes a ZF file begins with before its zlib stream; Python 2's joblib wrote one more.
const zHeader = 2 + 19

// ZFileHeader returns the zlib stream of a ZF file, and the length that is to come out of it. data may be no more
// than the file's first 22 bytes.
func ZFileHeader(data []byte) (body []byte, size int64, err error) {
	if len(data) <= zHeader || string(data[:2]) != "ZF" {
		return nil, 0, ErrZFile
	}
	digits, ok := strings.CutPrefix(strings.TrimRight(string(data[2:zHeader]), " "), "0x")
	u, err := strconv.ParseUint(strings.TrimSuffix(digits, "L"), 16, 62)
	if !ok || err != nil {
		return nil, 0, ErrZFile
	}
	body = data[zHeader:]
	if body[0] == ' ' {
		body = body[1:]
	}
	return body, int64(u), nil
}
