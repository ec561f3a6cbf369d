package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/brine-go/brine"
	"github.com/brine-go/brine/py"
)

// A writing is one way in which Go writes a value for Python to read: its name says how.
type writing struct {
	name string
	opts []brine.Option
}

// writings are tried for every file.
func writings() []writing {
	var out []writing
	add := func(name string, opts ...brine.Option) { out = append(out, writing{name, opts}) }
	for _, protocol := range []int{0, 1, 2, 3, 4, 5} {
		add(fmt.Sprintf("joblib none p%d", protocol), brine.WithFormat(brine.Joblib), brine.WithProtocol(protocol))
	}
	for _, c := range []brine.Compression{brine.Zlib, brine.Gzip, brine.XZ, brine.LZMA, brine.LZ4, brine.Zstd} {
		for _, level := range []int{brine.DefaultLevel, 0, 9} {
			add(fmt.Sprintf("joblib %v level %d", c, level), brine.WithFormat(brine.Joblib), brine.WithCompression(c, level))
		}
		add(fmt.Sprintf("pickle %v", c), brine.WithCompression(c, brine.DefaultLevel))
	}
	add("pickle none")
	return out
}

// containers loads every file of joblib and of to_pickle under the folders and dumps it in every way; Python compares
// what it reads from each with what it reads from the file.
func containers(c *config, dirs []string) error {
	var paths []string
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
			if strings.HasSuffix(path, ".joblib") || strings.Contains(path, "to_pickle.pkl.") {
				paths = append(paths, path)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	if len(paths) == 0 {
		return errors.New("containers: no .joblib file: which folders?")
	}
	python := command(c.python)
	if len(python) == 0 {
		var err error
		if python, err = findPython(); err != nil {
			return err
		}
	}
	fmt.Println("containers: read by", strings.Join(python, " "))
	ways := writings()
	failed := 0
	b := &bridge{codec: echo, out: os.Stdout, next: func() (string, [][]byte, bool) {
		for len(paths) > 0 {
			path := paths[0]
			paths = paths[1:]
			name, blobs, err := written(path, ways)
			if err == nil {
				return name, blobs, true
			}
			failed++
			fmt.Println("FAIL", err)
		}
		return "", nil, false
	}}
	modules := []string{"bridge", "isomorphic", "containers"}
	module, err := os.ReadFile(c.classes)
	if err != nil {
		return fmt.Errorf("-classes: %w", err)
	}
	v, err := runPython(python, modules, map[string]any{
		"sources": [][2]string{{strings.TrimSuffix(filepath.Base(c.classes), ".py"), string(module)}},
	}, b)
	if err := conclude(v, err); err != nil {
		return err
	}
	if failed > 0 {
		return errDisagree
	}
	return nil
}

// written returns a file's bytes and what Go writes of its value in each way, and the names of all.
func written(path string, ways []writing) (name string, blobs [][]byte, err error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return "", nil, err
	}
	doc, err := brine.Load[*py.Document](path)
	if err != nil {
		return "", nil, err
	}
	names := []string{path}
	blobs = [][]byte{data}
	for _, w := range ways {
		var out bytes.Buffer
		if err := brine.DumpTo(&out, doc, w.opts...); err != nil {
			return "", nil, fmt.Errorf("%s as %s: %w", path, w.name, err)
		}
		names, blobs = append(names, w.name), append(blobs, out.Bytes())
	}
	return strings.Join(names, "\n"), blobs, nil
}
