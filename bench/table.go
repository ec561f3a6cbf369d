package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// A table is text in columns: the first to the left, the others to the right, some under a common title.
type table struct {
	titles []span
	rows   [][]string
}

// A span is a title over columns from to to-1.
type span struct {
	title    string
	from, to int
}

func (t *table) row(cells ...string) { t.rows = append(t.rows, cells) }

// write writes the table; the first row is its head.
func (t *table) write(w io.Writer) error {
	widths := make([]int, len(t.rows[0]))
	for _, row := range t.rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, s := range t.titles {
		wide := 2 * (s.to - s.from - 1) // with the gaps
		for _, n := range widths[s.from:s.to] {
			wide += n
		}
		widths[s.from] += max(utf8.RuneCountInString(s.title)-wide, 0)
	}
	var out strings.Builder
	line := 0 // how wide the line is so far
	put := func(at int, text string) {
		out.WriteString(strings.Repeat(" ", max(at-line, 0)) + text)
		line = max(at, line) + utf8.RuneCountInString(text)
	}
	end := func() { out.WriteByte('\n'); line = 0 }

	ends := make([]int, len(widths)) // where each column ends
	for i, n := range widths {
		ends[i] = n
		if i > 0 {
			ends[i] += ends[i-1] + 2
		}
	}
	for _, s := range t.titles {
		// Dashes reach from the first column's start to the last one's end.
		from, to := ends[s.from]-widths[s.from], ends[s.to-1]
		title := s.title
		dashes := to - from - utf8.RuneCountInString(title) - 2
		if dashes < 2 { // it stands alone, to the right
			put(to-utf8.RuneCountInString(title), title)
			continue
		}
		title = " " + title + " "
		put(from, strings.Repeat("-", dashes/2)+title+strings.Repeat("-", dashes-dashes/2))
	}
	if len(t.titles) > 0 {
		end()
	}
	for _, row := range t.rows {
		for i, cell := range row {
			if i == 0 {
				put(0, cell)
			} else {
				put(ends[i]-utf8.RuneCountInString(cell), cell)
			}
		}
		end()
	}
	_, err := fmt.Fprint(w, out.String())
	return err
}
