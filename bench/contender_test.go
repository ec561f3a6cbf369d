package main

import (
	"math/big"
	"reflect"
	"strings"
	"testing"
	"time"
)

// small is the folder of every workload at a ten-thousandth of its size, made by workloads.py.
func small(t *testing.T) *folder {
	t.Helper()
	f, err := openFolder("testdata/small", 10000)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// rivalFailures are what the rivals are known to fail at, by library, task and workload.
var rivalFailures = map[string]bool{
	"ogórek load tree":         true, // no opcode NEWOBJ
	"ogórek Marshal profile":   true, // a time.Time is dumped as {}
	"ogórek Marshal int_tuple": true, // no struct is a tuple
	"ogórek Marshal graphite":  true,
	"ogórek Marshal tree":      true, // or an instance
}

// TestContenders: every Go library makes of every workload what Python says that it holds, and what it dumps
// holds that too, but for what rivals are known to fail at.
func TestContenders(t *testing.T) {
	files := small(t)
	for _, w := range workloads {
		for _, proto := range []int{2, 4, 5} {
			in, err := files.open(w, proto)
			if err != nil {
				t.Fatal(err)
			}
			if in.want == (digest{}) {
				t.Fatalf("%s: an empty digest", w.name)
			}
			for _, c := range goContenders(brineHolds) {
				for _, o := range c.open(in) {
					_, err := o.batch(1)
					if err == nil {
						err = o.check()
					}
					what := c.library + " " + string(o.task) + " " + w.name
					if fails := rivalFailures[what]; fails != (err != nil) {
						t.Errorf("%s, protocol %d: %v, known to fail: %v", what, proto, err, fails)
					}
					if err != nil {
						break // the next op takes what this one did not make
					}
				}
			}
		}
	}
}

// TestDigest: the digest of Go values beside that of the pickle in which Python says the same.
func TestDigest(t *testing.T) {
	day := time.Date(1980, 5, 7, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		pickled string // by pickle.dumps(…, 2)
		value   any
	}{
		{"\x80\x02N.", nil},                                                                 // None
		{"\x80\x02X\x00\x00\x00\x00q\x00.", ""},                                             // ''
		{"\x80\x02\x88.", true},                                                             // True
		{"\x80\x02J\xfe\xff\xff\xff.", -2},                                                  // -2
		{"\x80\x02M\x2c\x01.", big.NewInt(300)},                                             // 300
		{"\x80\x02G\xbf\xf8\x00\x00\x00\x00\x00\x00.", -1.5},                                // -1.5
		{"\x80\x02X\x02\x00\x00\x00\xc3\xa9q\x00.", "é"},                                    // 'é'
		{"\x80\x02]q\x00(K\x01K\x02e.", []int64{1, 2}},                                      // [1, 2]
		{"\x80\x02}q\x00K\x01Ns.", map[int64]any{1: nil}},                                   // {1: None}
		{"\x80\x02}q\x00K\x01Ns.", map[int64]*int64{1: nil}},                                // {1: None}
		{"\x80\x02K\x01G?\xf0\x00\x00\x00\x00\x00\x00\x86q\x00.", Point{Time: 1, Value: 1}}, // (1, 1.0)
		{"\x80\x02cdatetime\ndate\nq\x00c_codecs\nencode\nq\x01X\x05\x00\x00\x00\x07\xc2\xbc\x05\x07q\x02" +
			"X\x06\x00\x00\x00latin1q\x03\x86q\x04Rq\x05\x85q\x06Rq\x07.", day}, // datetime.date(1980, 5, 7)
	} {
		want, err := brineHolds([]byte(tt.pickled))
		if err != nil {
			t.Fatalf("%q: %v", tt.pickled, err)
		}
		got, err := digestValue(tt.value)
		if err != nil || got != want || got == (digest{}) {
			t.Errorf("%v: %+v (%v), want %+v", tt.value, got, err, want)
		}
	}
}

// TestWrong: a result that is not the workload is found out.
func TestWrong(t *testing.T) {
	in := &input{want: digest{Containers: 1, Ints: 2, IntSum: 3}}
	for _, tt := range []struct {
		value any
		want  string
	}{
		{[]int64{1, 2}, ""},
		{[]int64{2, 1}, ""},
		{[]int64{1, 3}, "wrong result: sum of ints 4, want 3"},
		{[]int64{1, 1, 1}, "wrong result: ints 3, want 2"},
		{[]any{1, 2, nil}, "wrong result: empty values 1, want 0"},
		{[]float64{1, 2}, "wrong result: ints 0, want 2"},
		{Node{}, "wrong result: containers 0, want 1"},
		{make(chan int), "chan int is in no workload"},
	} {
		got := ""
		if err := in.same(digestValue(tt.value)); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%v: %q, want %q", reflect.ValueOf(tt.value), got, tt.want)
		}
	}
}

// TestPython: the script answers as python.go asks.
func TestPython(t *testing.T) {
	pythons, err := findPythons()
	if err != nil {
		t.Skip(err)
	}
	for _, p := range pythons {
		if !strings.HasPrefix(p.version, "3.") {
			t.Errorf("%s: version %q", p.path, p.version)
		}
		files := small(t)
		in, err := files.open(workloads[0], 4)
		if err != nil {
			t.Fatal(err)
		}
		if err := in.same(p.digest(in.data)); err != nil {
			t.Errorf("%s: %v", p.path, err)
		}
		for _, o := range p.contender().open(in) {
			s, err := o.batch(100)
			if err == nil {
				err = o.check()
			}
			if err != nil || s.wall < 100*time.Nanosecond || s.cpu < 100*time.Nanosecond || s.wall > time.Second {
				t.Errorf("%s: %s: %v, %v", p.path, o.task, s, err)
			}
		}
		if _, err := p.digest([]byte("\x80\x04]a.")); err == nil || !strings.Contains(err.Error(), "Error: ") {
			t.Errorf("%s: a broken pickle: %v", p.path, err)
		}
		if err := p.close(); err != nil {
			t.Error(err)
		}
	}
}
