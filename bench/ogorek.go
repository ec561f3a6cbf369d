package main

import (
	"bytes"

	ogorek "github.com/kisielk/og-rek"
)

// ogorekValues is ogórek at its own values. StrictUnicode is the mode in which a str stays a str.
func ogorekValues(holds judge) contender {
	return contender{library: ogorekGo, version: ogorekVersion, open: func(in *input) []op {
		var value any
		var out bytes.Buffer
		return []op{
			inProcess(load, func() (err error) {
				value, err = ogorek.NewDecoderWithConfig(bytes.NewReader(in.data),
					&ogorek.DecoderConfig{StrictUnicode: true}).Decode()
				return err
			}, func() error { return in.same(digestValue(value)) }),
			inProcess(dump, func() error { return ogorekDump(&out, in.proto, value) },
				func() error { return in.same(holds(out.Bytes())) }),
		}
	}}
}

// ogorekDump writes into a buffer that keeps its memory, which is what suits ogórek best.
func ogorekDump(out *bytes.Buffer, proto int, value any) error {
	out.Reset()
	return ogorek.NewEncoderWithConfig(out, &ogorek.EncoderConfig{Protocol: proto, StrictUnicode: true}).Encode(value)
}
