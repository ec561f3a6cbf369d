package py

import (
	"strconv"
	"unicode"

	"github.com/brine-go/brine/internal/pyrepr"
)

// reprMax bounds Repr: a value that contains itself twice, fifty levels deep, would have 2^50 characters.
const reprMax = 64 << 10

// Repr returns v as Python's repr writes it, as far as there is such a thing: builtins as in Python,
// globals by name, objects as the call that makes them with what followed in brackets. What contains
// itself is "[...]". It ends with "…" after 64 KiB.
func Repr(v Value) string {
	p := printer{open: make(map[Value]bool)}
	p.push(v)
	for len(p.todo) > 0 && len(p.out) <= reprMax {
		t := p.todo[len(p.todo)-1]
		p.todo = p.todo[:len(p.todo)-1]
		p.out = append(p.out, t.text...)
		switch {
		case t.close:
			delete(p.open, t.v)
		case t.v.IsValid():
			p.value(t.v)
		}
	}
	if len(p.out) > reprMax {
		return string(p.out[:reprMax]) + "…"
	}
	return string(p.out)
}

// A printer has a stack of what is still to print: text, then a value or the end of one.
type printer struct {
	out  []byte
	todo []printing
	open map[Value]bool
}

type printing struct {
	text  string
	v     Value
	close bool
}

func (p *printer) push(v Value) { p.todo = append(p.todo, printing{v: v}) }

// container pushes what stands between the brackets of v, in reverse.
func (p *printer) container(v Value, open, close string, parts []printing) {
	if p.open[v] {
		p.out = append(p.out, open+"..."+close...)
		return
	}
	p.open[v] = true
	p.out = append(p.out, open...)
	p.todo = append(p.todo, printing{text: close, v: v, close: true})
	for i := len(parts) - 1; i >= 0; i-- {
		p.todo = append(p.todo, parts[i])
	}
}

// list returns items with commas between them.
func list(v Value) []printing {
	var parts []printing
	sep := ""
	for item := range v.Items() {
		parts = append(parts, printing{text: sep, v: item})
		sep = ", "
	}
	return parts
}

func (p *printer) value(v Value) {
	switch v.Kind() {
	case None:
		p.out = append(p.out, "None"...)
	case Bool:
		if b, _ := v.Bool(); b {
			p.out = append(p.out, "True"...)
		} else {
			p.out = append(p.out, "False"...)
		}
	case Int:
		x, _ := v.BigInt()
		p.out = x.Append(p.out, 10)
	case Float:
		f, _ := v.Float()
		p.out = pyrepr.AppendFloat(p.out, f, 64)
	case Str:
		p.out = pyrepr.AppendStr(p.out, v.g.TextOf(v.body()), unicode.IsPrint)
	case Bytes:
		p.out = pyrepr.AppendBytes(p.out, v.g.TextOf(v.body()))
	case ByteString:
		p.out = pyrepr.AppendByteString(p.out, v.g.TextOf(v.body()))
	case ByteArray:
		p.out = pyrepr.AppendByteArray(p.out, v.g.TextOf(v.body()))
	case Tuple:
		closing := ")"
		if v.Len() == 1 {
			closing = ",)"
		}
		p.container(v, "(", closing, list(v))
	case List:
		p.container(v, "[", "]", list(v))
	case Set, FrozenSet:
		open, closing := "{", "}"
		if v.Kind() == FrozenSet || v.Len() == 0 {
			open, closing = v.Kind().String()+"({", "})"
		}
		if v.Len() == 0 {
			open, closing = v.Kind().String()+"(", ")"
		}
		p.container(v, open, closing, list(v))
	case Dict:
		var parts []printing
		sep := ""
		for k, x := range v.Entries() {
			parts = append(parts, printing{text: sep, v: k}, printing{text: ": ", v: x})
			sep = ", "
		}
		p.container(v, "{", "}", parts)
	case Global:
		if code, ok := v.ExtCode(); ok {
			p.out = strconv.AppendUint(append(p.out, "<extension "...), uint64(code), 10)
			p.out = append(p.out, '>')
			return
		}
		module, name, _ := v.Global()
		p.out = append(append(append(p.out, module...), '.'), name...)
	case Object:
		p.object(v)
	case PersistentID:
		id, _ := v.PersistentID()
		p.container(v, "<persistent id ", ">", []printing{{v: id}})
	case Buffer:
		p.out = strconv.AppendInt(append(p.out, "<buffer of "...), int64(v.Len()), 10)
		p.out = append(p.out, " bytes>"...)
	}
}

// object prints callable(*args, **kwargs), then what followed: [state], [append items], …
func (p *printer) object(v Value) {
	o, _ := v.Object()
	parts := []printing{{v: o.Class()}}
	if o.Args.Kind() == Tuple {
		parts = append(parts, printing{text: "("})
		parts = append(parts, list(o.Args)...)
		if o.Kwargs.IsValid() {
			parts = append(parts, printing{text: ", **", v: o.Kwargs})
		}
		parts = append(parts, printing{text: ")"})
	} else {
		parts = append(parts, printing{text: "(*", v: o.Args}, printing{text: ")"})
	}
	for e := range o.Effects() {
		switch e.Kind {
		case EffectBuild:
			parts = append(parts, printing{text: "[state ", v: e.State})
		case EffectSetter:
			parts = append(parts, printing{text: "[", v: e.Func}, printing{text: " sets ", v: e.State})
		case EffectCall:
			parts = append(parts, printing{text: "[calls ", v: e.Func}, printing{text: " with ", v: e.Args})
		case EffectAppend:
			parts = append(parts, printing{text: "[extend ", v: e.Items})
		case EffectSet:
			parts = append(parts, printing{text: "[set ", v: e.Items})
		case EffectAdd:
			parts = append(parts, printing{text: "[add ", v: e.Items})
		}
		parts = append(parts, printing{text: "]"})
	}
	p.container(v, "<", ">", parts)
}

// String returns Repr(v), so that values print readably.
func (v Value) String() string {
	if !v.IsValid() {
		return "<invalid>"
	}
	return Repr(v)
}
