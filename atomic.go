package brine

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// An output is a file that appears under its name only when it is complete. What is no plain file is written in place.
type output struct {
	*os.File
	name string // to appear as
	temp string // to be renamed; empty if it is written in place
}

// tempTries is how many names are tried for a temporary file.
const tempTries = 1000

// create begins an output.
func create(name string) (*output, error) {
	target, err := filepath.EvalSymlinks(name) // a link stays one; what it leads to is replaced
	if err != nil {
		if link, lerr := os.Readlink(name); lerr == nil { // it leads to nothing yet
			if !filepath.IsAbs(link) {
				link = filepath.Join(filepath.Dir(name), link)
			}
			target = link
		} else {
			target = name
		}
	}
	info, err := os.Stat(target)
	switch {
	case err == nil && info.IsDir():
		return nil, &fs.PathError{Op: "create", Path: name, Err: syscall.EISDIR}
	case err == nil && !info.Mode().IsRegular():
		f, err := os.OpenFile(target, os.O_WRONLY, 0)
		if err != nil {
			return nil, err
		}
		return &output{File: f, name: target}, nil
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	dir, base := filepath.Split(target)
	for range tempTries {
		temp := filepath.Join(dir, "."+shorten(base)+"."+strconv.FormatUint(rand.Uint64(), 36)+".tmp")
		f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return nil, &fs.PathError{Op: "create", Path: name, Err: errors.Unwrap(err)}
		}
		out := &output{File: f, name: target, temp: temp}
		if info != nil {
			if err := f.Chmod(info.Mode().Perm()); err != nil {
				out.discard()
				return nil, err
			}
		}
		return out, nil
	}
	return nil, &fs.PathError{Op: "create", Path: name, Err: fs.ErrExist}
}

// shorten cuts a name so that a temporary one is not longer than file systems allow.
func shorten(base string) string { return base[:min(len(base), 200)] }

// commit makes the output appear. After an error everything is as it was before create.
func (o *output) commit() error {
	if o.temp == "" {
		return o.Close()
	}
	err := o.Sync()
	if closing := o.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(o.temp, o.name)
	}
	if err != nil {
		os.Remove(o.temp)
		return err
	}
	return syncDir(filepath.Dir(o.name))
}

// discard leaves everything as it was before create.
func (o *output) discard() {
	o.Close()
	if o.temp != "" {
		os.Remove(o.temp)
	}
}
