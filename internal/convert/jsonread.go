package convert

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/brine-go/brine/py"
)

// A JSONReader reads values that stand one after another in JSON. What package show writes of other types than JSON's
// ("$tuple", "$bytes", …) becomes what it stands for; of a JSON that is not of Brine the keys that begin with $ are
// plain keys if Plain is set.
type JSONReader struct {
	Plain bool
	lex   *lexer
	b     *py.Builder
	defs  map[int64]py.Value
	depth int
}

// NewJSONReader returns a reader of r.
func NewJSONReader(r io.Reader) *JSONReader {
	return &JSONReader{lex: newLexer(r)}
}

// maxDepth is how deep arrays and objects of JSON may be nested, as in encoding/json.
const maxDepth = 10000

// Next reads the next value; at the end it returns io.EOF.
func (r *JSONReader) Next() (*py.Document, error) {
	r.b, r.defs, r.depth = py.NewBuilder(), map[int64]py.Value{}, 0
	v, err := r.value(r.lex, "")
	if err != nil {
		return nil, err
	}
	return r.b.Document(v)
}

// value reads one value.
func (r *JSONReader) value(d *lexer, path string) (py.Value, error) {
	t, err := d.token()
	if err != nil {
		return py.Value{}, at(path, err)
	}
	if _, nested := t.(json.Delim); !nested {
		return r.scalar(t, path)
	}
	if r.depth++; r.depth > maxDepth {
		return py.Value{}, &Error{Path: path, Problem: "nested too deep"}
	}
	defer func() { r.depth-- }()
	if t == json.Delim('[') {
		list := r.b.List()
		return list, r.items(d, list, path)
	}
	return r.object(d, path)
}

// scalar returns the value of a token.
func (r *JSONReader) scalar(t json.Token, path string) (py.Value, error) {
	switch t := t.(type) {
	case bool:
		return r.b.Bool(t), nil
	case json.Number:
		return r.number(string(t), path)
	case string:
		return r.b.Str(t), nil
	}
	return r.b.None(), nil
}

// items reads the rest of an array into a list.
func (r *JSONReader) items(d *lexer, list py.Value, path string) error {
	for i := 0; d.more(); i++ {
		v, err := r.value(d, path+"["+strconv.Itoa(i)+"]")
		if err != nil {
			return err
		}
		r.b.Append(list, v)
	}
	_, err := d.token()
	return err
}

