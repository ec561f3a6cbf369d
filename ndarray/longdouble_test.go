package ndarray

import (
	"encoding/hex"
	"encoding/json"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"
)

// TestLongDoubles compares what x86's long doubles are rounded to with NumPy.
func TestLongDoubles(t *testing.T) {
	data, err := os.ReadFile("testdata/longdouble.json")
	if err != nil {
		t.Fatal(err)
	}
	var rows [][2]string
	if err := json.Unmarshal(data, &rows); err != nil || len(rows) < 300 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, row := range rows {
		raw, err := hex.DecodeString(row[0])
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{"<f16", ">f16", "<f12", ">f12"} {
			d := dtype(t, text)
			b := append(slices.Clone(raw), 0xAA, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA)[:d.ItemSize]
			if d.Order == Big {
				slices.Reverse(b)
			}
			a, err := New(d, []int{1}, b)
			if err != nil {
				t.Fatal(err)
			}
			got, err := a.LongDoubles()
			if err != nil {
				t.Errorf("%s as %s: %v", row[0], text, err)
				continue
			}
			if same := strconv.FormatUint(math.Float64bits(got[0]), 10) == row[1]; !same && !(row[1] == "nan" && got[0] != got[0]) {
				t.Errorf("%s as %s is %v, want the bits %s", row[0], text, got[0], row[1])
			}
		}
	}
	for _, bad := range []string{"0000000000000040ff3f", "0000000000000000ff7f", "00000000000000400140"} {
		raw, err := hex.DecodeString(bad + "000000000000")
		if err != nil {
			t.Fatal(err)
		}
		a, err := New(dtype(t, "<f16"), []int{1}, raw)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := a.LongDoubles(); err == nil {
			t.Errorf("%s is %v", bad, got)
		}
	}
	a, err := New(dtype(t, "<f8"), []int{1}, make([]byte, 8))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.LongDoubles(); err == nil {
		t.Error("doubles as long doubles")
	}
}
