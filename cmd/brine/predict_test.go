package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const fixtureRoot = "../../testdata/fixtures"

// An expectation is what scikit-learn computed for a fixture (testdata/generate/gen_models.py).
type expectation struct {
	X struct {
		File string
	}
	Outputs map[string]json.RawMessage // {"data": […]} of a method's result, other forms of other attributes
}

func readJSON(t *testing.T, path string, to any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(fixtureRoot, path))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, to); err != nil {
		t.Fatal(err)
	}
}

// testRows returns the rows that the expectations of a stack are for.
func testRows(t *testing.T, path string) [][]float64 {
	t.Helper()
	var data struct {
		X [][]float64 `json:"X_test"`
	}
	readJSON(t, path, &data)
	return data.X
}

// TestPredictIsScikitLearns: the command prints what scikit-learn computed, labels exactly, numbers within 1e-12 of the
// larger of 1 and the value.
func TestPredictIsScikitLearns(t *testing.T) {
	compared := 0
	for _, stack := range []string{"bookworm", "forky"} {
		for _, name := range []string{"LinearRegression-p2", "LinearRegression-p4", "LinearRegression-p5", "Ridge", "Lasso", "LogisticRegression-p2",
			"LogisticRegression-p4", "LogisticRegression-binary", "LogisticRegression-strlabels", "LogisticRegression-ovr", "StandardScaler"} {
			name := stack + "/estimators/" + name
			var want expectation
			readJSON(t, name+".json", &want)
			dir := t.TempDir()
			data := filepath.Join(dir, "data.csv")
			writeRowsCSV(t, data, testRows(t, stack+"/"+want.X.File))
			for method, text := range want.Outputs {
				if method == "inverse_transform" || method == "get_feature_names_out" {
					continue
				}
				var output struct{ Data []any }
				if err := json.Unmarshal(text, &output); err != nil || output.Data == nil {
					t.Fatalf("%s: %s: %v", name, method, err)
				}
				var stdout, stderr bytes.Buffer
				code := run([]string{"predict", filepath.Join(fixtureRoot, name+".pkl"), data, "--method", method}, nil, &stdout, &stderr)
				if code != exitOK || stderr.Len() > 0 {
					t.Errorf("%s: %s: exit code %d: %s", name, method, code, &stderr)
					continue
				}
				records, err := csv.NewReader(&stdout).ReadAll()
				if err != nil {
					t.Fatal(err)
				}
				cells := slices.Concat(records[1:]...)
				if len(cells) != len(output.Data) {
					t.Errorf("%s: %s: %d cells, want %d", name, method, len(cells), len(output.Data))
					continue
				}
				for i, cell := range cells {
					if !agrees(cell, output.Data[i]) {
						t.Errorf("%s: %s: cell %d is %s, want %v", name, method, i, cell, output.Data[i])
						break
					}
					compared++
				}
			}
		}
	}
	if compared != 2600 {
		t.Errorf("%d cells were compared", compared)
	}
}

func agrees(cell string, want any) bool {
	x, ok := want.(float64)
	if !ok {
		return cell == fmt.Sprint(want)
	}
	got, err := strconv.ParseFloat(cell, 64)
	return err == nil && math.Abs(got-x) <= 1e-12*max(1, math.Abs(x))
}

func writeRowsCSV(t *testing.T, path string, rows [][]float64) {
	t.Helper()
	var b strings.Builder
	for i := range rows[0] {
		fmt.Fprintf(&b, "%sc%d", []string{"", ","}[min(i, 1)], i)
	}
	for _, row := range rows {
		for i, x := range row {
			b.WriteString([]string{"\n", ","}[min(i, 1)] + strconv.FormatFloat(x, 'g', -1, 64))
		}
	}
	if err := os.WriteFile(path, []byte(b.String()+"\n"), 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestIrisCSV: the data of the README's example are the rows that scikit-learn's forecasts in the fixtures are for.
func TestIrisCSV(t *testing.T) {
	f, err := os.Open("testdata/iris.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := testRows(t, "forky/datasets/iris.json")
	if len(records)-1 != len(rows) {
		t.Fatalf("%d rows, want %d", len(records)-1, len(rows))
	}
	for i, row := range rows {
		for j, x := range row {
			if got, err := strconv.ParseFloat(records[i+1][j], 64); err != nil || got != x {
				t.Errorf("row %d, column %d: got %s, want %v", i, j, records[i+1][j], x)
			}
		}
	}
}

// TestManyRows: data longer than a batch come out whole and in order, and an error names the line in the file.
func TestManyRows(t *testing.T) {
	const n = 2*batchRows + 100
	var data strings.Builder
	data.WriteString("a,b,c,d\n")
	for i := range n {
		fmt.Fprintf(&data, "%d,1,2,3\n", i)
	}
	model := filepath.Join(fixtureRoot, "forky/estimators/StandardScaler-df.pkl")
	var stdout, stderr bytes.Buffer
	if code := run([]string{"predict", model, "-", "--method", "transform"}, strings.NewReader(data.String()), &stdout, &stderr); code != exitOK {
		t.Fatalf("exit code %d: %s", code, &stderr)
	}
	records, err := csv.NewReader(&stdout).ReadAll()
	if err != nil || len(records) != n+1 {
		t.Fatalf("%d records, want %d: %v", len(records), n+1, err)
	}
	// What the scaler learned, as brine show --all tells.
	const mean, scale = 5.8528, 0.8479222605876084
	for i, record := range records[1:] {
		got, err := strconv.ParseFloat(record[0], 64)
		if want := (float64(i) - mean) / scale; err != nil || math.Abs(got-want) > 1e-12*max(1, want) {
			t.Fatalf("row %d: got %s, want about %v", i, record[0], want)
		}
	}
	stdout.Reset()
	code := run([]string{"predict", model, "-", "--method", "transform"}, strings.NewReader(data.String()+"1,inf,2,3\n"), &stdout, &stderr)
	if code != exitData || !strings.Contains(stderr.String(), fmt.Sprintf("stdin: line %d, column \"b\": infinity", n+2)) {
		t.Errorf("exit code %d: %s", code, &stderr)
	}
}
