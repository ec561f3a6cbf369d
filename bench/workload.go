package main

import (
	"archive/tar"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
)

// workloads.py makes the files and is what CPython runs to be timed.
//
//go:embed workloads.py
var script string

// A workload is a value that a program might well pickle.
type workload struct {
	name   string       // as in workloads.py
	shape  string       // what it is
	size   int          // how many, before the divisor, or 0
	goType reflect.Type // what Unmarshal fills
}

var workloads = []workload{
	{"profile", "profile dict, 33 keys", 0, reflect.TypeFor[Profile]()},
	{"int_tuple", "tuple of a list of 20 ints", 0, reflect.TypeFor[Counted]()},
	{"profiles", "three profile dicts", 0, reflect.TypeFor[[]TextProfile]()},
	{"int_lists", "10 lists of 2 lists of 10 ints", 0, reflect.TypeFor[[][][]int64]()},
	{"int_dicts", "100 dicts of 10 ints to None", 0, reflect.TypeFor[map[int64]map[int64]*int64]()},
	{"floats", "floats", 1e6, reflect.TypeFor[[]float64]()},
	{"small_ints", "small ints", 1e6, reflect.TypeFor[[]int64]()},
	{"wide_ints", "63-bit ints", 1e6, reflect.TypeFor[[]int64]()},
	{"str_to_float", "str to float", 1e5, reflect.TypeFor[map[string]float64]()},
	{"records", "records of 8 fields", 1e5, reflect.TypeFor[[]Record]()},
	{"graphite", "Graphite metrics", 1e5, reflect.TypeFor[[]Metric]()},
	{"tree", "instances in a tree", 1e5, reflect.TypeFor[*Node]()},
	{"strings", "strings", 1e6, reflect.TypeFor[[]string]()},
	{"shared_strings", "shared strings", 1e6, reflect.TypeFor[[]string]()},
	{"non_ascii", "non-ASCII strings", 2e5, reflect.TypeFor[[]string]()},
}

// title is the workload's name in the table: "1e6 floats".
func (w workload) title(divisor int) string {
	if w.size == 0 {
		return w.shape
	}
	n, e := w.size/divisor, 0
	for n >= 10 && n%10 == 0 {
		n, e = n/10, e+1
	}
	return fmt.Sprintf("%de%d %s", n, e, w.shape)
}

// An input is one workload at one protocol, as CPython pickled it.
type input struct {
	workload
	title string
	proto int
	data  []byte
	want  digest
}

// A folder holds the files of all workloads.
type folder struct {
	path    string
	divisor int
	digests map[string]digest
}

// open reads the input of a workload.
func (f *folder) open(w workload, proto int) (*input, error) {
	in := &input{workload: w, title: w.title(f.divisor), proto: proto}
	var ok bool
	if in.want, ok = f.digests[w.name]; !ok {
		return nil, fmt.Errorf("%s: no workload %s", f.path, w.name)
	}
	var err error
	in.data, err = os.ReadFile(filepath.Join(f.path, fmt.Sprintf("%s.p%d.pkl", w.name, proto)))
	return in, err
}

// named is open of the workload of a name.
func (f *folder) named(name string, proto int) (*input, error) {
	for _, w := range workloads {
		if w.name == name {
			return f.open(w, proto)
		}
	}
	return nil, fmt.Errorf("no workload %s", name)
}

// openFolder reads the index of a folder that workloads.py made.
func openFolder(path string, divisor int) (*folder, error) {
	index, err := os.ReadFile(filepath.Join(path, "index.json"))
	if err != nil {
		return nil, err
	}
	f := &folder{path: path, divisor: divisor}
	return f, json.Unmarshal(index, &f.digests)
}

// makeFolder returns the folder of the workloads at their size divided by divisor, from the user's cache if
// this script made it before, else made by the first of the Pythons that start returns.
func makeFolder(start func() (*python, error), divisor int) (*folder, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir() // a user without a home
	}
	sum := sha256.Sum256([]byte(script))
	path := filepath.Join(cache, "brine-bench", hex.EncodeToString(sum[:6])+"-"+strconv.Itoa(divisor))
	if f, err := openFolder(path, divisor); err == nil {
		return f, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return nil, err
	}
	// Made beside it and renamed, so that a folder is there whole or not at all.
	making, err := os.MkdirTemp(filepath.Dir(path), "making-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(making)
	fmt.Fprintf(os.Stderr, "bench: making the workloads in %s\n", path)
	p, err := start()
	if err != nil {
		return nil, err
	}
	if err := p.makeWorkloads(making, divisor); err != nil {
		return nil, fmt.Errorf("%s: making the workloads: %w", p.name, err)
	}
	if err := os.Rename(making, path); err != nil {
		if f, err := openFolder(path, divisor); err == nil {
			return f, nil // another run was faster
		}
		return nil, err
	}
	return openFolder(path, divisor)
}

// makeWorkloads has another process of the same interpreter write the workloads as a tar, and unpacks it.
func (p *python) makeWorkloads(dir string, divisor int) error {
	cmd := p.run("make", strconv.Itoa(divisor))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	err = unpack(tar.NewReader(out), dir)
	io.Copy(io.Discard, out) // the padding behind the last file; an error would be cmd's
	return errors.Join(err, cmd.Wait())
}

func unpack(r *tar.Reader, dir string) error {
	for {
		head, err := r.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		data, err := io.ReadAll(r)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, filepath.Base(head.Name)), data, 0o666)
		}
		if err != nil {
			return err
		}
	}
}
