package main

import (
	"bytes"
	"errors"
	"reflect"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// documents is Brine at its own values: pickle.Loads and pickle.Dumps.
func documents(judge) contender {
	return contender{library: brine, open: func(in *input) []op {
		var doc *py.Document
		var sum tally
		var out []byte
		opts := options(in)
		loads := func() (err error) {
			doc, err = pickle.Loads(in.data)
			return err
		}
		loaded := func() error { return in.same(digestDocument(doc.Root())) }
		return []op{
			inProcess(load, loads, loaded),
			inProcess(walk, func() error {
				if err := loads(); err != nil {
					return err
				}
				sum = tally{}
				sum.walk(doc.Root())
				return nil
			}, func() error {
				if sum.values == 0 {
					return errors.New("nothing was read")
				}
				return loaded()
			}),
			inProcess(dump, func() (err error) {
				out, err = pickle.Dumps(doc.Root(), opts...)
				return err
			}, func() error {
				if !bytes.Equal(out, in.data) {
					return errors.New("other bytes than CPython's")
				}
				return nil
			}),
		}
	}}
}

// options are those that a program needs for an input: none, for most at the default protocol.
func options(in *input) []pickle.Option {
	var opts []pickle.Option
	if in.proto != pickle.DefaultProtocol {
		opts = append(opts, pickle.WithProtocol(in.proto))
	}
	if in.goType == reflect.TypeFor[*Node]() {
		opts = append(opts, pickle.WithRegistry(registry))
	}
	return opts
}
