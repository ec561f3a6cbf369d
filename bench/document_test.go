package main

import (
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestDocument: the page has what was measured and keeps what was written by hand; the plot is XML with a mark
// for every figure.
func TestDocument(t *testing.T) {
	rep := &report{results: results()}
	path := filepath.Join(t.TempDir(), "docs", "speed.md")
	day := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	bars := []barResult{{bars[0], []figure{atMost("Loads", 2*time.Second, time.Second, milliseconds)}}}
	for _, why := range []string{"", "Because of **this**.\n"} {
		if why != "" {
			page, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			page = []byte(strings.Replace(string(page), whyEnd, why+whyEnd, 1))
			if err := os.WriteFile(path, page, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		if err := rep.writeDocument(path, "go run ./bench -write", bars, day); err != nil {
			t.Fatal(err)
		}
		page, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{
			"| date | 23 November 2026 |\n", "| made by | `go run ./bench -write` |\n", "](speed.svg)",
			"\n| Dumps of a Document | 2.0/1.8 | 4.0 | NO | 2.0/1.7 | 1.5 | yes | one, 2 |\n",
			"\n- load to a Document: another, protocol 4: .50/.50\n",
			"\n- another, protocol 4: Marshal against ogórek, 0.50\n",
			"\n| Loads | 2000.0 ms | at most 1000.0 ms | NO |\n",
			whyStart + "\n" + why + whyEnd,
		} {
			if !strings.Contains(string(page), want) {
				t.Errorf("no %q in\n%s", want, page)
			}
		}
	}
	picture, err := os.Open(strings.TrimSuffix(path, ".md") + ".svg")
	if err != nil {
		t.Fatal(err)
	}
	defer picture.Close()
	elements := make(map[string]int)
	for d := xml.NewDecoder(picture); ; {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if start, ok := token.(xml.StartElement); ok {
			elements[start.Name.Local]++
		}
	}
	// One workload at protocol 4 and the mean: of Brine load, walk, Unmarshal, Dumps, Marshal, MarshalAppend, and
	// two in the legend.
	if elements["circle"] != 2*6+2 {
		t.Errorf("%d circles: %v", elements["circle"], elements)
	}
}

// TestCommandLine: where the Pythons are is nobody's concern.
func TestCommandLine(t *testing.T) {
	for _, tt := range []struct{ args, want string }{
		{"-write", "go run ./bench -write"},
		{"-python A -rounds 3", "go run ./bench -python … -rounds 3"},
		{"--python=A -write=x.md", "go run ./bench -python … -write=x.md"},
	} {
		if got := commandLine(strings.Fields(tt.args)); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}
