package rows

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/brine-go/brine/sklearn"
)

// readAll returns what a reader gives of a text, n rows at a time, and how many rows these are.
func readAll(in io.Reader, m *sklearn.Model, lines bool, n int) (batches []string, total int, err error) {
	r, err := NewReader(in, m, lines)
	if err != nil {
		return nil, 0, err
	}
	for {
		x, err := r.Read(n)
		if err != nil {
			return nil, 0, err
		}
		rows, _ := x.Shape()
		if rows == 0 {
			return batches, total, nil
		}
		if rows > n {
			return nil, 0, fmt.Errorf("%d rows where %d were asked for", rows, n)
		}
		batches, total = append(batches, shown(x)), total+rows
	}
}

// asParse fails unless a reader makes of a text what Parse does, in one batch and row by row, and reports whether both take it.
func asParse(t *testing.T, m *sklearn.Model, text string) bool {
	t.Helper()
	x, wrong := Parse(m, []byte(text))
	got, _, err := readAll(strings.NewReader(text), m, false, 1<<30)
	_, total, errByRow := readAll(iotest.OneByteReader(strings.NewReader(text)), m, false, 1)
	if (err == nil) != (errByRow == nil) {
		t.Fatalf("%q: in one batch %v, row by row %v", text, err, errByRow)
	}
	switch {
	case wrong == nil:
		rows, _ := x.Shape()
		if err != nil || total != rows || len(got) != 1 || got[0] != shown(x) {
			t.Fatalf("%q: got %s, %v, %d rows one by one, want %s", text, got, err, total, shown(x))
		}
		return true
	case err == nil && wrong != errNoRows:
		if _, second, _ := strings.Cut(strings.Join(strings.Fields(text), ""), "}{"); second == "" { // rows one after another
			t.Fatalf("%q: got %s, want the error %v", text, got, wrong)
		}
	}
	return false
}

// TestReaderAsParse: what stands in a stream is what it is in memory.
func TestReaderAsParse(t *testing.T) {
	free := &sklearn.Model{}
	dicts := &sklearn.Model{ClassName: "DictVectorizer"}
	taken := 0
	for _, c := range parseCases {
		for _, m := range []*sklearn.Model{free, dicts} {
			if asParse(t, m, c.text) {
				taken++
			}
		}
	}
	for _, c := range refusedCases {
		for _, m := range []*sklearn.Model{free, dicts} {
			if asParse(t, m, c.text) {
				taken++
			}
		}
	}
	if taken != 37 {
		t.Errorf("%d texts were taken", taken)
	}
}

// TestReader: rows one after another, batches, and what is wrong with a stream.
func TestReader(t *testing.T) {
	long := `[["` + strings.Repeat("é\\\"]", 1<<15) + `",1],["b",2]]`
	for _, c := range []struct {
		text  string
		lines bool
		n     int
		want  string // the batches, or a part of the error
	}{
		{`[[1,2],[3,4],[5,6]]`, false, 2, "[1 2] [3 4]; [5 6]"},
		{`{"a":1,"b":"x"} {"b":"y","a":2}` + "\n", false, 1, `a[]any{1} b[]any{"x"}; a[]any{2} b[]any{"y"}`},
		{"[1,2]\n[3,4]\n", true, 9, "[1 2] [3 4]"},
		{`["x"]`, true, 9, `[]any{"x"}`},
		{`["x","y"]`, false, 9, `[]any{"x", "y"}`},
		{`[[1],[2]]`, true, 9, "[1] [2]"},
		{`[]`, true, 9, ""},
		{`{"columns":["a"],"index":[7,8],"data":[[1],[2]],"index_names":[null],"column_names":[null]}`, false, 1, "a[]any{1}; a[]any{2}"},
		{`{"data":[[1],[2],[3]],"columns":["a"]}`, false, 2, "a[]any{1, 2}; a[]any{3}"},
		{`{"a":[1,2,3]}`, false, 2, "a[]any{1, 2}; a[]any{3}"},
		{long, false, 1, fmt.Sprintf("[]any{%q} []any{1}; []any{\"b\"} []any{2}", strings.Repeat(`é"]`, 1<<15))},
		{``, false, 9, "the file is empty"},
		{` 3`, false, 9, "offset 1: '3' where '[' belongs"},
		{`[[1,2],[3]]`, false, 9, "offset 10: row 1 has 1 values, row 0 has 2"},
		{`[[1,2],[3]]`, false, 1, "offset 10: row 1 has 1 values, row 0 has 2"},
		{`{"a":1} {"b":1}`, false, 1, `offset 13: row 1 has a column "b", which row 0 has not`},
		{`{"a":1} 2`, false, 9, "offset 8: '2' where a row belongs"},
		{`[[1]] [[2]]`, false, 9, "offset 6: '[' behind the end of the rows"},
		{"[1,2]\n[3,4]\n", false, 9, "offset 6: '[' behind the end of the rows"},
		{`{"a":[1]} {"a":[2]}`, false, 9, "offset 10: '{' behind the end of the rows"},
		{`{"columns":["a"],"data":[[1]],"more":1}`, false, 9, `"more" beside "columns" and "data"`},
		{`{"columns":["a"],"data":[[1]]`, false, 9, "offset 29: unexpected EOF"},
		{`{"data":[[1],[2,3]],"columns":["a"]}`, false, 9, "offset 18: row 1 has 2 values for 1 columns"},
		{`[[1],`, false, 9, "offset 5: unexpected EOF"},
		{`[[1]`, false, 9, "offset 4: unexpected EOF"},
		{`[["a`, false, 9, "unexpected EOF"},
		{`[[1],]`, false, 9, "offset 5: ']' begins no value"},
		{`[,[1]]`, false, 9, "offset 1: ',' begins no value"},
		{`[[1] [2]]`, false, 9, "offset 5: '[' where ']' belongs"},
		{`[[1}]`, false, 9, "offset 3: '}' where a comma"},
		{"[1,\n2x]", true, 9, "offset 5: 'x' where a comma"},
	} {
		batches, _, err := readAll(strings.NewReader(c.text), &sklearn.Model{}, c.lines, c.n)
		got := strings.Join(batches, "; ")
		if err != nil {
			got = err.Error()
		}
		if err == nil && got != c.want || err != nil && (c.want == "" || !strings.Contains(got, c.want)) {
			t.Errorf("%.80q: got %.200s, want %.200s", c.text, got, c.want)
		}
	}
}

// TestReaderFails: an error of the stream is returned as it is.
func TestReaderFails(t *testing.T) {
	for _, text := range []string{``, `[`, `[[1,2]`, `[[1,2],`, `{"a"`, `{"columns":["a"],"data":[[1]]`} {
		in := io.MultiReader(strings.NewReader(text), iotest.ErrReader(io.ErrClosedPipe))
		if _, _, err := readAll(in, &sklearn.Model{}, false, 9); err != io.ErrClosedPipe {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func FuzzReader(f *testing.F) {
	for _, c := range parseCases {
		f.Add(c.text)
	}
	for _, c := range refusedCases {
		f.Add(c.text)
	}
	free, dicts := &sklearn.Model{}, &sklearn.Model{ClassName: "DictVectorizer"}
	f.Fuzz(func(t *testing.T, text string) {
		readAll(strings.NewReader(text), free, true, 2)
		if strings.Contains(text, "data") { // beside other lists it is the name of a column, where Parse sees these first
			readAll(strings.NewReader(text), free, false, 2)
			return
		}
		asParse(t, free, text)
		asParse(t, dicts, text)
	})
}
