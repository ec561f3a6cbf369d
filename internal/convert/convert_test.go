package convert

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/brine-go/brine/internal/show"
	"github.com/brine-go/brine/pandas"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

const fixtureRoot = "../../testdata/fixtures"

// loadPickle reads a pickle.
func loadPickle(t *testing.T, path string) *py.Document {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := pickle.Loads(data)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return doc
}

// openFile opens a file as a table.
func openFile(t *testing.T, path string, format Format, o *Options) *Table {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	table, err := OpenTable(f, format, o)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	t.Cleanup(func() { table.Close() })
	return table
}

// describe tells of a frame all that must be the same: labels, dtypes and cells.
func describe(df *pandas.DataFrame) []string {
	rows, columns := df.Shape()
	out := []string{fmt.Sprintf("%d × %d, columns %v %v, index %v %v %v", rows, columns, df.Columns().Names(), df.Columns().Kind(), df.Index().Kind(), df.Index().Names(), df.Index().DType())}
	for i := range rows {
		out = append(out, fmt.Sprintf("label %d: %s", i, labelText(df.Index().At(i))))
	}
	for k, s := range df.Series() {
		out = append(out, fmt.Sprintf("column %d: %#v %s", k, df.Columns().At(k), dtypeText(s.DType())))
		for i := range rows {
			x := s.At(i)
			text := fmt.Sprintf("%T %s", x, cellText(cellOf(x)))
			if m := s.Missing(i); m != pandas.Present {
				text = m.String()
			}
			out = append(out, fmt.Sprintf("  %d: %s", i, text))
		}
	}
	return out
}

func dtypeText(d pandas.DType) string {
	if c, ok := d.(*pandas.CategoricalDType); ok && c.Categories != nil {
		var labels []string
		for i := range c.Categories.Len() {
			labels = append(labels, cellText(cellOf(c.Categories.At(i))))
		}
		return fmt.Sprintf("category %v ordered=%v of %s", labels, c.Ordered, c.Categories.DType())
	}
	return strings.ReplaceAll(d.String(), "pytz.FixedOffset(330)", "UTC+05:30") // Arrow does not tell which of Python's classes it was
}

// same compares two frames.
func same(t *testing.T, name string, got, want *pandas.DataFrame) {
	t.Helper()
	g, w := describe(got), describe(want)
	if reflect.DeepEqual(g, w) {
		return
	}
	for i := range max(len(g), len(w)) {
		a, b := "nothing", "nothing"
		if i < len(g) {
			a = g[i]
		}
		if i < len(w) {
			b = w[i]
		}
		if a != b {
			t.Errorf("%s: got %q, want %q", name, a, b)
			return
		}
	}
}

func frameFile(t *testing.T, path string) *pandas.DataFrame {
	t.Helper()
	df, err := pandas.FrameFromPy(loadPickle(t, path).Root())
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return df
}

// TestPythonsFiles reads what pandas and pyarrow wrote, as pandas itself reads it.
func TestPythonsFiles(t *testing.T) {
	n := 0
	for _, pattern := range []string{"*.parquet", "*.arrow", "*.csv", "*.sqlite"} {
		paths, err := filepath.Glob("testdata/files/" + pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			n++
			format := ByExtension(strings.TrimPrefix(filepath.Ext(path), "."))
			t.Run(filepath.Base(path), func(t *testing.T) {
				o := &Options{Rows: 2}
				if format == SQLite {
					o.Table = "first"
				}
				got, err := openFile(t, path, format, o).Frame(o)
				if err != nil {
					t.Fatal(err)
				}
				same(t, path, got, frameFile(t, path+".pkl"))
			})
		}
	}
	if n < 20 {
		t.Errorf("only %d files", n)
	}
}

// through writes a frame in a format and reads it again.
func through(t *testing.T, df *pandas.DataFrame, format Format, o *Options) (*pandas.DataFrame, error) {
	t.Helper()
	table, err := FrameTable(df, o)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(t.TempDir(), "x")
	if format == SQLite {
		err = WriteSQLite(path, table, o)
	} else {
		var b bytes.Buffer
		err = WriteTable(&b, table, format, o)
		if err == nil {
			err = os.WriteFile(path, b.Bytes(), 0o666)
		}
	}
	if err != nil {
		return nil, err
	}
	return openFile(t, path, format, o).Frame(o)
}

