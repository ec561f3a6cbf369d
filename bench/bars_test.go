package main

import (
	"bytes"
	"errors"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/brine-go/brine/pickle"
)

// TestMadePickles: the pickles that bars are measured on hold what is said of them.
func TestMadePickles(t *testing.T) {
	data, err := recordsOf(10 * valuesARecord)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := pickle.Loads(data)
	if err != nil {
		t.Fatal(err)
	}
	var sum tally
	for record := range doc.Root().Items() {
		sum.walk(record)
	}
	if doc.Root().Len() != 10 || sum.values != 10*valuesARecord {
		t.Errorf("%d records of %d values", doc.Root().Len(), sum.values)
	}
	for _, size := range []int{100, frameSize + 1} {
		var out bytes.Buffer
		if err := writeItems(&out, bytes.Repeat([]byte{'x'}, size), 2500); err != nil {
			t.Fatal(err)
		}
		doc, err := pickle.Loads(out.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if list := doc.Root(); list.Len() != 2500 || list.Index(2499).Len() != size {
			t.Errorf("%d items, the last of %d", list.Len(), list.Index(2499).Len())
		}
	}
}

// TestWriteBars: a table, with a word where there is a bar.
func TestWriteBars(t *testing.T) {
	var out strings.Builder
	err := writeBars(&out, []barResult{{bars[0], []figure{
		told("told", "%d", 7),
		atMost("too much", 2*time.Second, time.Second, milliseconds),
		atMost("enough", 1, 1, number),
	}}})
	const want = `Bulk bytes: beside copying them                         bar    
  told                                     7                   
  too much                         2000.0 ms  at most 1000.0 ms   NO
  enough                                   1          at most 1  yes
`
	if err != nil || strings.ReplaceAll(out.String(), " ", "") != strings.ReplaceAll(want, " ", "") {
		t.Errorf("%v\n%s", err, &out)
	}
}

// TestFirstScreen: the time to some lines of a command that goes on for a while.
func TestFirstScreen(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no sh")
	}
	first, all, err := firstScreen(exec.Command("sh", "-c", "echo 1; echo 2; sleep 0.2"), 2)
	if err != nil || first > all || all < 200*time.Millisecond {
		t.Errorf("%v, %v, %v", first, all, err)
	}
	if _, _, err := firstScreen(exec.Command("echo", "1"), 2); err == nil || errors.Is(err, exec.ErrNotFound) {
		t.Errorf("too few lines: %v", err)
	}
}
