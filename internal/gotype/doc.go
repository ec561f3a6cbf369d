// Package gotype goes between Go values and pickles by reflection: the work of pickle.Marshal and
// pickle.Unmarshal.
//
// A Go type has one compiled [codec], found once and cached (cache.go, compile.go). Its enc writes opcodes
// through an [Encoder], which drives internal/emit; its dec assigns from the words of a loaded graph through
// a [Decoder]. No codec holds state of a call, so any number of goroutines share them.
//
// Where things are:
//
//	codec.go compile.go fields.go   types to codecs, struct tags
//	registry.go class.go            Go types that are Python classes
//	encode*.go keys.go ident.go     Go to opcodes
//	ptr.go gather.go                where the Go values are: by address, or with the tag purego by reflection
//	strings.go sort.go              strings written lately; the order of keys
//	decode*.go object.go shared.go  graph to Go
//	times.go numbers.go text.go     datetime, decimal, fractions, uuid, pathlib, …
//	errors.go locate.go             paths and offsets, made only once something is wrong
//
// Invariant of decoding: a container that the pickle refers to more than once becomes one Go slice, map or
// pointer of each type it is asked as, known before it is filled, so cycles close. What Go copies instead
// (structs and arrays by value) counts against a budget, so a small pickle cannot grow large.
package gotype
