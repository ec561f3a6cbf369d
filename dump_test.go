package brine_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/brine-go/brine"
	"github.com/brine-go/brine/py"
)

// dumpForever, if it is in the environment, makes this test binary a process that dumps to that file until it is killed.
const dumpForever = "BRINE_TEST_DUMP_FOREVER"

// helpers are what this test binary does instead of tests, by a variable of the environment, whose value they get.
var helpers = map[string]func(string) error{dumpForever: dumpAgain}

func TestMain(m *testing.M) {
	for name, help := range helpers {
		if value := os.Getenv(name); value != "" {
			if err := help(value); err != nil {
				os.Stderr.WriteString(err.Error() + "\n")
				os.Exit(1)
			}
			os.Exit(0)
		}
	}
	os.Exit(m.Run())
}

func dumpAgain(path string) error {
	os.Stdout.WriteString("!")
	for n := int64(1); ; n++ {
		if err := brine.Dump(path, version(n)); err != nil {
			return err
		}
	}
}

// version is a value of about a megabyte that tells whether it is whole.
func version(n int64) []int64 {
	v := make([]int64, 200_000)
	for i := range v {
		v[i] = n + int64(i)<<32
	}
	return v
}

// TestKill: a process that dumps over a file again and again and is killed at any moment leaves a whole file.
func TestKill(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a file in use cannot be replaced there")
	}
	path := filepath.Join(t.TempDir(), "values.pkl")
	if err := brine.Dump(path, version(0)); err != nil {
		t.Fatal(err)
	}
	rounds, replaced := 25, 0
	if testing.Short() {
		rounds = 5
	}
	for range rounds {
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), dumpForever+"="+path)
		var stderr bytes.Buffer
		child.Stderr = &stderr
		began, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(began, make([]byte, 1)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rand.IntN(60)) * time.Millisecond)
		child.Process.Kill()
		child.Wait()
		if stderr.Len() > 0 {
			t.Fatal(stderr.String())
		}
		got, err := brine.Load[[]int64](path)
		if err != nil || len(got) != len(version(0)) {
			t.Fatalf("after the kill: %d values, %v", len(got), err)
		}
		n := got[0]
		for i, x := range got {
			if x != n+int64(i)<<32 {
				t.Fatalf("item %d is of another version", i)
			}
		}
		if n > 0 {
			replaced++
		}
		left, err := os.ReadDir(filepath.Dir(path))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range left {
			if e.Name() != "values.pkl" && !strings.HasPrefix(e.Name(), ".values.pkl.") {
				t.Errorf("%s was left", e.Name())
			}
		}
	}
	if !testing.Short() && replaced < rounds/4 {
		t.Errorf("the file was replaced in %d of %d rounds only", replaced, rounds)
	}
}

// TestDumpKeeps: a dump that fails leaves everything as it was.
func TestDumpKeeps(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "x.pkl")
	if err := brine.Dump(path, []int{1, 2}); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"a channel":     brine.Dump(path, []any{make([]int, 100_000), make(chan int)}),
		"bzip2":         brine.Dump(path, 1, brine.WithCompression(brine.Bzip2, 9)),
		"a wrong level": brine.Dump(path, 1, brine.WithCompression(brine.Gzip, 10)),
		"protocol 6":    brine.Dump(path, 1, brine.WithProtocol(6)),
		"no document":   brine.Dump(path, (*py.Document)(nil)),
		"no value":      brine.Dump(path, py.Value{}),
	} {
		var own *brine.Error
		if !errors.As(err, &own) || own.Path != path {
			t.Errorf("%s: %v, want an *Error with the path", name, err)
		}
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, before) {
		t.Errorf("the old file changed: %v", err)
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 1 {
		t.Errorf("%d files are left, want 1 (%v)", len(files), err)
	}
	if err := brine.Dump(dir, 1); err == nil {
		t.Error("a folder was written")
	}
	if err := brine.Dump(filepath.Join(dir, "no", "x"), 1); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
}

