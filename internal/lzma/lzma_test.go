package lzma

import (
	"bytes"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	ulikunitz "github.com/ulikunitz/xz"
	alonelzma "github.com/ulikunitz/xz/lzma"
)

const maxDict = 256 << 20

// corpus is data of several kinds: noise, zeros, text, numbers, and what repeats far away.
func corpus() map[string][]byte {
	random := rand.New(rand.NewPCG(3, 4))
	noise := make([]byte, 40_000)
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	var text bytes.Buffer
	for text.Len() < 60_000 {
		text.WriteString([]string{"price ", "volume ", "Oslo, ", "Lima; ", "\n", "0.5 "}[random.IntN(6)])
	}
	numbers := make([]byte, 50_000)
	for i := range numbers {
		if i%8 < 3 {
			numbers[i] = byte(random.IntN(20))
		}
	}
	return map[string][]byte{
		"empty": nil, "byte": {7}, "noise": noise, "zeros": make([]byte, 300_000), "text": text.Bytes(), "numbers": numbers,
		"far": bytes.Join([][]byte{noise, text.Bytes(), noise, numbers, noise}, nil),
	}
}

func xzOf(t testing.TB, data []byte, check byte, dict int) []byte {
	t.Helper()
	var out bytes.Buffer
	config := ulikunitz.WriterConfig{CheckSum: check, DictCap: dict, NoCheckSum: check == 0}
	w, err := config.NewWriter(&out)
	if err == nil {
		_, err = w.Write(data)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func readXZ(data []byte) ([]byte, error) {
	r, err := NewXZ(bytes.NewReader(data), maxDict)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

func readAlone(data []byte) ([]byte, error) {
	r, err := NewAlone(bytes.NewReader(data), maxDict)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// TestRoundTrip: what another implementation writes is read as it was.
func TestRoundTrip(t *testing.T) {
	for name, data := range corpus() {
		for _, check := range []byte{0, ulikunitz.CRC32, ulikunitz.CRC64, ulikunitz.SHA256} {
			for _, dict := range []int{1 << 16, 8 << 20} {
				packed := xzOf(t, data, check, dict)
				if got, err := readXZ(packed); err != nil || !bytes.Equal(got, data) {
					t.Errorf("%s, check %d, dictionary %d: %d bytes of %d, %v", name, check, dict, len(got), len(data), err)
				}
				twice := append(append(bytes.Clone(packed), 0, 0, 0, 0), packed...)
				if got, err := readXZ(twice); err != nil || len(got) != 2*len(data) {
					t.Errorf("%s, two streams: %d bytes, %v", name, len(got), err)
				}
			}
		}
		for _, marker := range []bool{false, true} {
			var out bytes.Buffer
			if len(data) == 0 && !marker { // takes a size of 0 for none
				continue
			}
			config := alonelzma.WriterConfig{SizeInHeader: !marker, Size: int64(len(data)), EOSMarker: marker, Properties: &alonelzma.Properties{LC: 2, LP: 1, PB: 1}}
			w, err := config.NewWriter(&out)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.Write(data); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			if got, err := readAlone(out.Bytes()); err != nil || !bytes.Equal(got, data) {
				t.Errorf("%s, .lzma, marker %v: %d bytes of %d, %v", name, marker, len(got), len(data), err)
			}
		}
	}
}

// TestCut: a stream that ends too early is io.ErrUnexpectedEOF, wherever it ends.
func TestCut(t *testing.T) {
	packed := xzOf(t, corpus()["text"][:20_000], ulikunitz.CRC64, 1<<16)
	for i := range packed {
		if _, err := readXZ(packed[:i]); err != io.ErrUnexpectedEOF {
			t.Fatalf("%d bytes of %d: %v", i, len(packed), err)
		}
	}
	files, err := filepath.Glob("../compress/testdata/lzma*")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		data = data[:min(len(data), 3000)]
		for i := range data {
			if _, err := readAlone(data[:i]); err != io.ErrUnexpectedEOF {
				t.Fatalf("%s: %d bytes: %v", name, i, err)
			}
		}
	}
}

// TestChanged: a changed byte of an .xz file is always an error: checksums stand over everything.
func TestChanged(t *testing.T) {
	packed := xzOf(t, corpus()["text"][:5000], ulikunitz.CRC64, 1<<16)
	for i := range packed {
		bad := bytes.Clone(packed)
		bad[i] ^= 0x41
		if _, err := readXZ(bad); err == nil {
			t.Errorf("byte %d of %d is not missed", i, len(packed))
		}
	}
}

// FuzzXZ: any bytes give what another implementation gives, where that gives something.
func FuzzXZ(f *testing.F) {
	for _, data := range corpus() {
		f.Add(xzOf(f, data[:min(len(data), 2000)], ulikunitz.CRC32, 1<<16))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := readXZ(data)
		if err != nil {
			return
		}
		r, err := ulikunitz.NewReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if want, err := io.ReadAll(r); err != nil || !bytes.Equal(got, want) {
			t.Fatalf("%d bytes, want %d, %v", len(got), len(want), err)
		}
	})
}

// FuzzAlone is FuzzXZ of .lzma.
func FuzzAlone(f *testing.F) {
	files, _ := filepath.Glob("../compress/testdata/lzma*")
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := NewAlone(bytes.NewReader(data), 1<<20)
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, io.LimitReader(r, 1<<20))
	})
}

func BenchmarkXZ(b *testing.B) {
	data := corpus()["far"]
	packed := xzOf(b, data, ulikunitz.CRC64, 8<<20)
	for name, open := range map[string]func(io.Reader) (io.Reader, error){
		"this":      func(r io.Reader) (io.Reader, error) { return NewXZ(r, maxDict) },
		"ulikunitz": func(r io.Reader) (io.Reader, error) { return ulikunitz.NewReader(r) },
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				r, err := open(bytes.NewReader(packed))
				if err == nil {
					_, err = io.Copy(io.Discard, r)
				}
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