// TestThrough: what is written is read again the same: types, index and labels.
func TestThrough(t *testing.T) {
	paths, err := filepath.Glob("testdata/files/*.parquet")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		df := frameFile(t, path+".pkl")
		for _, format := range []Format{Parquet, Arrow, Arrows} {
			got, err := through(t, df, format, &Options{Rows: 2, Memory: 1})
			if err != nil {
				t.Errorf("%s, %s: %v", path, format, err)
				continue
			}
			same(t, path+" "+string(format), got, df)
		}
	}
}

// fixturePickles calls f with every pickle of the fixtures.
func fixturePickles(t *testing.T, f func(name string, doc *py.Document)) {
	t.Helper()
	err := filepath.WalkDir(fixtureRoot, func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".pkl" {
			return err
		}
		name, err := filepath.Rel(fixtureRoot, path)
		if err != nil {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		doc, err := pickle.Loads(data)
		if err != nil {
			return nil // package brine's matter
		}
		f(filepath.ToSlash(name), doc)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestFixtureTables: every DataFrame and Series of the fixtures comes back from Parquet and Arrow, but for the dtypes that say of themselves
// that they do not.
func TestFixtureTables(t *testing.T) {
	tables, refused := 0, map[string]int{}
	fixturePickles(t, func(name string, doc *py.Document) {
		x, err := pandas.FromPy(doc.Root())
		if err != nil {
			return
		}
		df, ok := x.(*pandas.DataFrame)
		if s, isSeries := x.(*pandas.Series); isSeries {
			if df, err = SeriesFrame(s); err != nil {
				t.Errorf("%s: %v", name, err)
				return
			}
			ok = true
		}
		if !ok {
			return
		}
		for _, format := range []Format{Parquet, Arrow} {
			got, err := through(t, df, format, &Options{})
			if err != nil {
				own, typed := err.(*Error)
				if !typed || own.Path == "" && own.Problem != "Parquet" {
					t.Errorf("%s, %s: %v names no place", name, format, err)
				}
				refused[err.Error()]++
				continue
			}
			tables++
			rows, columns := df.Shape()
			if r, c := got.Shape(); r != rows || c != columns {
				t.Errorf("%s, %s: %d × %d, want %d × %d", name, format, r, c, rows, columns)
				continue
			}
			for k := range columns {
				a, b := got.ColumnAt(k), df.ColumnAt(k)
				for i := range rows {
					x, y := plainText(a, i), plainText(b, i)
					if x != y {
						t.Errorf("%s, %s, column %d, row %d: %s, want %s", name, format, k, i, x, y)
						break
					}
				}
			}
		}
	})
	for text, n := range refused {
		t.Logf("%d times: %s", n, text)
	}
	if tables < 100 {
		t.Errorf("only %d tables", tables)
	}
}

func plainText(s *pandas.Series, i int) string {
	if s.Missing(i) != pandas.Present {
		return ""
	}
	return cellText(cellOf(s.At(i)))
}

// jsonOf writes a value.
func jsonOf(t *testing.T, v py.Value) string {
	t.Helper()
	var b strings.Builder
	if err := show.JSON(&b, show.Of(v), show.All()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestJSONBack: what is written as JSON is read back as the same: JSON of what is read is the same text. What cannot be
// read back says so.
func TestJSONBack(t *testing.T) {
	back, refused := 0, map[string]int{}
	fixturePickles(t, func(name string, doc *py.Document) {
		text := jsonOf(t, doc.Root())
		got, err := NewJSONReader(strings.NewReader(text)).Next()
		if err != nil {
			own, ok := err.(*Error)
			if !ok {
				t.Errorf("%s: %v", name, err)
				return
			}
			refused[own.Problem]++
			if strings.Contains(name, "stdlib/prim") {
				t.Errorf("%s: %v", name, err)
			}
			return
		}
		back++
		if again := jsonOf(t, got.Root()); again != text {
			t.Errorf("%s: %.300s\nwant %.300s", name, again, text)
		}
	})
	for text, n := range refused {
		t.Logf("%d times: %s", n, text)
	}
	if back < 500 {
		t.Errorf("only %d came back", back)
	}
}

// TestJSONTexts reads what no pickle of the fixtures has.
func TestJSONTexts(t *testing.T) {
	for text, want := range map[string]string{
		`[1, 2.0, -3e2, "a", true, null, {"k": []}]`:             `[1, 2.0, -300.0, 'a', True, None, {'k': []}]`,
		`{"a": NaN, "b": -Infinity}`:                             `{'a': nan, 'b': -inf}`,
		`123456789012345678901234567890`:                         `123456789012345678901234567890`,
		`"\ud83d\ude00 \udfff \u00e9"`:                           `'😀 \udfff é'`,
		`{"$tuple":[1,{"$set":[2]},{"$frozenset":[3]}]}`:         `(1, {2}, frozenset({3}))`,
		`{"$dict":[[1,2],["$x",3]]}`:                             `{1: 2, '$x': 3}`,
		`{"$bytes":"AP8="}`:                                      `b'\x00\xff'`,
		`{"$def":1,"value":[{"$ref":1}]}`:                        `[[...]]`,
		`{"a":{"$def":1,"value":{"$tuple":[1]}},"b":{"$ref":1}}`: `{'a': (1,), 'b': (1,)}`,
		`{"$float":"nan"}`:                                       `nan`,
		`{"$int":"0x10"}`:                                        `16`,
		` [ ] `:                                                  `[]`,
	} {
		doc, err := NewJSONReader(strings.NewReader(text)).Next()
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := py.Repr(doc.Root()); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
	for text, want := range map[string]string{
		`[1,`: "JSON, offset 3: unexpected EOF", `[1 2]`: "comma", `{"a" 1}`: "colon", `{1: 2}`: "key", `[1}`: "comma", `nul`: "value", `"a`: "unexpected EOF",
		`{"$tuple":[1]`: "unexpected EOF", `{"$what":1}`: "tag", `{"$ref":1}`: "before", `01`: "number", "\"\xff\"": "UTF-8", `{"$bytes":"!"}`: "base64",
		`{"$ndarray":"<f8","shape":[2],"data":[1.0]}`: "array", `{"$ndarray":"<i1","shape":[1],"data":[300]}`: "300", `{"$ndarray":"<f8","shape":[99999999999]}`: "",
	} {
		if _, err := NewJSONReader(strings.NewReader(text)).Next(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want an error with %q", text, err, want)
		}
	}
	if _, err := NewJSONReader(strings.NewReader(" \n")).Next(); err != io.EOF {
		t.Errorf("nothing: %v", err)
	}
}

// TestDamaged: files that are changed are errors or other values, and never a panic; those that are cut off are errors, but
// for text, which may end anywhere.
func TestDamaged(t *testing.T) {
	for _, name := range []string{"types.parquet", "types.arrow", "multi.parquet", "plain.csv", "tables.sqlite"} {
		data, err := os.ReadFile("testdata/files/" + name)
		if err != nil {
			t.Fatal(err)
		}
		format := ByExtension(strings.TrimPrefix(filepath.Ext(name), "."))
		path := filepath.Join(t.TempDir(), name)
		try := func(data []byte) error {
			if err := os.WriteFile(path, data, 0o666); err != nil {
				t.Fatal(err)
			}
			f, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			table, err := OpenTable(f, format, &Options{Table: "first"})
			if err != nil {
				return err
			}
			defer table.Close()
			_, err = table.Frame(&Options{})
			return err
		}
		for i := range 60 {
			at := len(data) * i / 60
			if err := try(data[:at]); err == nil && format != CSV {
				t.Errorf("%s: %d bytes of %d are no error", name, at, len(data))
			}
			changed := bytes.Clone(data)
			changed[at] ^= 0xFF
			_ = try(changed)
		}
		if err := try(data[:len(data)-1]); err == nil && format != CSV {
			t.Errorf("%s: a byte less is no error", name)
		}
		if err := try(data); err != nil {
			t.Errorf("%s: whole: %v", name, err)
		}
	}
}
