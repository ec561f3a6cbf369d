package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/brine-go/brine/sklearn"
)

// TestJointRows: a model whose answer for a row depends on the others is given all rows of a file together, whatever the format that
// they come in.
func TestJointRows(t *testing.T) {
	file := "../../sklearn/testdata/unsupervised/1.9.0/NMF-mu.pkl"
	m, err := sklearn.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	x := sklearn.Matrix{Rows: 9*batchRows + 100, Cols: m.NFeatures} // more than a row group of Parquet
	var data strings.Builder
	for j := range x.Cols {
		fmt.Fprintf(&data, "%sc%d", strings.Repeat(",", min(j, 1)), j)
	}
	for i := range x.Rows {
		data.WriteByte('\n')
		for j := range x.Cols {
			v := float64((i/batchRows+1)*(1+(i*7+j*3)%11)) / 8 // every batch has a mean of its own
			x.Data = append(x.Data, v)
			fmt.Fprintf(&data, "%s%g", strings.Repeat(",", min(j, 1)), v)
		}
	}
	want, err := m.Transform(x)
	if err != nil {
		t.Fatal(err)
	}
	part, err := m.Transform(sklearn.Matrix{Data: x.Data[:batchRows*x.Cols], Rows: batchRows, Cols: x.Cols})
	if err != nil || slices.Equal(part.Data, want.Data[:len(part.Data)]) {
		t.Fatalf("the first batch alone has the answers of the whole, so that this test shows nothing: %v", err)
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "rows.csv")
	if err := os.WriteFile(path, []byte(data.String()), 0o666); err != nil {
		t.Fatal(err)
	}
	paths := []string{path}
	for _, ext := range []string{".parquet", ".arrow", ".jsonl", ".json", ".sqlite", ".npy", ".pkl"} {
		to := filepath.Join(dir, "rows"+ext)
		var stderr bytes.Buffer
		if code := run([]string{"convert", path, to}, nil, &stderr, &stderr); code != exitOK {
			t.Fatalf("exit code %d: %s", code, &stderr)
		}
		paths = append(paths, to)
	}
	for _, path := range paths {
		var stdout, stderr bytes.Buffer
		if code := run([]string{"predict", file, path, "--method", "transform"}, nil, &stdout, &stderr); code != exitOK {
			t.Errorf("%s: exit code %d: %s", filepath.Base(path), code, &stderr)
			continue
		}
		records, err := csv.NewReader(&stdout).ReadAll()
		if err != nil || len(records) != x.Rows+1 {
			t.Errorf("%s: %d records, want %d: %v", filepath.Base(path), len(records), x.Rows+1, err)
			continue
		}
		for i, record := range records[1:] {
			for j, cell := range record {
				got, err := strconv.ParseFloat(cell, 64)
				if w := want.Data[i*want.Cols+j]; err != nil || math.Abs(got-w) > 1e-12*max(1, w) {
					t.Fatalf("%s, row %d, column %d: got %s, want %v", filepath.Base(path), i, j, cell, w)
				}
			}
		}
	}
}
