package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
)

// message is what py/bridge.py sends: the header's length, the header, the blobs.
func message(header string, blobs ...string) string {
	size := binary.BigEndian.AppendUint32(nil, uint32(len(header)))
	return string(size) + header + strings.Join(blobs, "")
}

// replies parses what serve wrote.
func replies(t *testing.T, data []byte) (headers []reply, blobs [][]string) {
	t.Helper()
	for len(data) > 0 {
		n := int(binary.BigEndian.Uint32(data))
		var header reply
		if err := json.Unmarshal(data[4:4+n], &header); err != nil {
			t.Fatal(err)
		}
		data = data[4+n:]
		var parts []string
		for _, size := range header.Sizes {
			parts = append(parts, string(data[:size]))
			data = data[size:]
		}
		headers, blobs = append(headers, header), append(blobs, parts)
	}
	return headers, blobs
}

func TestServe(t *testing.T) {
	in := message(`{"op":"log","text":"hello"}`) +
		message(`{"op":"route","sizes":[3,2]}`, "K\x01.", "ab") +
		message(`{"op":"file"}`) +
		message(`{"op":"file"}`) +
		message(`{"op":"done","ok":true,"text":"2 tests"}`) +
		"not read"
	files := []string{"one.pkl"}
	var logged, out bytes.Buffer
	b := &bridge{codec: echo, out: &logged, next: func() (string, [][]byte, bool) {
		if len(files) == 0 {
			return "", nil, false
		}
		files = nil
		return "one.pkl", [][]byte{[]byte("N."), []byte("buffer")}, true
	}}

	v, err := b.serve(strings.NewReader(in), &out)
	if err != nil || !v.ok || v.text != "2 tests" {
		t.Fatalf("verdict %+v, error %v", v, err)
	}
	if logged.String() != "hello\n" {
		t.Errorf("logged %q", logged.String())
	}
	headers, blobs := replies(t, out.Bytes())
	if len(headers) != 3 {
		t.Fatalf("%d replies, want 3", len(headers))
	}
	if headers[0].Used != 3 || strings.Join(blobs[0], "|") != "K\x01.|ab" {
		t.Errorf("route: %+v %q", headers[0], blobs[0])
	}
	if headers[1].Name != "one.pkl" || strings.Join(blobs[1], "|") != "N.|buffer" {
		t.Errorf("file: %+v %q", headers[1], blobs[1])
	}
	if headers[2].Name != "" || len(blobs[2]) != 0 {
		t.Errorf("after the last file: %+v %q", headers[2], blobs[2])
	}
}

func TestServeErrors(t *testing.T) {
	for _, test := range []struct {
		name, in string
		want     error // nil: any
	}{
		{"Python ends at once", "", io.EOF},
		{"cut in the length", "\x00\x00", io.ErrUnexpectedEOF},
		{"cut in the header", "\x00\x00\x00\x10{}", io.ErrUnexpectedEOF},
		{"cut in a blob", message(`{"op":"route","sizes":[9]}`, "K"), io.ErrUnexpectedEOF},
		{"a length that nothing follows", "\xff\xff\xff\xff", io.ErrUnexpectedEOF},
		{"no JSON", message("route"), nil},
		{"unknown request", message(`{"op":"exec"}`), nil},
		{"no pickle", message(`{"op":"route"}`), nil},
	} {
		b := &bridge{codec: echo, out: io.Discard}
		v, err := b.serve(strings.NewReader(test.in), io.Discard)
		if err == nil || v.ok {
			t.Errorf("%s: verdict %+v, error %v", test.name, v, err)
		}
		if test.want != nil && !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", test.name, err, test.want)
		}
	}
}

func TestExtensionHeader(t *testing.T) {
	var req request
	_, err := readMessage(strings.NewReader(message(`{"op":"route","extensions":[["copyreg","x",7]]}`)), &req)
	if err != nil || len(req.Extensions) != 1 || req.Extensions[0] != (extension{"copyreg", "x", 7}) {
		t.Errorf("%+v, %v", req.Extensions, err)
	}
}
