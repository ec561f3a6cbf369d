package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
)

// A request is the header of a message from Python; the blobs follow it in the order of Sizes.
//
// Op "route" carries a pickle and its out-of-band buffers to load and dump, "file" asks for the next
// file to check, "log" prints Text, "done" ends the run with its verdict.
type request struct {
	Op    string  `json:"op"`
	Sizes []int64 `json:"sizes"`

	// op route: the options of CPython's functions.
	Protocol   *int        `json:"protocol"` // to dump at; the pickle's own if absent
	FixImports bool        `json:"fix_imports"`
	Encoding   string      `json:"encoding"` // of Python 2 strings; empty keeps their bytes
	Errors     string      `json:"errors"`
	Extensions []extension `json:"extensions"`

	// ops log and done
	Text string `json:"text"`
	OK   bool   `json:"ok"`
}

// An extension is a row of copyreg's registry: [module, name, code].
type extension struct {
	Module, Name string
	Code         int
}

func (e *extension) UnmarshalJSON(data []byte) error {
	return json.Unmarshal(data, &[]any{&e.Module, &e.Name, &e.Code})
}

// A reply is the header of a message to Python. With op route the first blob is the pickle that Go
// dumped, the others its out-of-band buffers; with op file they are the file and its buffers,
// none after the last file.
type reply struct {
	Sizes []int  `json:"sizes"`
	Error string `json:"error,omitempty"`
	End   bool   `json:"end,omitempty"` // Error is the end of the input
	Used  int    `json:"used,omitempty"`
	Name  string `json:"name,omitempty"`
}

// A codec answers op route: it loads the first blob with the others as its buffers, and dumps it.
type codec func(req *request, blobs [][]byte) (reply, [][]byte)

// echo hands the pickle back unchanged.
func echo(_ *request, blobs [][]byte) (reply, [][]byte) {
	return reply{Used: len(blobs[0])}, blobs
}

// A bridge serves one Python process.
type bridge struct {
	codec codec
	out   io.Writer                       // of op log
	next  func() (string, [][]byte, bool) // of op file
}

// verdict is what Python said last.
type verdict struct {
	ok   bool
	text string
}

// serve answers requests until the verdict. An end of input before that is an error: Python died.
func (b *bridge) serve(r io.Reader, w io.Writer) (verdict, error) {
	for {
		var req request
		blobs, err := readMessage(r, &req)
		if err != nil {
			return verdict{}, err
		}
		switch req.Op {
		case "route":
			if len(blobs) == 0 {
				return verdict{}, fmt.Errorf("bridge: route without a pickle")
			}
			answer, out := b.codec(&req, blobs)
			err = writeMessage(w, answer, out)
		case "file":
			name, file, ok := b.next()
			if !ok {
				name, file = "", nil
			}
			err = writeMessage(w, reply{Name: name}, file)
		case "log":
			_, err = fmt.Fprintln(b.out, req.Text)
		case "done":
			return verdict{req.OK, req.Text}, nil
		default:
			err = fmt.Errorf("bridge: unknown request %q", req.Op)
		}
		if err != nil {
			return verdict{}, err
		}
	}
}

// readMessage reads a header of 4 bytes' length into req, and the blobs after it.
func readMessage(r io.Reader, req *request) ([][]byte, error) {
	var size [4]byte
	if _, err := io.ReadFull(r, size[:]); err != nil {
		return nil, fmt.Errorf("bridge: Python ended without a verdict: %w", err)
	}
	header, err := readBlob(r, int64(binary.BigEndian.Uint32(size[:])))
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(header, req); err != nil {
		return nil, fmt.Errorf("bridge: header: %w", err)
	}
	blobs := make([][]byte, len(req.Sizes))
	for i, n := range req.Sizes {
		if blobs[i], err = readBlob(r, n); err != nil {
			return nil, err
		}
	}
	return blobs, nil
}

// readBlob reads n bytes, growing with what arrives.
func readBlob(r io.Reader, n int64) ([]byte, error) {
	var buf bytes.Buffer
	if _, err := io.CopyN(&buf, r, n); err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return nil, fmt.Errorf("bridge: blob of %d bytes: %w", n, err)
	}
	return buf.Bytes(), nil
}

// writeMessage writes header, with the sizes of blobs in it, and blobs.
func writeMessage(w io.Writer, header reply, blobs [][]byte) error {
	header.Sizes = make([]int, len(blobs))
	for i, blob := range blobs {
		header.Sizes[i] = len(blob)
	}
	text, err := json.Marshal(header)
	if err != nil {
		return err
	}
	message := binary.BigEndian.AppendUint32(nil, uint32(len(text)))
	message = append(message, text...)
	for _, blob := range blobs {
		message = append(message, blob...)
	}
	_, err = w.Write(message)
	return err
}
