package main

import (
	"bufio"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// An output is a file that appears under its name only when it is complete: it is written beside it, brought to
// the disk and renamed. Stdout and what is no plain file (a device, a pipe) are written as they are.
type output struct {
	*bufio.Writer
	name string // to appear as
	temp string // to be renamed; empty if it is written in place
	file *os.File
}

// unfinished are the temporary files that an interrupt removes.
var unfinished tempFiles

type tempFiles struct {
	mu    sync.Mutex
	names map[string]bool
}

// create makes a temporary file beside the one that it is to become.
func (t *tempFiles) create(target string) (*os.File, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f, err := os.CreateTemp(filepath.Dir(target), "."+filepath.Base(target)+".*.tmp")
	if err != nil {
		return nil, err
	}
	if t.names == nil {
		t.names = make(map[string]bool)
	}
	t.names[f.Name()] = true
	return f, nil
}

func (t *tempFiles) forget(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.names, name)
}

// removeAll removes what is unfinished; nothing can be begun any more.
func (t *tempFiles) removeAll() {
	t.mu.Lock() // and keep it: the process ends
	for name := range t.names {
		os.Remove(name)
	}
}

// create begins an output. Its permissions are those of the file that it takes the place of, or else those of like, or
// else the usual ones.
func (c *command) create(name string, like fs.FileInfo) (*output, error) {
	if name == stdinName {
		return &output{Writer: bufio.NewWriter(c.stdout), name: "stdout"}, nil
	}
	target, err := filepath.EvalSymlinks(name) // a link stays one; what it leads to is replaced
	if err != nil {
		target = name
	}
	mode, known := fs.FileMode(0), false
	info, err := os.Stat(target)
	switch {
	case err == nil && info.IsDir():
		return nil, &failure{code: exitFile, name: name, err: errors.New("it is a folder"), hint: "name the file that is to be written"}
	case err == nil && !info.Mode().IsRegular():
		f, err := os.OpenFile(target, os.O_WRONLY, 0)
		if err != nil {
			return nil, fileFailure(name, err)
		}
		return &output{Writer: bufio.NewWriter(f), name: name, file: f}, nil
	case err == nil:
		mode, known = info.Mode().Perm(), true
	case like != nil && like.Mode().IsRegular():
		mode, known = like.Mode().Perm(), true
	}
	f, err := unfinished.create(target)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &failure{code: exitFile, name: name, err: errors.New("there is no such folder"), hint: "mkdir " + filepath.Dir(target)}
	}
	if err != nil {
		return nil, fileFailure(name, err)
	}
	out := &output{Writer: bufio.NewWriterSize(f, 1<<16), name: target, temp: f.Name(), file: f}
	if !known {
		mode = 0o666 &^ umask()
	}
	if err := f.Chmod(mode); err != nil {
		out.discard()
		return nil, fileFailure(name, err)
	}
	return out, nil
}

// commit makes the output appear.
func (o *output) commit() error {
	err := o.Flush()
	if o.file == nil {
		return fileFailure(o.name, err)
	}
	if err == nil && o.temp != "" {
		err = o.file.Sync()
	}
	if closing := o.file.Close(); err == nil {
		err = closing
	}
	if err == nil && o.temp != "" {
		err = os.Rename(o.temp, o.name)
	}
	if err != nil {
		o.discard()
		return fileFailure(o.name, err)
	}
	if o.temp != "" {
		unfinished.forget(o.temp)
		syncDir(filepath.Dir(o.name))
	}
	return nil
}

// discard leaves everything as it was before create.
func (o *output) discard() {
	if o.file == nil {
		return
	}
	o.file.Close()
	if o.temp != "" {
		os.Remove(o.temp)
		unfinished.forget(o.temp)
	}
}

// syncDir brings a rename to the disk, where the system can: the file is complete in any case.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		d.Sync()
		d.Close()
	}
}
