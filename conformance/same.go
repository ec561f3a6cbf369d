package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A file is one pickle on disk; its out-of-band buffers, if any, lie beside it as NAME.buf0, NAME.buf1, ….
type file struct {
	path    string
	data    []byte
	buffers [][]byte
}

// same loads and dumps every .pkl file under the folders and tells which ones change; then Python compares
// the values at every protocol.
func same(c *config, dirs []string) error {
	if len(dirs) == 0 {
		return errors.New("same: which folders?")
	}
	files, err := pickles(dirs)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("same: no .pkl file in %s", strings.Join(dirs, ", "))
	}
	bytesErr := sameBytes(c.codecFor(), files)
	if !c.values {
		return bytesErr
	}
	return errors.Join(bytesErr, sameValues(c, files))
}

// otherBytes are the files whose bytes Go may change, by folder and name, with the reason; their values
// must stay the same.
var otherBytes = []struct{ pattern, reason string }{
	{"dill/*", "dill's own pickler sets items and attributes after it has written their holder"},
	{"py27/*-cPickle-*", "Python 2's C pickler counts its memo from 1 and leaves out what is referred to once"},
	{"py27/oldinit-pickle-*", "Python 2's pickler spends a memo number on what __getinitargs__ returned"},
	{"py27/prims-pickle-*", "Python 2 has a type int and a type long, whose values are the same integers"},
	{"py27/rng-pickle-*", "Python 2 has a type int and a type long, whose values are the same integers"},
}

// mayChange returns why Go may change a file's bytes, or "".
func mayChange(path string) string {
	tail := filepath.Join(filepath.Base(filepath.Dir(path)), filepath.Base(path))
	for _, o := range otherBytes {
		if ok, err := filepath.Match(o.pattern, tail); err == nil && ok {
			return o.reason
		}
	}
	return ""
}

// pickles reads the .pkl files below dirs.
func pickles(dirs []string) ([]file, error) {
	var files []file
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(path) != ".pkl" {
				return err
			}
			f := file{path: path}
			if f.data, err = os.ReadFile(path); err != nil {
				return err
			}
			for {
				buffer, err := os.ReadFile(fmt.Sprintf("%s.buf%d", strings.TrimSuffix(path, ".pkl"), len(f.buffers)))
				if errors.Is(err, fs.ErrNotExist) {
					break
				}
				if err != nil {
					return err
				}
				f.buffers = append(f.buffers, buffer)
			}
			files = append(files, f)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}

// keeping are the options under which nothing of a pickle is decoded: Python 2's strings stay bytes.
var keeping = request{Op: "route", FixImports: true}

// sameBytes tells which files Go changes or refuses, and counts by folder. Changes that otherBytes allows
// are counted by reason.
func sameBytes(c codec, files []file) error {
	type count struct{ all, same int }
	counts := map[string]*count{}
	allowed := map[string]int{}
	refused, changed := 0, 0
	for _, f := range files {
		dir := filepath.Dir(f.path)
		if counts[dir] == nil {
			counts[dir] = new(count)
		}
		counts[dir].all++
		answer, out := c(&keeping, append([][]byte{f.data}, f.buffers...))
		switch {
		case answer.Error != "":
			refused++
			fmt.Printf("refused  %s: %s\n", f.path, answer.Error)
		case bytes.Equal(out[0], f.data):
			counts[dir].same++
		case mayChange(f.path) != "":
			allowed[mayChange(f.path)]++
		default:
			changed++
			fmt.Printf("changed  %s: %s\n", f.path, firstChange(f.data, out[0]))
		}
	}

	for _, dir := range slices.Sorted(maps.Keys(counts)) {
		fmt.Printf("%6d of %d files the same bytes in %s\n", counts[dir].same, counts[dir].all, dir)
	}
	expected := 0
	for _, reason := range slices.Sorted(maps.Keys(allowed)) {
		expected += allowed[reason]
		fmt.Printf("allowed: %d files with other bytes: %s\n", allowed[reason], reason)
	}
	fmt.Printf("bytes: %d files, %d the same, %d allowed to change, %d changed, %d refused\n",
		len(files), len(files)-expected-changed-refused, expected, changed, refused)
	if changed+refused > 0 {
		return errDisagree
	}
	return nil
}

// firstChange says where b departs from a.
func firstChange(a, b []byte) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	return fmt.Sprintf("%d bytes became %d; from offset %d %q became %q",
		len(a), len(b), i, a[i:min(i+24, len(a))], b[i:min(i+24, len(b))])
}

// sameValues has Python compare what it loads from a file with what it loads from Go's bytes of it, at
// every protocol.
func sameValues(c *config, files []file) error {
	python := command(c.python)
	if len(python) == 0 {
		var err error
		if python, err = findPython(); err != nil {
			return err
		}
	}
	modules := []string{"bridge", "isomorphic", "same"}
	fmt.Println("values: compared by", strings.Join(python, " "))
	b := &bridge{codec: c.codecFor(), out: os.Stdout, next: func() (string, [][]byte, bool) {
		if len(files) == 0 {
			return "", nil, false
		}
		f := files[0]
		files = files[1:]
		return f.path, append([][]byte{f.data}, f.buffers...), true
	}}
	module, err := os.ReadFile(c.classes)
	if err != nil {
		return fmt.Errorf("-classes: %w", err)
	}
	inMain, err := os.ReadFile(c.mainClasses)
	if err != nil {
		return fmt.Errorf("-main: %w", err)
	}
	v, err := runPython(python, modules, map[string]any{
		"sources": [][2]string{
			{strings.TrimSuffix(filepath.Base(c.classes), ".py"), string(module)},
			{"__main__", string(inMain)},
		},
	}, b)
	return conclude(v, err)
}
