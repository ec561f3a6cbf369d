package pandas_test

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	_ "time/tzdata" // zones are the same wherever the tests run

	"github.com/brine-go/brine/pandas"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

const fixtures = "../testdata/fixtures/"

// folders are the pickles that have pandas' own account of what is in them beside them, and how many there are at least:
// the project's fixtures of releases 1.5.3 and 2.3.3, more of both (testdata/generate/extra.py), and those of earlier
// releases back to 0.25 and of Python 2 (testdata/generate/legacy.py).
var folders = map[string]int{
	fixtures + "bookworm/pandas": 72, fixtures + "forky/pandas": 78,
	"testdata/pandas-1.5.3": 50, "testdata/pandas-2.3.3": 60, "testdata/legacy": 10,
}

// TestFixtures compares each of them with its account: every value, dtype, label, name, category and frequency.
func TestFixtures(t *testing.T) {
	for folder, least := range folders {
		files, err := filepath.Glob(folder + "/*.pkl")
		if err != nil {
			t.Fatal(err)
		}
		if len(files) < least {
			t.Errorf("%s: %d files, want at least %d", folder, len(files), least)
		}
		for _, file := range files {
			name := strings.TrimSuffix(filepath.Base(file), ".pkl")
			t.Run(strings.TrimPrefix(strings.TrimPrefix(folder, fixtures), "testdata/")+"/"+name, func(t *testing.T) {
				c := &comparer{t: t}
				c.compare(load(t, file), readJSON(t, strings.TrimSuffix(file, ".pkl")+".json"), "")
				if c.objects == 0 {
					t.Error("nothing of pandas was compared")
				}
			})
		}
	}
}

// load reads a pickle with the buffers that lie beside it.
func load(t testing.TB, file string) py.Value {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var buffers [][]byte
	names, _ := filepath.Glob(strings.TrimSuffix(file, ".pkl") + ".buf*") // in order: at most 10
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		buffers = append(buffers, b)
	}
	doc, err := pickle.Loads(data, pickle.WithBuffers(buffers))
	if err != nil {
		t.Fatal(err)
	}
	return doc.Root()
}

