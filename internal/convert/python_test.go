package convert

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/brine-go/brine/pandas"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// python is the judge of what Go writes:
//
//	go test ./internal/convert -run TestPython -python python3
var python = flag.String("python", "", "`command` of a Python with pandas 2 and pyarrow, which then reads what Go writes")

// TestPython has a real Python read every frame and series of the fixtures as Go writes it, in each format.
func TestPython(t *testing.T) {
	if *python == "" {
		t.Skip("no -python given")
	}
	var lines bytes.Buffer
	enc := json.NewEncoder(&lines)
	type trial struct {
		Name   string `json:"name"`
		Format Format `json:"format"`
		Data   []byte `json:"data"`
		Pickle []byte `json:"pickle"`
	}
	n := 0
	try := func(name string, doc *py.Document, path string) {
		x, err := pandas.FromPy(doc.Root())
		if err != nil {
			return
		}
		df, ok := x.(*pandas.DataFrame)
		if s, isSeries := x.(*pandas.Series); isSeries {
			df, err = SeriesFrame(s)
			ok = err == nil
		}
		if !ok {
			return
		}
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, format := range []Format{Parquet, Arrow, CSV, SQLite, Pickle} {
			data, err := written(t, df, format)
			if err != nil {
				t.Logf("%s, %s: %v", name, format, err)
				continue
			}
			n++
			if err := enc.Encode(trial{name, format, data, source}); err != nil {
				t.Fatal(err)
			}
		}
	}
	fixturePickles(t, func(name string, doc *py.Document) { try(name, doc, filepath.Join(fixtureRoot, name)) })
	paths, err := filepath.Glob("testdata/files/*.pkl")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		try(path, loadPickle(t, path), path)
	}
	if n < 200 {
		t.Fatalf("only %d trials", n)
	}
	source, err := os.ReadFile("testdata/check.py")
	if err != nil {
		t.Fatal(err)
	}
	args := append(strings.Fields(*python), "-c", string(source))
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdin = &lines
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Errorf("%s: %v", *python, err)
	}
}

// written returns a frame in a format; as a pickle, what has been through Arrow.
func written(t *testing.T, df *pandas.DataFrame, format Format) ([]byte, error) {
	o := &Options{Rows: 2}
	if format == Pickle {
		got, err := through(t, df, Arrow, o)
		if err != nil {
			return nil, err
		}
		b := py.NewBuilder()
		v, err := got.MarshalPickle(b)
		if err != nil {
			return nil, err
		}
		doc, err := b.Document(v)
		if err != nil {
			return nil, err
		}
		return pickle.Dumps(doc.Root())
	}
	o.Texts = format.Texts()
	table, err := FrameTable(df, o)
	if err != nil {
		return nil, err
	}
	if format == SQLite {
		path := filepath.Join(t.TempDir(), "x")
		if err := WriteSQLite(path, table, o); err != nil {
			return nil, err
		}
		return os.ReadFile(path)
	}
	var b bytes.Buffer
	err = WriteTable(&b, table, format, o)
	return b.Bytes(), err
}