// TestDumpPermissions: a new file has the permissions of os.Create, one that is replaced keeps its own, a link stays a link.
func TestDumpPermissions(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no permissions")
	}
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	f, err := os.Create(path("created"))
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	mode := func(name string) fs.FileMode {
		info, err := os.Lstat(path(name))
		if err != nil {
			t.Fatal(err)
		}
		return info.Mode()
	}
	dump := func(name string) {
		t.Helper()
		if err := brine.Dump(path(name), 7); err != nil {
			t.Fatal(err)
		}
		if x, err := brine.Load[int](path(name)); err != nil || x != 7 {
			t.Errorf("%s holds %d, %v", name, x, err)
		}
	}
	dump("new")
	if got, want := mode("new"), mode("created"); got != want {
		t.Errorf("a new file is %v, want %v", got, want)
	}
	if err := os.Chmod(path("new"), 0o640); err != nil {
		t.Fatal(err)
	}
	dump("new")
	if got := mode("new"); got != 0o640 {
		t.Errorf("a replaced file is %v, want 0640", got)
	}
	for link, target := range map[string]string{"link": "new", "dangling": "later"} {
		if err := os.Symlink(target, path(link)); err != nil {
			t.Fatal(err)
		}
		dump(link)
		if mode(link)&fs.ModeSymlink == 0 {
			t.Errorf("%s is no link any more", link)
		}
		if x, err := brine.Load[int](path(target)); err != nil || x != 7 {
			t.Errorf("what %s leads to holds %d, %v", link, x, err)
		}
	}
	dump(strings.Repeat("n", 250))
}

// TestDumpForms: what is dumped in any format and compression is loaded in every form.
func TestDumpForms(t *testing.T) {
	type point struct {
		X, Y float64
		Name string
	}
	want := []point{{1, 2, "a"}, {3.5, -4, strings.Repeat("b", 100_000)}}
	for _, format := range []brine.Format{brine.Pickle, brine.Joblib} {
		for _, c := range []brine.Compression{brine.Uncompressed, brine.Zlib, brine.Gzip, brine.XZ, brine.LZMA, brine.LZ4, brine.Zstd} {
			opts := []brine.Option{brine.WithFormat(format), brine.WithCompression(c, brine.DefaultLevel), brine.WithProtocol(5)}
			path := filepath.Join(t.TempDir(), "points")
			if err := brine.Dump(path, want, opts...); err != nil {
				t.Fatal(err)
			}
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if c != brine.Uncompressed && len(data) > 10_000 {
				t.Errorf("%v: %d bytes", c, len(data))
			}
			var out bytes.Buffer
			if err := brine.DumpTo(&out, want, opts...); err != nil || !bytes.Equal(out.Bytes(), data) {
				t.Errorf("%v: DumpTo writes other bytes (%v)", c, err)
			}
			forms := map[string]func() ([]point, error){
				"Load":     func() ([]point, error) { return brine.Load[[]point](path) },
				"LoadFrom": func() ([]point, error) { return brine.LoadFrom[[]point](onlyReader{bytes.NewReader(data)}) },
				"LoadAt":   func() ([]point, error) { return brine.LoadAt[[]point](bytes.NewReader(data), int64(len(data))) },
				"LoadFS":   func() ([]point, error) { return brine.LoadFS[[]point](os.DirFS(filepath.Dir(path)), "points") },
				"Open": func() (got []point, err error) {
					f, err := brine.Open(path)
					if err != nil {
						return nil, err
					}
					defer f.Close()
					return got, f.Decode(&got)
				},
				"Open, not mapped": func() (got []point, err error) {
					f, err := brine.Open(path, brine.WithoutMapping())
					if err != nil {
						return nil, err
					}
					defer f.Close()
					return got, f.Decode(&got)
				},
			}
			for form, load := range forms {
				got, err := load()
				if err != nil || len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
					t.Errorf("%v, %v, %s: %v, %v", format, c, form, len(got), err)
				}
			}
		}
	}
}

type onlyReader struct{ r io.Reader }

func (r onlyReader) Read(p []byte) (int, error) { return r.r.Read(p) }

// TestProgress: the bytes of the file are told as they are read.
func TestProgress(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	for _, c := range []brine.Compression{brine.Uncompressed, brine.Gzip} {
		if err := brine.Dump(path, version(1), brine.WithCompression(c, 1)); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		var last int64
		_, err = brine.Load[[]int64](path, brine.WithProgress(func(done, total int64) {
			if done < last || total != info.Size() {
				t.Errorf("%d of %d after %d", done, total, last)
			}
			last = done
		}))
		if err != nil || last != info.Size() {
			t.Errorf("%v: %d of %d bytes were told, %v", c, last, info.Size(), err)
		}
	}
}
