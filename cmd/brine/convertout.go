package main

import (
	"errors"
	"io"

	"github.com/brine-go/brine"
	"github.com/brine-go/brine/internal/compress"
	"github.com/brine-go/brine/internal/convert"
	"github.com/brine-go/brine/internal/show"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// check refuses what a format cannot take before anything is written.
func (k *converter) check(src *source, to convert.Format) error {
	if src.tabular() && k.path != "" {
		return usage(errors.New("--path: a table has no parts"), "it is for pickles, npz and JSON")
	}
	return nil
}

// values calls f with each value of a source that is no table, or with its table as a DataFrame.
func (k *converter) values(src *source, f func(v py.Value) error) error {
	if src.tabular() {
		t, err := src.table(&k.o)
		if err != nil {
			return src.fail(err)
		}
		defer t.Close()
		v, err := convert.FrameValue(t, &k.o)
		if err != nil {
			return src.fail(err)
		}
		return f(v)
	}
	for n := 0; ; n++ {
		doc, err := src.next()
		if err == io.EOF && n > 0 {
			return nil
		}
		if err == io.EOF {
			return &failure{code: exitFile, name: src.name, err: errors.New("there is no value in it"), hint: damaged}
		}
		if err != nil {
			return src.fail(err)
		}
		v, err := k.root(doc)
		if err != nil {
			return src.fail(err)
		}
		if err := f(v); err != nil {
			return err
		}
	}
}

// writePickles writes values as pickles, one after another.
func (k *converter) writePickles(src *source, dst *output, to convert.Format, kind compress.Kind) error {
	var opts []brine.Option
	if k.protocol >= 0 {
		opts = append(opts, brine.WithProtocol(k.protocol))
	}
	if to == convert.Joblib {
		opts = append(opts, brine.WithFormat(brine.Joblib))
	}
	if kind != compress.None {
		opts = append(opts, brine.WithCompression(brine.Compression(kind), brine.DefaultLevel))
	}
	n := 0
	return k.values(src, func(v py.Value) error {
		if n++; n > 1 && (to == convert.Joblib || kind != compress.None) {
			return &failure{code: exitFile, name: src.name, err: errors.New("several values in one file"), hint: "a plain pickle has place for all of them"}
		}
		err := brine.DumpTo(dst, v, opts...)
		if unsupported := (*pickle.UnsupportedError)(nil); errors.As(err, &unsupported) {
			return fileFailure(src.name, unnamed(err))
		}
		return fileFailure(dst.name, err)
	})
}

// writeValues writes values as JSON, npy or npz.
func (k *converter) writeValues(src *source, w io.Writer, to convert.Format) error {
	if to == convert.JSON {
		return k.values(src, func(v py.Value) error { return fileFailure("output", show.JSON(w, show.Of(v), show.All())) })
	}
	var v py.Value
	var err error
	if src.tabular() {
		err = k.values(src, func(x py.Value) error { v = x; return nil })
	} else {
		v, err = k.only(src, to)
	}
	if err != nil {
		return err
	}
	if to == convert.NPY {
		return src.failed(convert.WriteNPY(w, v, &k.o))
	}
	return src.failed(convert.WriteNPZ(w, v, false, &k.o))
}

// failed is fail of an error that may be none.
func (s *source) failed(err error) error {
	if err == nil {
		return nil
	}
	return s.fail(err)
}
