package main

import (
	"errors"
	"io"
	"os"

	"github.com/brine-go/brine/internal/convert"
)

// writeTable writes the table that is in the source.
func (k *converter) writeTable(src *source, dst *output, w io.Writer, to convert.Format) error {
	t, err := k.tableOf(src, to)
	if err != nil {
		return err
	}
	defer t.Close()
	k.bar = k.progress(src.name, t.Rows, "rows", k.quiet)
	k.o.Progress = k.bar.add
	if to == convert.SQLite {
		return k.writeSQLite(src, dst, t)
	}
	return k.place(src, dst, convert.WriteTable(w, t, to, &k.o))
}

// place tells whether an error of converting is of what is read or of what is written.
func (k *converter) place(src *source, dst *output, err error) error {
	var own *convert.Error
	var system *os.PathError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &system) && !errors.As(err, &own):
		return fileFailure(dst.name, err)
	}
	return src.fail(err)
}

// tableOf returns the table of the source: its own, or the value that is one.
func (k *converter) tableOf(src *source, to convert.Format) (*convert.Table, error) {
	if src.tabular() {
		t, err := src.table(&k.o)
		if err != nil {
			return nil, src.fail(err)
		}
		return t, nil
	}
	v, err := k.only(src, to)
	if err != nil {
		return nil, err
	}
	k.o.Texts = to.Texts()
	t, err := convert.TableOf(v, &k.o)
	if err != nil {
		return nil, src.fail(err)
	}
	return t, nil
}

// writeSQLite writes into the temporary file that becomes the database: a copy of the one that is there, if there is one.
func (k *converter) writeSQLite(src *source, dst *output, t *convert.Table) error {
	path := dst.temp
	if path == "" { // stdout or a device: through a file
		f, err := unfinished.create(os.TempDir() + "/brine")
		if err != nil {
			return fileFailure(os.TempDir(), err)
		}
		path = f.Name()
		defer func() { os.Remove(path); unfinished.forget(path); f.Close() }()
		if err := k.place(src, dst, convert.WriteSQLite(path, t, &k.o)); err != nil {
			return err
		}
		_, err = io.Copy(dst, f)
		return fileFailure(dst.name, err)
	}
	if old, err := os.Open(dst.name); err == nil {
		defer old.Close()
		head := make([]byte, 16)
		if n, _ := io.ReadFull(old, head); n > 0 && convert.ByContent(head[:n]) != convert.SQLite {
			return &failure{code: exitFile, name: dst.name, err: errors.New("it is there and is no SQLite database"), hint: "remove it, or choose another name"}
		}
		if _, err := old.Seek(0, io.SeekStart); err != nil {
			return fileFailure(dst.name, err)
		}
		if _, err := io.Copy(dst.file, old); err != nil {
			return fileFailure(dst.name, err)
		}
	}
	return k.place(src, dst, convert.WriteSQLite(path, t, &k.o))
}
