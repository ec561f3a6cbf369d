package compress

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// text is what all the files in testdata but bombs inflate to.
func text() []byte {
	var b bytes.Buffer
	for i := range 5000 {
		fmt.Fprintf(&b, "line %d of the text\n", i)
	}
	return b.Bytes()
}

func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func inflate(data []byte, kind Kind, l Limits) ([]byte, error) {
	z, err := NewReader(bytes.NewReader(data), kind, l)
	if err != nil {
		return nil, err
	}
	defer z.Close()
	return io.ReadAll(z)
}

// files are those in testdata, whose names begin with their kind's.
func files(t testing.TB) []string {
	t.Helper()
	paths, err := filepath.Glob("testdata/*")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, path := range paths {
		name := filepath.Base(path)
		if !strings.HasSuffix(name, ".py") && !strings.HasPrefix(name, "bomb") && !strings.HasPrefix(name, "dictionary") {
			out = append(out, name)
		}
	}
	if len(out) < 20 {
		t.Fatalf("only %d files", len(out))
	}
	return out
}

// TestRead: what Python, lz4 and zstd compressed is told by its first bytes and inflates.
func TestRead(t *testing.T) {
	want := text()
	for _, name := range files(t) {
		data := read(t, name)
		kind := Sniff(data[:min(len(data), SniffLen)])
		if is, _, _ := strings.Cut(name, "-"); kind.String() != is {
			t.Errorf("%s is told as %v", name, kind)
			continue
		}
		got, err := inflate(data, kind, Limits{})
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %d bytes, want %d: %v", name, len(got), len(want), err)
		}
	}
}

// TestCut: a file that is cut off anywhere is an error with an offset in it, and never the text.
func TestCut(t *testing.T) {
	want := text()
	for _, name := range files(t) {
		data := read(t, name)
		kind := Sniff(data)
		ends := 0 // a stream or frame may end there
		for cut := 1; cut < len(data); cut += 1 + len(data)/50 {
			got, err := inflate(data[:cut], kind, Limits{})
			if err == nil && len(got) < len(want) {
				ends++
				continue
			}
			var own *Error
			if !errors.As(err, &own) || own.Offset > int64(cut) || own.Kind != kind || !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("%s: %d of %d bytes: %d came out, %v", name, cut, len(data), len(got), err)
				break
			}
		}
		if ends > 1 {
			t.Errorf("%s: %d places are taken for its end", name, ends)
		}
	}
}

// TestDamaged: a changed byte is found by checksum, or by the size.
func TestDamaged(t *testing.T) {
	want := text()
	for _, name := range files(t) {
		if strings.HasPrefix(name, "lzma") { // which has no checksum
			continue
		}
		data := bytes.Clone(read(t, name))
		at := len(data) * 3 / 4
		data[at] ^= 0x10
		got, err := inflate(data, Sniff(data), Limits{})
		if err == nil && !bytes.Equal(got, want) {
			t.Errorf("%s: byte %d changed, nothing noticed", name, at)
		}
		var own *Error
		if err != nil && !errors.As(err, &own) {
			t.Errorf("%s: %v is no *Error", name, err)
		}
	}
}

// TestBombs: what inflates beyond a limit is an error, with the offset where it was noticed.
func TestBombs(t *testing.T) {
	for name, kind := range map[string]Kind{"bomb-zlib": Zlib, "bomb-bzip2": Bzip2, "bomb-xz": XZ, "bomb-zstd": Zstd} {
		data := read(t, name)
		if got, err := inflate(data, kind, Limits{}); err != nil || len(got) != 20_000_000 {
			t.Errorf("%s without limits: %d, %v", name, len(got), err)
		}
		got, err := inflate(data, kind, Limits{MaxRatio: 100, Free: 1 << 20})
		check := func(err error, most int) {
			t.Helper()
			var limit *LimitError
			var own *Error
			if !errors.As(err, &limit) || !errors.As(err, &own) || own.Offset <= 0 || len(got) > most {
				t.Errorf("%s: %d bytes came out, %v", name, len(got), err)
			}
		}
		check(err, 3<<20)
		got, err = inflate(data, kind, Limits{MaxBytes: 1 << 20})
		check(err, 2<<20)
	}
}

