package gotype

import (
	"bytes"

	"github.com/brine-go/brine/internal/compat"
	"github.com/brine-go/brine/internal/wtf8"
	"github.com/brine-go/brine/opcode"
)

// classAt is a class that the pickle has in its memo.
type classAt struct {
	memo int
	callee
	className
}

// maxClasses is how many of them are looked through.
const maxClasses = 64

// instance reads an object of a class: class arguments NEWOBJ, and then a dict BUILD if it has attributes.
//
// What its attributes are named is all that counts unless the type is registered.
func (d *reader) instance(pl *plan, p dest, owned *plan, owner dest) bool {
	c, ok := d.class()
	if !ok || c.nat != natNone || pl.codec.class != nil && pl.codec.class != c.class {
		return false
	}
	positional := false
	if !d.is(opcode.EmptyTuple) { // a namedtuple
		// A class of one argument that is a dict is taken for a dict.
		if _, ok := d.tupleFields(pl, p); !ok || pl.items < 2 {
			return false
		}
		positional = true
	}
	if d.op() != opcode.NewObj {
		return false
	}
	d.own(owned, owner, d.memoize(1))
	if positional || d.op() != opcode.EmptyDict {
		return true
	}
	d.startDict()
	return d.dictFields(pl, p) && d.is(opcode.Build)
}

// class reads a class or function by name.
func (d *reader) class() (c classAt, ok bool) {
	switch d.op() {
	case opcode.BinGet, opcode.LongBinGet:
		here := d.i
		made, n, ok := d.get()
		if !ok {
			return c, false
		}
		if op := opcode.Code(d.data[made]); op != opcode.Global && op != opcode.StackGlobal {
			d.i = here // perhaps the name of its module
			break
		}
		for i := range d.classes {
			if d.classes[i].memo == n {
				return d.classes[i], true
			}
		}
		return c, false
	case opcode.Global:
		lines := d.buf[d.i+1:]
		j := bytes.IndexByte(lines, '\n')
		k := bytes.IndexByte(lines[j+1:], '\n')
		if j <= 0 || k <= 0 || !wtf8.Valid(lines[:j+1+k]) {
			return c, false
		}
		return d.newClass(lines[:j], lines[j+1:j+1+k], j+k+3), true
	}
	module, ok := d.text()
	if !ok {
		return c, false
	}
	name, ok := d.text()
	if !ok || d.op() != opcode.StackGlobal {
		return c, false
	}
	return d.newClass(module, name, 1), true
}

// newClass looks a class up whose opcode is next, n bytes long.
func (d *reader) newClass(module, name []byte, n int) classAt {
	c := d.knownClass(module, name)
	if c.memo = d.memoize(n); c.memo >= 0 && len(d.classes) < maxClasses {
		d.classes = append(d.classes, c)
	}
	return c
}

// A knownClass is a class that some pickle named so.
type knownClass struct {
	module, name string // as in the pickle
	mapped       bool   // from Python 2's names
	classAt
}

// maxKnown is how many of them are kept.
const maxKnown = 16

func (d *reader) knownClass(module, name []byte) classAt {
	mapped := d.fixImports && d.proto < 3
	for i := range d.known {
		if k := &d.known[i]; k.name == string(name) && k.module == string(module) && k.mapped == mapped {
			return k.classAt
		}
	}
	k := knownClass{module: string(module), name: string(name), mapped: mapped}
	k.className = className{k.module, k.name}
	if mapped {
		k.className.module, k.className.name = compat.ToPython3(k.module, k.name)
	}
	k.nat = naturals[k.className]
	if r := d.cfg.cache().classes; r != nil {
		k.class = r.classNamed(k.className.module, k.className.name)
	}
	if len(d.known) < maxKnown && len(module)+len(name) < 256 {
		d.known = append(d.known, k)
	}
	return k.classAt
}
