package pickletools

import (
	"bufio"
	"bytes"
	"os"
	"strconv"
	"strings"
	"testing"
)

// TestPrintable compares all characters with what CPython's str.isprintable says, by testdata/printable.py.
func TestPrintable(t *testing.T) {
	for _, test := range []struct {
		file    string
		version Version
	}{
		{"testdata/printable_python311.txt", Python311},
		{"testdata/printable_python314.txt", Python314},
	} {
		text, err := os.ReadFile(test.file)
		if err != nil {
			t.Fatal(err)
		}
		want := make([]bool, 0x110000)
		ranges := 0
		for s := bufio.NewScanner(bytes.NewReader(text)); s.Scan(); {
			low, high, ok := strings.Cut(s.Text(), " ")
			if low == "#" || !ok {
				continue
			}
			from, err1 := strconv.ParseInt(low, 16, 32)
			to, err2 := strconv.ParseInt(high, 16, 32)
			if err1 != nil || err2 != nil {
				t.Fatalf("%s: %q", test.file, s.Text())
			}
			for r := from; r <= to; r++ {
				want[r] = true
			}
			ranges++
		}
		if ranges < 700 {
			t.Fatalf("%s: %d ranges", test.file, ranges)
		}
		wrong := 0
		for r, w := range want {
			if test.version.printable(rune(r)) != w {
				if wrong++; wrong < 5 {
					t.Errorf("%U: printable is %v, CPython says %v", r, !w, w)
				}
			}
		}
		if wrong > 0 {
			t.Errorf("%s: %d characters differ", test.file, wrong)
		}
	}
}

func TestTable(t *testing.T) {
	var tab table[int]
	want := map[uint64]int{}
	x := uint64(1)
	for i := range 5000 {
		x = x*6364136223846793005 + 1442695040888963407
		key := x >> 52 // often, and dense in the end
		switch i % 5 {
		case 3:
			key = x >> 33
		case 4:
			key = x
		}
		tab.put(key, i+1)
		want[key] = i + 1
	}
	if tab.n != len(want) {
		t.Errorf("%d entries, want %d", tab.n, len(want))
	}
	for key, v := range want {
		if got := tab.get(key); got != v {
			t.Fatalf("entry %d is %d, want %d", key, got, v)
		}
	}
	if got := tab.get(1 << 60); got != 0 {
		t.Errorf("an entry never put is %d", got)
	}
	if len(tab.dense) > 2*tab.n+64 {
		t.Errorf("%d places for %d entries", len(tab.dense), tab.n)
	}
}

func TestKeys(t *testing.T) {
	var k keys
	for _, pair := range [][2]string{{"True", "1"}, {"False", "0"}, {"7", "7"}, {"-3", "-3"}, {"99999999999999999999", "99999999999999999999"}} {
		if k.of([]byte(pair[0])) != k.of([]byte(pair[1])) {
			t.Errorf("%s and %s are different keys", pair[0], pair[1])
		}
	}
	seen := map[uint64]string{}
	for _, s := range []string{"0", "1", "-1", "-3", "9223372036854775807", "9223372036854775808", "18446744073709551615", "99999999999999999999"} {
		n := k.of([]byte(s))
		if other, ok := seen[n]; ok {
			t.Errorf("%s and %s are the same key", s, other)
		}
		seen[n] = s
	}
}