// TestDictionary: a dictionary that a file asks for and does not need is not made.
func TestDictionary(t *testing.T) {
	huge := read(t, "dictionary-lzma")
	if _, err := inflate(huge, Sniff(huge), Limits{}); !errors.Is(err, ErrWindow) {
		t.Errorf("lzma: %v", err)
	}
	xz := bytes.Clone(read(t, "xz-9"))
	at := bytes.Index(xz, []byte("\x21\x01"))
	xz[at+2] = 40             // 4 GiB - 1
	sum := 12 + int(xz[12])*4 // of the block's header, behind it
	binary.LittleEndian.PutUint32(xz[sum:], crc32.ChecksumIEEE(xz[12:sum]))
	if _, err := inflate(xz, XZ, Limits{}); !errors.Is(err, ErrWindow) {
		t.Errorf("xz: %v", err)
	}
	// RFC 8878: a frame header without content size, with a window of 2^41 bytes.
	zstd := []byte("\x28\xb5\x2f\xfd\x00\xf8\x01\x00\x00")
	if _, err := inflate(zstd, Zstd, Limits{}); !errors.Is(err, ErrWindow) {
		t.Errorf("zstd: %v", err)
	}
}

// TestZFile: the length that a ZF file tells must be that of what comes out.
func TestZFile(t *testing.T) {
	data := read(t, "zfile")
	for _, change := range []string{"ZF0x1 ", "ZF0xfffffff ", "ZF0x ", "ZF0xg ", "ZF0x-1 "} {
		wrong := bytes.Clone(data)
		copy(wrong[:21], change+strings.Repeat(" ", 21-len(change)))
		if _, err := inflate(wrong, ZFile, Limits{}); err == nil {
			t.Errorf("%q: no error", change)
		}
	}
}

// TestSniff: pickles, and what is not enough to tell, are no compressed data.
func TestSniff(t *testing.T) {
	for _, head := range []string{
		"", "\x80", "\x80\x04\x95", "x", "]q\x00(K\x01e.", "](K\x01K\x02e.", "(dp0\n.", "X\x05\x00\x00\x00hello", "BZh0", "B\x05\x00\x00\x00hello.",
		"h\x00.", "\x5d\x00\x00", "ZF", "P1\n.", "S'x'\np0\n.", "\x93NUMPY", "PK\x03\x04", "}\x94.", "]\x94(\x8c\x01a\x94\x8c\x01b\x94e.",
	} {
		if k := Sniff([]byte(head)); k != None {
			t.Errorf("%q is told as %v", head, k)
		}
	}
}

// TestWrite: what is written in each kind and level is read again.
func TestWrite(t *testing.T) {
	want := text()
	for _, kind := range []Kind{None, Zlib, Gzip, XZ, LZMA, LZ4, Zstd} {
		for level := DefaultLevel; level <= 9; level++ {
			var b bytes.Buffer
			w, err := NewWriter(&b, kind, level)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.Write(want); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			if k := Sniff(b.Bytes()); k != kind {
				t.Errorf("%v is told as %v", kind, k)
			}
			got, err := inflate(b.Bytes(), kind, Limits{})
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("%v, level %d: %d bytes, %v", kind, level, len(got), err)
			}
			if kind != None && level != 0 && b.Len() > len(want)/2 {
				t.Errorf("%v, level %d: %d bytes", kind, level, b.Len())
			}
		}
	}
	for _, kind := range []Kind{Bzip2, ZFile} {
		if _, err := NewWriter(io.Discard, kind, DefaultLevel); !errors.Is(err, ErrWrite) {
			t.Errorf("%v: %v, want ErrWrite", kind, err)
		}
	}
	var level *LevelError
	if _, err := NewWriter(io.Discard, Gzip, 10); !errors.As(err, &level) {
		t.Errorf("level 10: %v", err)
	}
}

// FuzzRead: any bytes of any kind inflate to no more than the limits allow, or are an *Error.
func FuzzRead(f *testing.F) {
	for _, name := range files(f) {
		if data := read(f, name); len(data) < 20_000 {
			f.Add(data, byte(Sniff(data)))
		}
	}
	f.Add(read(f, "dictionary-lzma"), byte(LZMA))
	f.Fuzz(func(t *testing.T, data []byte, kind byte) {
		limits := Limits{MaxBytes: 1 << 20}
		out, err := inflate(data, Kind(kind), limits)
		var own *Error
		if err != nil && (!errors.As(err, &own) || own.Offset < 0 || own.Offset > int64(len(data))) {
			t.Errorf("%v", err)
		}
		if len(out) > 2<<20 {
			t.Errorf("%d bytes came out", len(out))
		}
	})
}
