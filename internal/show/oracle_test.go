package show

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/brine-go/brine/numpy"
)

// decode reads JSON with numbers as they are written.
func decode(t *testing.T, text []byte) any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// expected reads what Python had when it wrote a fixture.
func expected(t *testing.T, name string) any {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(fixtureRoot, name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return decode(t, text)
}

// TestJSONIsPythonsValue: the JSON of built-in values and arrays says what Python said of them.
func TestJSONIsPythonsValue(t *testing.T) {
	names := []string{"stdlib/primitives-p4", "stdlib/shared-p4", "stdlib/longstr-p4"}
	for _, kind := range []string{"corder", "forder", "threed", "threed_f", "transposed", "noncontig", "int_all", "float_all", "bool", "bigendian",
		"unicode", "unicode_be", "bytes", "complex", "structured", "structured_nested", "structured_align", "zerod", "empty", "nparr_list", "scalars", "void"} {
		for _, proto := range []string{"p2", "p4", "p5"} {
			names = append(names, "numpy/"+kind+"-"+proto)
		}
	}
	for _, stack := range []string{"bookworm", "forky"} {
		for _, name := range names {
			name := stack + "/" + name
			doc := fixture(t, name)
			defs := map[string]any{}
			got := untag(decode(t, []byte(jsonOf(t, doc.Root()))), defs)
			want := untag(expected(t, name), nil)
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s:\ngot  %v\nwant %v", name, got, want)
			}
		}
	}
}