func readJSON(t testing.TB, file string) any {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	d := json.NewDecoder(f)
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// A comparer walks a value and pandas' own account of it side by side.
type comparer struct {
	t       *testing.T
	objects int
}

func (c *comparer) compare(v py.Value, want any, path string) {
	switch want := want.(type) {
	case []any:
		if v.Len() != len(want) {
			c.t.Errorf("%s: %d items, want %d", path, v.Len(), len(want))
			return
		}
		for i, w := range want {
			c.compare(v.Index(i), w, path+"["+strconv.Itoa(i)+"]")
		}
		return
	case map[string]any:
		if entries, ok := want["$dict"].([]any); ok {
			for _, e := range entries {
				pair := e.([]any)
				c.compare(v.Get(pair[0].(string)), pair[1], path+"."+pair[0].(string))
			}
			return
		}
	}
	x, err := pandas.FromPy(v)
	if err != nil {
		c.t.Errorf("%s: %v", path, err)
		return
	}
	c.objects++
	c.object(x, want, path)
}

// object compares what FromPy gave.
func (c *comparer) object(x, want any, path string) {
	w, _ := want.(map[string]any)
	switch x := x.(type) {
	case *pandas.DataFrame:
		columns, _ := w["$dataframe"].([]any)
		if rows, n := x.Shape(); n != len(columns) || rows != x.Index().Len() {
			c.t.Errorf("%s: shape (%d, %d), want %d columns", path, rows, n, len(columns))
			return
		}
		for i, column := range columns {
			column := column.(map[string]any)
			s := x.ColumnAt(i)
			at := fmt.Sprintf("%s[%v]", path, s.Name())
			c.equal(s.Name(), column["name"], at+".name")
			c.array(s.Array(), column["values"], column["dtype"], at)
		}
		c.index(x.Columns(), w["columns"], path+".columns")
		c.index(x.Index(), w["index"], path+".index")
	case *pandas.Series:
		c.array(x.Array(), w["$series"], w["dtype"], path)
		c.equal(x.Name(), w["name"], path+".name")
		c.index(x.Index(), w["index"], path+".index")
	case *pandas.Index:
		c.index(x, want, path)
	case pandas.Array:
		c.array(x, w["$extarray"], w["dtype"], path)
		if k, ok := x.(*pandas.Categorical); ok {
			c.index(k.Categories(), w["categories"], path+".categories")
			c.same(k.Ordered(), w["ordered"], path+".ordered")
			codes := []any{}
			for _, code := range k.Codes() {
				codes = append(codes, int64(code))
			}
			c.equal(codes, w["codes"], path+".codes")
		}
	case pandas.Timestamp, pandas.Timedelta, pandas.Period, pandas.Interval, pandas.Missing:
		c.equal(x, want, path)
	case *pandas.Offset:
		text, _ := want.(string)
		c.same(x.String(), strings.Replace(text, " BH=", " bh=", 1), path) // a code that pandas 2.2 renamed
	case pandas.DType:
		c.same(x.String(), want, path)
	default:
		c.t.Errorf("%s: got %T", path, x)
	}
}

func (c *comparer) array(a pandas.Array, want, dtype any, path string) {
	values, ok := want.([]any)
	if !ok || a.Len() != len(values) {
		c.t.Errorf("%s: %d values, want %d", path, a.Len(), len(values))
		return
	}
	c.same(a.DType().String(), modern(dtype), path+".dtype")
	for i, w := range values {
		at := path + "[" + strconv.Itoa(i) + "]"
		c.equal(a.At(i), w, at)
		c.same(a.Missing(i).String(), missing(w), at+" missing")
	}
}

// missing is what pandas' account says of a value.
func missing(want any) string {
	switch w := want.(type) {
	case nil:
		return "None"
	case map[string]any:
		switch {
		case w["$NaT"] != nil:
			return "NaT"
		case w["$NA"] != nil:
			return "NA"
		case w["$f"] == "nan":
			return "NaN"
		case w["$npscalar"] != nil:
			return missing(w["v"])
		}
	}
	return "Present"
}

// modern returns a dtype or frequency in the words of pandas 2.2.
func modern(text any) any {
	s, _ := text.(string)
	if new, ok := map[string]string{
		"period[H]": "period[h]", "period[T]": "period[min]", "period[S]": "period[s]", "period[L]": "period[ms]", "period[U]": "period[us]", "period[N]": "period[ns]",
		"period[A-DEC]": "period[Y-DEC]", "period[A-FEB]": "period[Y-FEB]", "period[2H]": "period[2h]",
	}[s]; ok {
		return new
	}
	return text
}

func (c *comparer) index(x *pandas.Index, want any, path string) {
	w, ok := want.(map[string]any)
	if !ok || x == nil {
		c.t.Errorf("%s: got %v, want %v", path, x, want)
		return
	}
	if labels, ok := w["$multiindex"].([]any); ok {
		c.same(x.Kind().String(), "MultiIndex", path)
		if x.Len() != len(labels) {
			c.t.Errorf("%s: %d labels, want %d", path, x.Len(), len(labels))
			return
		}
		for i, w := range labels {
			c.equal(x.At(i), w, path+"["+strconv.Itoa(i)+"]")
		}
		c.equal(x.Names(), w["names"], path+".names")
		return
	}
	class := w["class"]
	switch class {
	case "Int64Index", "Float64Index", "UInt64Index":
		class = "Index"
	}
	c.same(x.Kind().String(), class, path+".class")
	c.array(x.Array(), w["$index"], w["dtype"], path)
	c.equal(x.Name(), w["name"], path+".name")
	var freq any
	if f := x.Freq(); f != nil {
		if freq = f.Freq(); x.Kind() == pandas.PeriodIndex {
			freq = f.PeriodFreq()
		}
	}
	if want, _ := w["freq"].(string); want != "" {
		f, err := pandas.ParseOffset(want)
		if err != nil {
			c.t.Errorf("%s.freq: %v", path, err)
			return
		}
		if w["freq"] = f.Freq(); x.Kind() == pandas.PeriodIndex {
			w["freq"] = f.PeriodFreq()
		}
	}
	c.same(freq, w["freq"], path+".freq")
}

func (c *comparer) same(got, want any, path string) {
	if got != want {
		c.t.Errorf("%s: got %v, want %v", path, got, want)
	}
}

// equal compares a value with its account.
func (c *comparer) equal(x, want any, path string) {
	got := account(x)
	if t, ok := x.(pandas.Timestamp); ok {
		if _, isText := want.(map[string]any)["v"].(string); isText { // a numpy.datetime64
			got = t.String()
		}
	}
	want = plain(want)
	if !reflect.DeepEqual(got, want) {
		c.t.Errorf("%s: got %v (%T), want %v", path, got, x, want)
	}
}

// plain takes NumPy's scalars out of an account, which Go has as numbers.
func plain(want any) any {
	switch w := want.(type) {
	case map[string]any:
		if w["$npscalar"] != nil {
			return plain(w["v"])
		}
		if w["$period"] != nil {
			f, err := pandas.ParseOffset(w["freq"].(string))
			if err != nil {
				return err
			}
			w["freq"] = f.PeriodFreq()
		}
		out := map[string]any{}
		for k, v := range w {
			out[k] = plain(v)
		}
		return out
	case []any:
		out := make([]any, len(w))
		for i, v := range w {
			out[i] = plain(v)
		}
		return out
	case json.Number:
		return number(w)
	}
	return want
}

func number(n json.Number) any {
	if x, err := n.Int64(); err == nil {
		return account(x)
	}
	f, err := n.Float64()
	if err != nil {
		return err
	}
	return f
}

type object = map[string]any

// account writes a value as the fixtures' generator does.
func account(x any) any {
	switch x := x.(type) {
	case nil, bool, string:
		return x
	case int64:
		if x > -1<<53 && x < 1<<53 {
			return float64(x)
		}
		return object{"$int": strconv.FormatInt(x, 10)}
	case uint64:
		if x < 1<<53 {
			return float64(x)
		}
		return object{"$int": strconv.FormatUint(x, 10)}
	case *big.Int:
		return object{"$int": x.String()}
	case float64:
		switch {
		case x != x:
			return object{"$f": "nan"}
		case math.IsInf(x, 0):
			return object{"$f": map[bool]string{true: "inf", false: "-inf"}[x > 0]}
		case x == 0 && math.Signbit(x):
			return object{"$f": "-0"}
		}
		return x
	case complex128:
		return object{"$complex": []any{account(real(x)), account(imag(x))}}
	case []byte:
		return object{"$bytes": hex.EncodeToString(x)}
	case pandas.Decimal:
		return object{"$decimal": x.String()}
	case map[string]any:
		out := object{}
		for k, v := range x {
			out[k] = account(v)
		}
		return object{"$struct": out}
	case pandas.Missing:
		return object{"$" + x.String(): 1.0}
	case pandas.Timestamp:
		zone := any(nil)
		if x.Zone != nil {
			zone = x.Zone.Name
		}
		return object{"$timestamp": x.String(), "ns": nanoseconds(x.Ticks, x.Unit), "tz": zone, "unit": x.Unit}
	case pandas.Timedelta:
		return object{"$pdtimedelta_ns": nanoseconds(x.Ticks, x.Unit), "unit": x.Unit}
	case pandas.Period:
		return object{"$period": x.String(), "freq": x.Freq.PeriodFreq(), "ordinal": account(x.Ordinal)}
	case pandas.Interval:
		return object{"$interval": []any{account(x.Left), account(x.Right)}, "closed": x.Closed}
	case pandas.Tuple:
		return object{"$tuple": account([]any(x))}
	case []any:
		out := make([]any, len(x))
		for i, item := range x {
			out[i] = account(item)
		}
		return out
	case py.Value:
		switch x.Kind() {
		case py.List:
			out := []any{}
			for item := range x.Items() {
				out = append(out, account(item))
			}
			return out
		case py.Dict:
			out := []any{}
			for k, v := range x.Entries() {
				out = append(out, []any{account(k), account(v)})
			}
			return object{"$dict": out}
		case py.Str:
			s, _ := x.Str()
			return s
		case py.Int:
			n, _ := x.Int()
			return account(n)
		case py.None:
			return nil
		}
	}
	return fmt.Sprintf("%T %v", x, x)
}

// nanoseconds is Python's Timestamp.value, which is of nanoseconds whatever the unit.
func nanoseconds(ticks int64, unit string) string {
	per := map[string]int64{"s": 1e9, "ms": 1e6, "us": 1e3, "ns": 1}[unit]
	return new(big.Int).Mul(big.NewInt(ticks), big.NewInt(per)).String()
}
