//go:build linux && !purego && !race

package brine_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/brine-go/brine"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
)

// memoryOf, if it is in the environment, makes this test binary a process that reads one array of that file in the way
// of memoryWay and prints the most memory that it had.
const memoryOf, memoryWay = "BRINE_TEST_MEMORY_OF", "BRINE_TEST_MEMORY_WAY"

func init() { helpers[memoryOf] = measured }

func measured(path string) error {
	var doc *py.Document
	var err error
	switch os.Getenv(memoryWay) {
	case "nothing":
	case "Load":
		doc, err = brine.Load[*py.Document](path)
	default:
		var f *brine.File
		if f, err = brine.Open(path); err == nil {
			doc, err = f.Document()
		}
	}
	if err != nil {
		return err
	}
	if doc != nil {
		a, err := numpy.FromPy(doc.Root().Index(1))
		if err != nil {
			return err
		}
		sum := 0
		for _, c := range a.Data {
			sum += int(c)
		}
		if sum != a.Len()*8 {
			return fmt.Errorf("the sum is %d", sum)
		}
	}
	status, err := os.ReadFile("/proc/self/status")
	_, peak, _ := strings.Cut(string(status), "VmHWM:")
	fmt.Println(strings.Fields(peak)[0])
	return err
}

// TestMemory: a file is read in little more memory than its size, and opened in almost none.
func TestMemory(t *testing.T) {
	megabytes := 200
	if s := os.Getenv("BRINE_TEST_MEMORY_MB"); s != "" {
		megabytes, _ = strconv.Atoi(s)
	}
	plain := manyArrays(t, megabytes, 1<<20)
	zlib := manyArrays(t, megabytes, 1<<20, brine.WithCompression(brine.Zlib, 1))
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
		{"Open", plain, 24},
		{"Load", zlib, megabytes + megabytes/20 + 32},
	} {
		got := peak(c.way, c.path) - base
		t.Logf("%s of %d MiB in %s: %d MiB, and %d without it", c.way, megabytes, filepath.Base(c.path), got, base)
		if got > c.most {
			t.Errorf("%s of %d MiB takes %d MiB, want at most %d", c.way, megabytes, got, c.most)
		}
	}
}
