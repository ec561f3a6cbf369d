package fixturetest

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"testing"
)

// ReadJSON reads what a library answered. Numbers in an any are as they are written: labels may be past 2^53.
func ReadJSON(tb testing.TB, path string, into any) {
	tb.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	if err := Unmarshal(data, into); err != nil {
		tb.Fatalf("%s: %v", path, err)
	}
}

// Unmarshal is json.Unmarshal with each number in an any as a json.Number.
func Unmarshal(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	return d.Decode(into)
}

// Floats returns the numbers of an array in such a file.
func Floats(tb testing.TB, values []any) []float64 {
	tb.Helper()
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = Float(tb, v)
	}
	return out
}

// special are the floats that JSON has not: {"$f": "nan"}.
var special = map[any]float64{"nan": math.NaN(), "inf": math.Inf(1), "-inf": math.Inf(-1), "-0": math.Copysign(0, -1)}

// Float returns a number of such a file.
func Float(tb testing.TB, v any) float64 {
	tb.Helper()
	switch v := v.(type) {
	case json.Number:
		x, err := v.Float64()
		if err != nil {
			tb.Fatal(err)
		}
		return x
	case map[string]any:
		if x, ok := special[v["$f"]]; ok {
			return x
		}
	}
	tb.Fatalf("%v is no number", v)
	return 0
}