// number reads a number: an int, of any size, unless it has a point or an exponent.
func (r *JSONReader) number(s, path string) (py.Value, error) {
	if !strings.ContainsAny(s, ".eENI") {
		if x, err := strconv.ParseInt(s, 10, 64); err == nil {
			return r.b.Int(x), nil
		}
		if len(s) > 10000 {
			return py.Value{}, &Error{Path: path, Problem: "an int of more than 10000 digits"}
		}
		if x, ok := new(big.Int).SetString(s, 10); ok {
			return r.b.BigInt(x), nil
		}
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil && !math.IsInf(f, 0) {
		return py.Value{}, &Error{Path: path, Err: err}
	}
	return r.b.Float(f), nil
}

// object reads the rest of an object: a dict, or what its tag says.
func (r *JSONReader) object(d *lexer, path string) (py.Value, error) {
	if !d.more() {
		_, err := d.token()
		return r.b.Dict(), err
	}
	key, err := r.key(d, path)
	if err != nil {
		return py.Value{}, err
	}
	if strings.HasPrefix(key, "$") && !r.Plain {
		v, err := r.tagged(d, key, path)
		if err != nil {
			return v, err
		}
		return v, r.close(d, key, path)
	}
	return r.dict(d, r.b.Dict(), key, path)
}

// dict reads the rest of an object, of which one key has been read, into a dict.
func (r *JSONReader) dict(d *lexer, dict py.Value, key, path string) (py.Value, error) {
	for {
		v, err := r.value(d, path+"["+strconv.Quote(key)+"]")
		if err != nil {
			return v, err
		}
		r.b.SetItem(dict, r.b.Str(key), v)
		if !d.more() {
			_, err := d.token()
			return dict, err
		}
		if key, err = r.key(d, path); err != nil {
			return v, err
		}
	}
}

func (r *JSONReader) key(d *lexer, path string) (string, error) {
	t, err := d.token()
	if err != nil {
		return "", at(path, err)
	}
	s, ok := t.(string)
	if !ok {
		return "", &Error{Path: path, Problem: fmt.Sprintf("%v where a key belongs", t)}
	}
	return s, nil
}

// open expects the beginning of an array.
func (r *JSONReader) open(d *lexer, tag, path string) error {
	if t, err := d.token(); err != nil || t != json.Delim('[') {
		return &Error{Path: path, Problem: fmt.Sprintf("%v where the array of %q belongs", t, tag)}
	}
	return nil
}

// text reads a string that belongs to a tag.
func (r *JSONReader) text(d *lexer, tag, path string) (string, error) {
	t, err := d.token()
	s, ok := t.(string)
	if err != nil || !ok {
		return "", &Error{Path: path, Problem: fmt.Sprintf("%v where the text of %q belongs", t, tag)}
	}
	return s, nil
}

// int reads an integer that belongs to a tag.
func (r *JSONReader) int(d *lexer, tag, path string) (int64, error) {
	t, err := d.token()
	if n, ok := t.(json.Number); ok && err == nil {
		if x, err := n.Int64(); err == nil {
			return x, nil
		}
	}
	return 0, &Error{Path: path, Problem: fmt.Sprintf("%v where the number of %q belongs", t, tag)}
}

// tagged reads what stands behind a tag, but for the end of its object.
func (r *JSONReader) tagged(d *lexer, tag, path string) (py.Value, error) {
	switch tag {
	case "$float":
		s, err := r.text(d, tag, path)
		if err != nil {
			return py.Value{}, err
		}
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return py.Value{}, &Error{Path: path, Err: err}
		}
		return r.b.Float(f), nil
	case "$int":
		s, err := r.text(d, tag, path)
		x, ok := new(big.Int).SetString(s, 0)
		if err == nil && !ok {
			err = &Error{Path: path, Problem: "no int behind $int"}
		}
		if err != nil {
			return py.Value{}, err
		}
		return r.b.BigInt(x), nil
	case "$bytes", "$bytearray", "$buffer":
		s, err := r.text(d, tag, path)
		if err != nil {
			return py.Value{}, err
		}
		data, err := base64.StdEncoding.DecodeString(s)
		if err != nil {
			return py.Value{}, &Error{Path: path, Err: err}
		}
		switch tag {
		case "$bytearray":
			return r.b.ByteArray(data), nil
		case "$buffer":
			return r.b.Buffer(data, false), nil
		}
		return r.b.Bytes(data), nil
	case "$bytestring":
		s, err := r.text(d, tag, path)
		var data []byte
		for _, c := range s {
			if c > 0xFF && err == nil {
				err = &Error{Path: path, Problem: "a code point above 255 in $bytestring"}
			}
			data = append(data, byte(c))
		}
		return r.b.ByteString(data), err
	case "$tuple", "$set", "$frozenset":
		if err := r.open(d, tag, path); err != nil {
			return py.Value{}, err
		}
		if tag == "$set" {
			set := r.b.Set()
			items, err := r.collect(d, path)
			r.b.Add(set, items...)
			return set, err
		}
		items, err := r.collect(d, path)
		if err != nil {
			return py.Value{}, err
		}
		if tag == "$tuple" {
			return r.b.Tuple(items...), nil
		}
		return r.b.FrozenSet(items...), nil
	case "$dict":
		dict := r.b.Dict()
		return dict, r.pairs(d, tag, path, func(k, v py.Value) { r.b.SetItem(dict, k, v) })
	case "$global":
		s, err := r.text(d, tag, path)
		if err != nil {
			return py.Value{}, err
		}
		return r.global(s, path)
	case "$def":
		return r.define(d, path)
	case "$ref":
		n, err := r.int(d, tag, path)
		if err != nil {
			return py.Value{}, err
		}
		v, ok := r.defs[n]
		if !ok {
			return v, &Error{Path: path, Problem: fmt.Sprintf(`{"$ref":%d} comes before what it refers to is complete`, n), Advice: "a cycle through a tuple or an object cannot be read back from JSON"}
		}
		return v, nil
	case "$ndarray", "$scalar", "$dtype":
		return r.numpy(d, tag, path)
	case "$object", "$call":
		return r.made(d, tag, path)
	case "$persistent_id":
		id, err := r.value(d, path)
		if err != nil {
			return id, err
		}
		return r.b.PersistentID(id), nil
	}
	return py.Value{}, &Error{Path: path, Problem: fmt.Sprintf("%q is no tag that Brine writes and reads back", tag), Advice: "--plain takes keys that begin with $ as keys"}
}

