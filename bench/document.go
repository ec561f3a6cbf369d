package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// whyStart and whyEnd are around the part of the document that is written by hand and kept.
const (
	whyStart = "<!-- by hand from here -->"
	whyEnd   = "<!-- to here -->"
)

// defaultDocument is where -write writes, seen from the repository's root.
const defaultDocument = "docs/performance.md"

// writeDocument writes the report and the bars as a page, and the plot beside it.
func (rep *report) writeDocument(path, command string, bars []barResult, now time.Time) error {
	old, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	plot := strings.TrimSuffix(path, filepath.Ext(path)) + ".svg"
	var page, picture bytes.Buffer
	if err := rep.writePage(&page, filepath.Base(plot), command, bars, now, byHand(string(old))); err != nil {
		return err
	}
	if _, files, ok := strings.Cut(string(old), filesTitle); ok { // which another run wrote
		page.WriteString(filesTitle + files)
	}
	if err := rep.writePlot(&picture); err != nil {
		return err
	}
	if err := os.WriteFile(plot, picture.Bytes(), 0o666); err != nil {
		return err
	}
	return os.WriteFile(path, page.Bytes(), 0o666)
}

// byHand returns what stands between whyStart and whyEnd.
func byHand(page string) string {
	_, rest, _ := strings.Cut(page, whyStart+"\n")
	text, _, ok := strings.Cut(rest, whyEnd)
	if !ok {
		return ""
	}
	return text
}

func (rep *report) writePage(w io.Writer, plot, command string, bars []barResult, now time.Time, why string) error {
	var out strings.Builder
	p := func(format string, args ...any) { fmt.Fprintf(&out, format, args...) }
	p("# Performance\n\n<!-- Written by go run ./bench -write, but for the part that is marked as written by hand. -->\n\n")
	p("Brine beside CPython's C pickle and Go's other pickle libraries, in one run. Limits and checks stay on; what is timed is checked\n")
	p("first: every loaded value is counted and summed and must be what Python has, every dump is read by Python.\n\n")
	p("| | |\n|---|---|\n")
	p("| date | %s |\n| machine | %s |\n| Go | %s |\n| beside | %s |\n| made by | `%s` |\n\n",
		now.Format("2 January 2006"), machine(), runtime.Version(), strings.Join(rep.versions(), ", "), command)
	p("![How many times as fast as CPython](%s)\n\n", plot)

	p("## Against CPython\n\n")
	p("The other's time divided by Brine's, so above 1 Brine is faster: by the shortest wall time of the rounds / by the median\n")
	p("of the processor times, which count the collector's threads. Of several CPythons the fastest counts, for each row anew.\n")
	p("Trust differences above 15 %%.\n\n")
	rep.bars().markdown(&out)
	p("\n`load` is pickle.Loads: one private copy of the bytes, and a Document. `and read all` reads every value through its handle,\n")
	p("too. Unmarshal and Marshal fill and write the Go types in bench/types.go. MarshalAppend writes to a buffer that is kept.\n\n")

	p("## What is slower, and why\n\n")
	slow := rep.slowerThanCPython()
	if len(slow) == 0 {
		p("Nothing is slower than CPython in this run.\n")
	} else {
		p("Slower than CPython in this run, by wall / processor time:\n\n")
		for _, line := range slow {
			p("- %s\n", line)
		}
	}
	if others := rep.slower(); len(others) > 0 {
		p("\nSlower than another Go library:\n\n")
		for _, line := range others {
			p("- %s\n", line)
		}
	}
	p("\n%s\n%s%s\n\n", whyStart, why, whyEnd)

	if len(bars) > 0 {
		p("## Beside speed\n")
		for _, b := range bars {
			p("\n### %s\n\n", b.title)
			if b.how != "" {
				p("%s\n\n", b.how)
			}
			tab := &table{}
			tab.row("", "", "bar", "")
			for _, f := range b.figures {
				tab.row(f.cells()...)
			}
			tab.markdown(&out)
		}
		p("\n")
	}
	p("## All figures\n\n```\n")
	if err := rep.writeRatios(&out); err != nil {
		return err
	}
	p("```\n")
	_, err := io.WriteString(w, out.String())
	return err
}

// slowerThanCPython says where, of the tasks that have a bar.
func (rep *report) slowerThanCPython() []string {
	var out []string
	for _, c := range comparisons {
		for _, r := range rep.results {
			x, ok, _ := r.ratio(c, cpython)
			if ok && c.mean > 0 && !x.atLeast(1) {
				out = append(out, fmt.Sprintf("%s: %s, protocol %d: %s", c.title, r.in.title, r.in.proto, x))
			}
		}
	}
	return out
}

// markdown writes the table as one of Markdown; titles are left out.
func (t *table) markdown(w io.Writer) {
	for i, row := range t.rows {
		fmt.Fprintf(w, "| %s |\n", strings.Join(row, " | "))
		if i == 0 {
			fmt.Fprint(w, "|---"+strings.Repeat("|--:", len(row)-1)+"|\n")
		}
	}
}

// machine says where this runs.
func machine() string {
	text := fmt.Sprintf("%s, %d cores", processor(), runtime.NumCPU())
	if info, err := os.ReadFile("/proc/meminfo"); err == nil {
		var kb int64
		if _, err := fmt.Sscanf(string(info), "MemTotal: %d kB", &kb); err == nil {
			text += fmt.Sprintf(", %d GB", (kb+1<<19)>>20)
		}
	}
	text += ", " + runtime.GOOS + "/" + runtime.GOARCH
	if release, err := os.ReadFile("/proc/sys/kernel/osrelease"); err == nil {
		version, _, _ := strings.Cut(string(release), "-")
		text += " " + strings.TrimSpace(version)
	}
	return text
}
