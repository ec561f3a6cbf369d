package main

import (
	"bytes"
	"errors"
	"reflect"

	"github.com/brine-go/brine/pickle"
)

// registry knows the one class of the workloads.
var registry = func() *pickle.Registry {
	r := pickle.NewRegistry()
	pickle.Register[Node](r, "workloads", "Node", pickle.PlainClass)
	return r
}()

// fill is Unmarshal to a new value of the workload's Go type.
func (in *input) fill(opts []pickle.Option) (reflect.Value, error) {
	ptr := reflect.New(in.goType)
	return ptr, pickle.Unmarshal(in.data, ptr.Interface(), opts...)
}

// goTypes is Brine at Go types: pickle.Unmarshal, pickle.Marshal and pickle.MarshalAppend.
func goTypes(holds judge) contender {
	return contender{library: brine, open: func(in *input) []op {
		opts := options(in)
		var ptr reflect.Value
		var out, buffer []byte
		return []op{
			inProcess(unmarshal, func() (err error) {
				ptr, err = in.fill(opts)
				return err
			}, func() error { return in.same(digestValue(ptr.Interface())) }),
			inProcess(marshal, func() (err error) {
				out, err = pickle.Marshal(ptr.Interface(), opts...)
				return err
			}, func() error { return in.same(holds(out)) }),
			inProcess(appending, func() (err error) {
				buffer, err = pickle.MarshalAppend(buffer[:0], ptr.Interface(), opts...)
				return err
			}, func() error {
				if !bytes.Equal(out, buffer) {
					return errors.New("other bytes than Marshal's") // of maps too, they are written in order
				}
				return nil
			}),
		}
	}}
}

// ogorekTypes is ogórek at the same Go types, which it can only dump.
func ogorekTypes(holds judge) contender {
	return contender{library: ogorekGo, version: ogorekVersion, open: func(in *input) []op {
		ptr, err := in.fill(options(in))
		var out bytes.Buffer
		return []op{inProcess(marshal, func() error {
			if err != nil {
				return err
			}
			return ogorekDump(&out, in.proto, ptr.Interface())
		}, func() error { return in.same(holds(out.Bytes())) })}
	}}
}
