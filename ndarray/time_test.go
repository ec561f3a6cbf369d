package ndarray

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"os"
	"strconv"
	"testing"
	"time"
)

// TestTimes compares dates and durations of every unit with NumPy's.
func TestTimes(t *testing.T) {
	data, err := os.ReadFile("testdata/times.json")
	if err != nil {
		t.Fatal(err)
	}
	var rows [][3]json.RawMessage
	if err := json.Unmarshal(data, &rows); err != nil || len(rows) < 600 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, row := range rows {
		var text, count string
		if json.Unmarshal(row[0], &text) != nil || json.Unmarshal(row[1], &count) != nil {
			t.Fatalf("row %s", row)
		}
		tick, err := strconv.ParseInt(count, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		a := one(t, text, tick)
		if ticks, err := a.Ticks(); err != nil || ticks[0] != tick {
			t.Errorf("%s: count %v, %v; want %d", text, ticks, err, tick)
		}
		if a.DType.Kind == Timedelta {
			got, err := a.Durations()
			var want string
			if json.Unmarshal(row[2], &want) != nil || want == "" {
				if err == nil {
					t.Errorf("NaT of %s is %v", text, got)
				}
			} else if err != nil || strconv.FormatInt(int64(got[0]), 10) != want {
				t.Errorf("%d of %s is %v, %v; want %s", tick, text, got, err, want)
			}
			continue
		}
		got, err := a.Times()
		if err != nil {
			t.Errorf("%d of %s: %v", tick, text, err)
			continue
		}
		var parts []int
		if json.Unmarshal(row[2], &parts) != nil || parts == nil {
			if !got[0].IsZero() {
				t.Errorf("NaT of %s is %v", text, got)
			}
			continue
		}
		want := time.Date(parts[0], time.Month(parts[1]), parts[2], parts[3], parts[4], parts[5], parts[6], time.UTC)
		if got[0] != want {
			t.Errorf("%d of %s is %v, want %v", tick, text, got[0], want)
		}
	}
}

func one(t *testing.T, text string, tick int64) *Array {
	t.Helper()
	d := dtype(t, text)
	b := make([]byte, 8)
	binary.LittleEndian.PutUint64(b, uint64(tick))
	if d.Order == Big {
		binary.BigEndian.PutUint64(b, uint64(tick))
	}
	a, err := New(d, nil, b)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestNoTime asks for times that Go does not have.
func TestNoTime(t *testing.T) {
	for _, test := range []struct {
		dtype string
		tick  int64
	}{
		{"<M8", 5}, {"<M8[Y]", math.MaxInt64}, {"<M8[M]", math.MinInt64 + 1}, {"<M8[W]", math.MaxInt64 / 7}, {"<M8[s]", math.MaxInt64},
		{"<M8[D]", -math.MaxInt64}, {"<M8[2ns]", math.MaxInt64}, {"<f8", 0}, {"<m8[s]", 0},
	} {
		if got, err := one(t, test.dtype, test.tick).Times(); err == nil {
			t.Errorf("%d of %s is %v", test.tick, test.dtype, got)
		}
	}
	for _, test := range []struct {
		dtype string
		tick  int64
	}{{"<m8", 5}, {"<m8[Y]", 1}, {"<m8[M]", 1}, {"<m8[s]", math.MaxInt64}, {"<m8[ps]", 1}, {"<m8[ns]", NaT}, {"<M8[ns]", 0}, {"<i8", 0}} {
		if got, err := one(t, test.dtype, test.tick).Durations(); err == nil {
			t.Errorf("%d of %s is %v", test.tick, test.dtype, got)
		}
	}
	if got, err := one(t, "<m8[ps]", 5000).Durations(); err != nil || got[0] != 5 {
		t.Errorf("5000 ps are %v, %v", got, err)
	}
	for _, test := range []struct {
		unit, want string
		count      int
		ok         bool
	}{{"", "", 1, true}, {"25s", "s", 25, true}, {"as", "as", 1, true}, {"0s", "", 0, false}, {"5", "", 0, false}, {"years", "", 0, false}, {"99999999999s", "", 0, false}} {
		d := DType{Kind: Datetime, ItemSize: 8, Unit: test.unit}
		if count, unit, ok := d.Step(); ok != test.ok || count != test.count || unit != test.want {
			t.Errorf("unit %q: %d %q %t", test.unit, count, unit, ok)
		}
	}
}
