package main

import (
	"bytes"
	"fmt"

	gopickler "github.com/nlpodyssey/gopickle/pickle"
	"github.com/nlpodyssey/gopickle/types"
)

// gopickleValues is gopickle, which can only load. Without a FindClass it loads nothing that has attributes,
// so it gets one, as every user of it must write.
func gopickleValues(judge) contender {
	return contender{library: gopickle, version: gopickleVersion, open: func(in *input) []op {
		var value any
		return []op{inProcess(load, func() (err error) {
			u := gopickler.NewUnpickler(bytes.NewReader(in.data))
			u.FindClass = findClass
			value, err = u.Load()
			return err
		}, func() error { return in.same(digestValue(value)) })}
	}}
}

func findClass(module, name string) (any, error) {
	if module == "_codecs" && name == "encode" {
		return encoder{}, nil
	}
	return &class{module, name}, nil
}

// A class is any class that a pickle names.
type class struct{ module, name string }

// An instance is what a class is called to make, with the attributes that it is given.
type instance struct {
	class *class
	args  []any
	attrs map[string]any
}

// Call is the class called.
func (c *class) Call(args ...any) (any, error) { return &instance{class: c, args: args}, nil }

// PyNew is the class's __new__.
func (c *class) PyNew(args ...any) (any, error) { return c.Call(args...) }

// PyDictSet sets an attribute.
func (x *instance) PyDictSet(key, value any) error {
	name, ok := key.(string)
	if !ok {
		return fmt.Errorf("attribute %v", key)
	}
	if x.attrs == nil {
		x.attrs = make(map[string]any)
	}
	x.attrs[name] = value
	return nil
}

// An encoder is _codecs.encode, by which protocol 2 spells bytes.
type encoder struct{}

// Call returns the bytes of a text in Latin-1.
func (encoder) Call(args ...any) (any, error) {
	text, ok := args[0].(string)
	if !ok {
		return nil, fmt.Errorf("encode %v", args)
	}
	b := make([]byte, 0, len(text))
	for _, r := range text {
		b = append(b, byte(r))
	}
	return b, nil
}

var (
	_ types.Callable       = (*class)(nil)
	_ types.PyNewable      = (*class)(nil)
	_ types.PyDictSettable = (*instance)(nil)
	_ types.Callable       = encoder{}
)
