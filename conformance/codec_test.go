package main

import (
	"strings"
	"testing"
)

func TestLoadAndDump(t *testing.T) {
	two := 2
	registered := []extension{{"zoo", "Plain", 200}}
	for _, test := range []struct {
		name string
		req  request
		in   string
		want string
		used int
	}{
		{"own protocol", request{}, "\x80\x03K\x07.", "\x80\x03K\x07.", 5},
		{"own protocol, no PROTO", request{}, "I7\n.", "I7\n.", 4},
		{"what follows is not taken", request{}, "N.garbage", "N.", 2},
		{"another protocol", request{Protocol: &two}, "I7\n.", "\x80\x02K\x07.", 4},
		{"Python 2 names", request{FixImports: true}, "c__builtin__\nxrange\np0\n.", "c__builtin__\nxrange\np0\n.", 24},
		{"Python 2 string kept", request{}, "S'a'\np0\n.", "S'a'\np0\n.", 9},
		{"Python 2 string decoded", request{Encoding: "latin1"}, "S'a'\np0\n.", "Va\np0\n.", 9},
		{"extension code", request{Extensions: registered}, "\x80\x02\x82\xc8.", "\x80\x02\x82\xc8.", 5},
	} {
		answer, out := loadAndDump(&test.req, [][]byte{[]byte(test.in)})
		if answer.Error != "" || len(out) != 1 || string(out[0]) != test.want || answer.Used != test.used {
			t.Errorf("%s: %+v %q, want %q after %d bytes", test.name, answer, out, test.want, test.used)
		}
	}
}

func TestLoadAndDumpRefuses(t *testing.T) {
	for _, test := range []struct {
		name, in string
		end      bool
	}{
		{"nothing", "", true},
		{"cut off", "\x80\x04K", true},
		{"no STOP", "N", true},
		{"unknown opcode", "\xff.", false},
		{"empty stack", ".", false},
		{"extension code that is not registered", "\x80\x02\x82\xc8.", false},
		{"buffer that is not there", "\x80\x05\x97.", false},
	} {
		answer, _ := loadAndDump(&request{}, [][]byte{[]byte(test.in)})
		if answer.Error == "" || answer.End != test.end {
			t.Errorf("%s: %+v, want an error with End %v", test.name, answer, test.end)
		}
		if strings.Contains(answer.Error, "panic") {
			t.Errorf("%s: %s", test.name, answer.Error)
		}
	}
}

func TestLoadAndDumpBuffers(t *testing.T) {
	in := "\x80\x05\x95\x05\x00\x00\x00\x00\x00\x00\x00\x97\x98\x97\x86."
	answer, out := loadAndDump(&request{}, [][]byte{[]byte(in), []byte("first"), []byte("second")})
	if answer.Error != "" || len(out) != 3 || string(out[1]) != "first" || string(out[2]) != "second" {
		t.Fatalf("%+v %q", answer, out)
	}
	four := 4
	answer, out = loadAndDump(&request{Protocol: &four}, [][]byte{[]byte(in), []byte("first"), []byte("second")})
	if answer.Error != "" || len(out) != 1 || !strings.Contains(string(out[0]), "C\x05first") {
		t.Errorf("at protocol 4, where buffers go in band: %+v %q", answer, out)
	}
}

func TestMayChange(t *testing.T) {
	for path, want := range map[string]bool{
		"testdata/fixtures/py27/dt-cPickle-p1.pkl":     true,
		"testdata/fixtures/py27/dt-pickle-p1.pkl":      false,
		"testdata/fixtures/bookworm/dill/cls-p4.pkl":   true,
		"testdata/fixtures/bookworm/stdlib/ip-p4.pkl":  false,
		"testdata/fixtures/forky/numpy/dill-p4.pkl":    false,
		"testdata/fixtures/py27/prims-pickle-p0.pkl":   true,
		"testdata/fixtures/forky/estimators/Ridge.pkl": false,
	} {
		if got := mayChange(path) != ""; got != want {
			t.Errorf("%s: %v, want %v", path, got, want)
		}
	}
}

func TestPickles(t *testing.T) {
	files, err := pickles([]string{"../testdata/fixtures/forky/numpy"})
	if err != nil {
		t.Fatal(err)
	}
	buffers := 0
	for _, f := range files {
		if strings.HasSuffix(f.path, "oob-p5.pkl") {
			buffers = len(f.buffers)
		}
	}
	if len(files) < 100 || buffers != 2 {
		t.Errorf("%d files, %d buffers of oob-p5, want over 100 and 2", len(files), buffers)
	}
	if _, err := pickles([]string{"no such folder"}); err == nil {
		t.Error("a missing folder is no error")
	}
}