// collect reads the rest of an array.
func (r *JSONReader) collect(d *lexer, path string) ([]py.Value, error) {
	var out []py.Value
	for d.more() {
		v, err := r.value(d, path+"["+strconv.Itoa(len(out))+"]")
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	_, err := d.token()
	return out, err
}

// pairs reads an array of pairs.
func (r *JSONReader) pairs(d *lexer, tag, path string, f func(k, v py.Value)) error {
	if err := r.open(d, tag, path); err != nil {
		return err
	}
	for i := 0; d.more(); i++ {
		at := path + "[" + strconv.Itoa(i) + "]"
		if err := r.open(d, tag, at); err != nil {
			return err
		}
		kv, err := r.collect(d, at)
		if err != nil {
			return err
		}
		if len(kv) != 2 {
			return &Error{Path: at, Problem: fmt.Sprintf("%d values where a pair belongs", len(kv))}
		}
		f(kv[0], kv[1])
	}
	_, err := d.token()
	return err
}

// global returns a class or function by its dotted name. The module is all but the last part, unless a part before
// begins with a capital letter: then it is a class, and what follows it lies within.
func (r *JSONReader) global(s, path string) (py.Value, error) {
	at := strings.LastIndexByte(s, '.')
	if at < 0 {
		return py.Value{}, &Error{Path: path, Problem: fmt.Sprintf("%q names no module", s)}
	}
	for i := 1; i < at; i++ {
		if s[i-1] == '.' && s[i] >= 'A' && s[i] <= 'Z' {
			at = i - 1
			break
		}
	}
	return r.b.Global(s[:at], s[at+1:]), nil
}

// define reads the rest of {"$def": n, "value": …}. A list or dict can be referred to from within itself.
func (r *JSONReader) define(d *lexer, path string) (py.Value, error) {
	n, err := r.int(d, "$def", path)
	if err != nil {
		return py.Value{}, err
	}
	if key, err := r.key(d, path); err != nil || key != "value" {
		return py.Value{}, &Error{Path: path, Problem: `no "value" after "$def"`}
	}
	t, err := d.token()
	if err != nil {
		return py.Value{}, at(path, err)
	}
	if t == json.Delim('[') {
		list := r.b.List()
		r.defs[n] = list
		return list, r.items(d, list, path)
	}
	if t != json.Delim('{') {
		v, err := r.scalar(t, path)
		r.defs[n] = v
		return v, err
	}
	if !d.more() {
		v := r.b.Dict()
		r.defs[n] = v
		_, err := d.token()
		return v, err
	}
	key, err := r.key(d, path)
	if err != nil {
		return py.Value{}, err
	}
	var v py.Value
	switch {
	case !strings.HasPrefix(key, "$"):
		v = r.b.Dict()
		r.defs[n] = v
		return r.dict(d, v, key, path)
	case key == "$dict":
		v = r.b.Dict()
		r.defs[n] = v
		err = r.pairs(d, key, path, func(k, x py.Value) { r.b.SetItem(v, k, x) })
	case key == "$set":
		v = r.b.Set()
		r.defs[n] = v
		if err = r.open(d, key, path); err == nil {
			var items []py.Value
			items, err = r.collect(d, path)
			r.b.Add(v, items...)
		}
	default:
		v, err = r.tagged(d, key, path)
		r.defs[n] = v
	}
	if err != nil {
		return v, err
	}
	return v, r.close(d, key, path)
}

// close expects the end of the object of a tag.
func (r *JSONReader) close(d *lexer, tag, path string) error {
	if end, err := d.token(); err != nil || end != json.Delim('}') {
		return &Error{Path: path, Problem: fmt.Sprintf("more than %q says", tag), Err: err}
	}
	return nil
}

// made reads an instance or a call: {"$object": class, "args": […], "state": …, …}.
func (r *JSONReader) made(d *lexer, tag, path string) (py.Value, error) {
	var (
		callee, kwargs, setter py.Value
		args                   []py.Value
		states                 []py.Value
		items, added, pairs    []py.Value
		err                    error
	)
	if callee, err = r.value(d, path); err != nil {
		return callee, err
	}
	if s, ok := callee.Str(); ok {
		if callee, err = r.global(s, path); err != nil {
			return callee, err
		}
	}
	list := func(at string) (out []py.Value) {
		if err = r.open(d, tag, at); err == nil {
			out, err = r.collect(d, at)
		}
		return out
	}
	for d.more() && err == nil {
		var key string
		if key, err = r.key(d, path); err != nil {
			break
		}
		at := path + "." + key
		switch key {
		case "args":
			args = list(at)
		case "kwargs":
			kwargs, err = r.value(d, at)
		case "state":
			var state py.Value
			state, err = r.value(d, at)
			states = []py.Value{state}
		case "states":
			states = list(at)
		case "items":
			items = list(at)
		case "added":
			added = list(at)
		case "pairs":
			err = r.pairs(d, tag, at, func(k, v py.Value) { pairs = append(pairs, k, v) })
		case "setter":
			setter, err = r.value(d, at)
		default:
			err = &Error{Path: at, Problem: "no part of an object that can be read back"}
		}
	}
	if err != nil {
		return py.Value{}, err
	}
	if setter.IsValid() {
		return py.Value{}, &Error{Path: path, Problem: "an object with a setter cannot be read back from JSON"}
	}
	var v py.Value
	switch {
	case kwargs.IsValid() && tag == "$object":
		v = r.b.NewObjEx(callee, kwargs, args...)
	case kwargs.IsValid():
		return v, &Error{Path: path, Problem: "a call with keyword arguments cannot be read back from JSON"}
	case tag == "$object":
		v = r.b.NewObj(callee, args...)
	default:
		v = r.b.Call(callee, args...)
	}
	if len(items) > 0 {
		r.b.Append(v, items...)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		r.b.SetItem(v, pairs[i], pairs[i+1])
	}
	if len(added) > 0 {
		r.b.Add(v, added...)
	}
	for _, s := range states {
		r.b.Build(v, s)
	}
	return v, nil
}