// untag brings both forms of tagged JSON, ours and that of the fixtures (testdata/generate/common.py), into one
// of Go values, in which a tag is a list of its name and parts.
func untag(v any, defs map[string]any) any {
	each := func(list any) []any {
		out := []any{}
		for _, x := range list.([]any) {
			out = append(out, untag(x, defs))
		}
		return out
	}
	switch v := v.(type) {
	case []any:
		return each(v)
	case json.Number:
		return number1(v.String())
	case string, bool, nil:
		return v
	case map[string]any:
		for tag, x := range v {
			switch tag {
			case "$def":
				defs[x.(json.Number).String()] = untag(v["value"], defs)
				return defs[x.(json.Number).String()]
			case "$ref":
				return defs[x.(json.Number).String()]
			case "$int":
				return number1(x.(string))
			case "$float", "$f":
				return number1(x.(string))
			case "$complex":
				return each(x)
			case "$call": // of all calls there is only one among these values
				if x == "builtins.complex" {
					return each(v["args"])
				}
			case "$global", "$ellipsis", "$notimplemented":
				name := strings.ToLower(fmt.Sprint(x))
				name = strings.TrimPrefix(name, "builtins.")
				if tag != "$global" {
					name = tag[1:]
				}
				return []any{"constant", name}
			case "$bytes", "$bytearray":
				return []any{tag, rawBytes(x.(string), defs != nil)}
			case "$tuple":
				return []any{tag, each(x)}
			case "$set", "$frozenset":
				items := each(x)
				slices.SortFunc(items, func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
				return []any{tag, items}
			case "$dict":
				return []any{"$dict", each(x)}
			case "$scalar", "$npscalar":
				value := v["value"]
				if tag == "$npscalar" {
					value = v["v"]
				}
				return []any{"scalar", dtype(x), flat(untag(value, defs), 0, dtype(x))}
			case "$ndarray":
				shape := each(v["shape"])
				data := untag(v["data"], defs)
				if list, ok := data.([]any); ok && defs == nil && len(shape) == 0 { // the fixtures have a list always
					data = list[0]
				}
				return []any{"array", dtype(x), shape, flat(data, len(shape), dtype(x))}
			}
		}
		// A dict of str keys: Python's order is lost in both.
		pairs := []any{}
		for key, x := range v {
			pairs = append(pairs, []any{key, untag(x, defs)})
		}
		slices.SortFunc(pairs, func(a, b any) int { return strings.Compare(a.([]any)[0].(string), b.([]any)[0].(string)) })
		return []any{"$dict", pairs}
	}
	return v
}

// number1 makes equal numbers equal: as shortest text.
func number1(s string) string {
	if f, err := strconv.ParseFloat(s, 64); err == nil && strings.ContainsAny(s, ".en") {
		return strconv.FormatFloat(f, 'g', -1, 64)
	}
	return s
}

// rawBytes reads base64, which is ours, or hexadecimal digits.
func rawBytes(s string, ours bool) string {
	b, err := hex.DecodeString(s)
	if ours {
		b, err = base64.StdEncoding.DecodeString(s)
	}
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// dtype reduces a dtype to its text or the names and dtypes of its fields.
func dtype(v any) any {
	switch v := v.(type) {
	case string:
		return v
	case map[string]any:
		for _, key := range []string{"$dtype", "fields", "base", "sub"} {
			if x, ok := v[key]; ok {
				return dtype(x)
			}
		}
	case []any:
		out := []any{}
		for _, field := range v {
			f := field.([]any)
			out = append(out, []any{f[0], dtype(f[1])})
		}
		return out
	}
	return v
}

// flat flattens nested rows, and brings dates, bytes and records of arrays into one form.
func flat(v any, dims int, d any) any {
	list, ok := v.([]any)
	if dims < 1 || !ok {
		return element(v, d)
	}
	out := []any{}
	for _, x := range list {
		if _, nested := x.([]any); nested && dims > 1 {
			out = append(out, flat(x, dims-1, d).([]any)...)
			continue
		}
		out = append(out, element(x, d))
	}
	return out
}

func element(v, d any) any {
	text, _ := d.(string)
	switch {
	case strings.Contains(text, "S") || strings.Contains(text, "V"):
		if tagged, ok := v.([]any); ok {
			return tagged[1]
		}
		return rawBytes(fmt.Sprint(v), true)
	case strings.Contains(text, "M") || strings.Contains(text, "m"):
		return "a date: see TestDates"
	}
	fields, ok := d.([]any)
	if !ok {
		return v
	}
	values := []any{}
	row, _ := v.([]any)
	if len(row) == 2 && row[0] == "$dict" { // the fixtures have {name: value}
		for _, field := range fields {
			for _, pair := range row[1].([]any) {
				if pair.([]any)[0] == field.([]any)[0] {
					values = append(values, pair.([]any)[1])
				}
			}
		}
	} else {
		values = row
	}
	out := []any{}
	for i, x := range values {
		out = append(out, element(x, fields[i].([]any)[1]))
	}
	return out
}

// TestDates: dates and time spans of arrays stand in the tree as NumPy writes them.
func TestDates(t *testing.T) {
	for _, stack := range []string{"bookworm", "forky"} {
		name := stack + "/numpy/datetime64-p4"
		arrays, want := fixture(t, name).Root(), expected(t, name).([]any)
		for i, array := range want {
			a, err := numpy.FromPy(arrays.Index(i))
			if err != nil {
				t.Fatal(err)
			}
			for j, date := range array.(map[string]any)["data"].([]any) {
				one, err := a.Index(j)
				if err != nil {
					t.Fatal(err)
				}
				x, ok := ticks(one)
				if date == nil {
					date = "NaT"
				}
				if got := tickText(x, a.DType); !ok || got != date {
					t.Errorf("%s: array %d, element %d: got %s, want %s", name, i, j, got, date)
				}
			}
		}
	}
}

// TestMoments: what the bytes of datetime's objects mean.
func TestMoments(t *testing.T) {
	for _, stack := range []string{"bookworm", "forky"} {
		name := stack + "/stdlib/datetime-p4"
		values, want := fixture(t, name).Root(), expected(t, name).([]any)
		seen := 0
		for i, v := range want {
			for _, tag := range []string{"$datetime", "$date", "$time"} {
				iso, ok := v.(map[string]any)[tag].(string)
				if !ok {
					continue
				}
				seen++
				got := tree(t, values.Index(i), Defaults())
				_, got, _ = strings.Cut(got, "(")
				got = got[:strings.IndexAny(got, ",)")]
				if !strings.HasPrefix(iso, got) {
					t.Errorf("%s: value %d: got %s, want %s", name, i, got, iso)
				}
			}
		}
		if seen < 10 {
			t.Errorf("%s: only %d dates", name, seen)
		}
	}
}

// TestSurrogates: lone surrogates are escapes in both outputs.
func TestSurrogates(t *testing.T) {
	v := fixture(t, "forky/stdlib/surrogate-p4").Root()
	if got, want := jsonOf(t, v), "[\"\\ud800\",\"ok\\udfff\"]\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := tree(t, v, Defaults()), "[\"\\ud800\", \"ok\\udfff\"]\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestUUIDs: the number is written as the UUID that Python says it is.
func TestUUIDs(t *testing.T) {
	name := "forky/stdlib/uuid-p4"
	values := fixture(t, name).Root()
	for i, v := range expected(t, name).([]any) {
		if got, ok := uuidText(values.Index(i).Attr("int")); !ok || got != v.(map[string]any)["$uuid"] {
			t.Errorf("got %s, want %v", got, v)
		}
	}
}

// TestAxes: each DataFrame and Series is shown as such, of the size that pandas says.
func TestAxes(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(fixtureRoot, "*", "pandas", "*.pkl"))
	if err != nil {
		t.Fatal(err)
	}
	sized := 0
	for _, path := range paths {
		rel, err := filepath.Rel(fixtureRoot, path)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(rel, ".pkl")
		want, _ := expected(t, name).(map[string]any)
		w, _ := viewOf(fixture(t, name).Root())
		var got []int
		switch w := w.(type) {
		case frameView:
			rows, columns := w.Shape()
			got = []int{columns, rows}
		case seriesView:
			got = []int{w.Len()}
		}
		sizes := frameSize(want)
		if sizes == nil {
			continue
		}
		sized++
		if !slices.Equal(got, sizes) {
			t.Errorf("%s: got %v, want %v", name, got, sizes)
		}
	}
	if sized < 80 {
		t.Errorf("only %d frames and series have a size", sized)
	}
}

// frameSize returns the sizes of the axes that pandas told.
func frameSize(v map[string]any) []int {
	length := func(index any) int {
		m := index.(map[string]any)
		for _, tag := range []string{"$index", "$multiindex"} {
			if list, ok := m[tag].([]any); ok {
				return len(list)
			}
		}
		return -1
	}
	switch {
	case v["$dataframe"] != nil:
		return []int{length(v["columns"]), length(v["index"])}
	case v["$series"] != nil:
		return []int{length(v["index"])}
	}
	return nil
}
