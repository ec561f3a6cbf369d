//go:build linux && !purego && !race

package brine_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/brine-go/brine"
	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
	"github.com/brine-go/brine/torch"
)

// memoryOf, if it is in the environment, makes this test binary a process that reads one array of that file in the way
// of memoryWay and prints the most memory that it had.
const memoryOf, memoryWay = "BRINE_TEST_MEMORY_OF", "BRINE_TEST_MEMORY_WAY"

func init() { helpers[memoryOf] = measured }

func measured(path string) error {
	if os.Getenv(memoryWay) != "nothing" {
		data, err := secondOf(path, os.Getenv(memoryWay))
		if err != nil {
			return err
		}
		for _, c := range data {
			if c != 1 {
				return fmt.Errorf("a byte is %d", c)
			}
		}
		if len(data) == 0 || len(data)%(1<<20) != 0 {
			return fmt.Errorf("%d bytes", len(data))
		}
	}
	status, err := os.ReadFile("/proc/self/status")
	_, peak, _ := strings.Cut(string(status), "VmHWM:")
	fmt.Println(strings.Fields(peak)[0])
	return err
}

// secondOf returns the bytes of the second array or tensor of a file that is loaded or opened.
func secondOf(path, way string) ([]byte, error) {
	var doc *py.Document
	var err error
	switch way {
	case "Load":
		doc, err = brine.Load[*py.Document](path)
	case "LoadFrom":
		var file *os.File
		if file, err = os.Open(path); err != nil {
			return nil, err
		}
		defer file.Close()
		doc, err = brine.LoadFrom[*py.Document](struct{ io.Reader }{file})
	default:
		var f *brine.File
		if f, err = brine.Open(path); err == nil {
			doc, err = f.Document()
		}
	}
	if err != nil {
		return nil, err
	}
	if strings.HasSuffix(path, ".pt") {
		named, err := torch.FromPy(doc.Root()).StateDict()
		if err != nil {
			return nil, err
		}
		return named[1].Tensor.Storage.Bytes()
	}
	v := doc.Root().Index(1)
	if doc.Root().Kind() == py.Dict {
		v = doc.Root().Get("1")
	}
	a, err := numpy.FromPy(v)
	if err != nil {
		return nil, err
	}
	return a.Data, nil
}

// manyTensors writes a file of torch.save of so many tensors of a megabyte, all bytes 1, and manyMembers one of numpy.savez.
func manyTensors(t *testing.T, n int) string {
	t.Helper()
	data := bytes.Repeat([]byte{1}, 1<<20)
	var dict torch.StateDict
	for i := range n {
		x, err := torch.NewTensor([]int{len(data)}, data)
		if err != nil {
			t.Fatal(err)
		}
		dict = append(dict, torch.Named{Name: strconv.Itoa(i), Tensor: x})
	}
	return written(t, "tensors.pt", func(w io.Writer) error { return torch.Save(w, dict) })
}

func manyMembers(t *testing.T, n int) string {
	t.Helper()
	a, err := ndarray.New(ndarray.DType{Kind: ndarray.Float, ItemSize: 8, Order: ndarray.Little}, []int{1 << 17}, bytes.Repeat([]byte{1}, 1<<20))
	if err != nil {
		t.Fatal(err)
	}
	return written(t, "arrays.npz", func(w io.Writer) error {
		z := numpy.NewNPZWriter(w, false)
		for i := range n {
			if err := z.Write(strconv.Itoa(i), a); err != nil {
				return err
			}
		}
		return z.Close()
	})
}

// written writes a file and returns its name.
func written(t *testing.T, name string, fill func(io.Writer) error) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriterSize(file, 1<<20)
	if err := errors.Join(fill(w), w.Flush(), file.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestMemory: a file is read in little more memory than its size, and opened in almost none.
func TestMemory(t *testing.T) {
	megabytes := 200
	if s := os.Getenv("BRINE_TEST_MEMORY_MB"); s != "" {
		megabytes, _ = strconv.Atoi(s)
	}
	plain := manyArrays(t, megabytes, 1<<20)
	zlib := manyArrays(t, megabytes, 1<<20, brine.WithCompression(brine.Zlib, 1))
	big := manyArrays(t, 2, megabytes/2<<20)
	tensors, members := manyTensors(t, megabytes), manyMembers(t, megabytes)
	peak := func(way, path string) int {
		t.Helper()
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), memoryOf+"="+path, memoryWay+"="+way)
		out, err := cmd.Output()
		n, aerr := strconv.Atoi(strings.TrimSpace(string(out)))
		if err != nil || aerr != nil {
			t.Fatal(way, err, aerr)
		}
		return n >> 10
	}
	base := peak("nothing", plain)
	for _, c := range []struct {
		way, path string
		most      int
	}{
		{"Load", plain, megabytes + megabytes/20 + 16},
		{"LoadFrom", plain, megabytes + megabytes/20 + 40},
		{"Open", plain, 24},
		{"Load", zlib, megabytes + megabytes/20 + 32},
		{"Load", tensors, megabytes + megabytes/20 + 16},
		{"LoadFrom", big, megabytes + megabytes/20 + 40},
		{"LoadFrom", tensors, megabytes + megabytes/20 + 40},
		{"Open", tensors, 24},
		{"Load", members, megabytes + megabytes/20 + 16},
		{"LoadFrom", members, megabytes + megabytes/20 + 40},
		{"Open", members, 24},
	} {
		got := peak(c.way, c.path) - base
		t.Logf("%s of %d MiB in %s: %d MiB, and %d without it", c.way, megabytes, filepath.Base(c.path), got, base)
		if got > c.most {
			t.Errorf("%s of %d MiB takes %d MiB, want at most %d", c.way, megabytes, got, c.most)
		}
	}
}
