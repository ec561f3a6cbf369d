package show

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/brine-go/brine/torch"
)

// tensors lists the tensors in JSON, ours or that of the fixtures, in no order: type, shape and elements, of quantized
// ones the integers.
func tensors(v any) []string {
	var out []string
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			out = append(out, tensors(x)...)
		}
	case map[string]any:
		if name, ok := v["$tensor"].(string); ok {
			data := v["data"]
			if ints := v["int_repr"]; ints != nil {
				data = ints
			}
			return []string{strings.TrimPrefix(name, "torch.") + " " + fmt.Sprint(v["shape"]) + elements(data)}
		}
		for _, tag := range []string{"$dict", "$odict", "pairs"} {
			if v[tag] != nil {
				return tensors(v[tag])
			}
		}
		for _, x := range v {
			out = append(out, tensors(x)...)
		}
	}
	return out
}

// elements writes nested lists of numbers flat.
func elements(v any) string {
	switch v := v.(type) {
	case []any:
		text := ""
		for _, x := range v {
			text += elements(x)
		}
		return text
	case map[string]any: // {"$complex": [re, im]}, {"$f": "nan"}
		for _, x := range v {
			return elements(x)
		}
	case json.Number:
		f, _ := v.Float64()
		return fmt.Sprint(" ", float32(f))
	}
	return fmt.Sprint(" ", v)
}

// TestTensors: the JSON of tensors of all types says what PyTorch said of them.
func TestTensors(t *testing.T) {
	n := 0
	for _, kind := range []string{"dtypes", "strides", "param", "scalar_empty", "grad", "quant", "quant_ch", "float8_e4m3fn", "float8_e5m2", "uint16", "uint32", "uint64"} {
		for _, form := range []string{"zip", "zip-p4", "legacy"} {
			for _, stack := range []string{"bookworm", "forky"} {
				name := stack + "/torch/" + kind + "-" + form
				f, err := torch.Open(filepath.Join(fixtureRoot, name+".pt"))
				if err != nil {
					if stack == "forky" || !strings.Contains(kind, "8_") && !strings.HasPrefix(kind, "uint") { // which PyTorch 1.13 has not
						t.Error(err)
					}
					continue
				}
				got, want := tensors(decode(t, []byte(jsonOf(t, f.Root())))), tensors(expected(t, name))
				slices.Sort(got)
				slices.Sort(want)
				if n += len(want); len(want) == 0 || strings.Join(got, "\n") != strings.Join(want, "\n") {
					t.Errorf("%s:\ngot  %v\nwant %v", name, got, want)
				}
				f.Close()
			}
		}
	}
	if n < 100 {
		t.Errorf("only %d tensors compared", n)
	}
}

// TestTensorTree: files of PyTorch can be shown in short and in full; what is in full is not cut.
func TestTensorTree(t *testing.T) {
	files, err := filepath.Glob(fixtureRoot + "/*/torch/*.pt")
	if err != nil || len(files) < 100 {
		t.Fatal(len(files), err)
	}
	for _, name := range files {
		f, err := torch.Open(name)
		if err != nil {
			t.Error(err)
			continue
		}
		short, full := tree(t, f.Root(), Defaults()), tree(t, f.Root(), All())
		for _, text := range []string{short, full} {
			if sparse := strings.Contains(name, "sparse"); strings.Contains(text, "_rebuild") != sparse || text == full && !sparse && strings.Contains(text, "…") {
				t.Errorf("%s: a call instead of a tensor, or not all:\n%s", name, text)
			}
		}
		if text := jsonOf(t, f.Root()); !json.Valid([]byte(text)) {
			t.Errorf("%s: not valid: %.300s", name, text)
		}
		f.Close()
	}
}
