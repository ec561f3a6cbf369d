package main

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// page is what stands above the table.
const page = `# How fast forecasts are

Written by ` + "`go run ./bench/predict -write docs/forecasts.md`" + `, which tells how it measures. Python trains each model on 4,000 rows of 20 features (SVC, SVR and
neighbours on 2,000) and pickles it; Brine's answers are compared with Python's before the clock runs. A batch has 10,000 rows (the text
pipeline 2,000 documents). A ratio is Python's wall time divided by Brine's, the least of all rounds each; both may use all processors (the
machine has two). "Processor" is the ratio of processor times in batches. Where a single row spends its time in arithmetic and not in
Python's own, as in a support vector machine, no language can be fifty times faster.

`

// report returns the table as Markdown.
func report(results []result, versions map[string]string) string {
	var b strings.Builder
	b.WriteString("| model | one row: Python | Brine | ratio | batch: Python | Brine | ratio | processor | allocations a row |\n")
	b.WriteString("|---|--:|--:|--:|--:|--:|--:|--:|--:|\n")
	n := 0.0
	leastOne, leastAll, logOne, logAll := math.Inf(1), math.Inf(1), 0.0, 0.0
	for _, r := range results {
		if r.model.Text {
			fmt.Fprintf(&b, "| %s, %s | | %s | | | %s | | | %.2f |\n", r.model.Name, r.model.Method, text(r.one[0].wall), text(r.all[0].wall), r.allocs)
			r.writeLeaves(&b)
			continue
		}
		n++
		one, all := ratio(r.one[1].wall, r.one[0].wall), ratio(r.all[1].wall, r.all[0].wall)
		leastOne, leastAll = min(leastOne, one), min(leastAll, all)
		logOne, logAll = logOne+math.Log(one), logAll+math.Log(all)
		fmt.Fprintf(&b, "| %s, %s | %s | %s | %.0f | %s | %s | %.1f | %.1f | %.2f |\n", r.model.Name, r.model.Method,
			text(r.one[1].wall), text(r.one[0].wall), one, text(r.all[1].wall), text(r.all[0].wall), all, ratio(r.all[1].cpu, r.all[0].cpu), r.allocs)
		r.writeLeaves(&b)
	}
	if n > 0 {
		fmt.Fprintf(&b, "| geometric mean | | | %.0f | | | %.1f | | |\n", math.Exp(logOne/n), math.Exp(logAll/n))
		fmt.Fprintf(&b, "| least | | | %.0f | | | %.1f | | |\n", leastOne, leastAll)
	}
	b.WriteByte('\n')
	var names []string
	for _, name := range []string{"Python", "scikit-learn", "xgboost"} {
		if v := versions[name]; v != "" {
			names = append(names, name+" "+v)
		}
	}
	b.WriteString(strings.Join(names, ", ") + ".\n")
	return b.String()
}

// writeLeaves writes the row of leaves, if it was asked.
func (r *result) writeLeaves(b *strings.Builder) {
	if r.leaves[0] > 0 {
		fmt.Fprintf(b, "| — leaves beside it | %s | %s | %.1f | %s | %s | %.1f | | |\n", text(r.leaves[0]), text(r.one[0].wall), ratio(r.leaves[0], r.one[0].wall),
			text(r.leaves[1]), text(r.all[0].wall), ratio(r.leaves[1], r.all[0].wall))
	}
}

func ratio(python, brine time.Duration) float64 { return float64(python) / float64(max(brine, 1)) }

func text(d time.Duration) string {
	switch {
	case d < 10*time.Microsecond:
		return fmt.Sprintf("%.2f µs", float64(d)/1e3)
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.0f µs", float64(d)/1e3)
	}
	return fmt.Sprintf("%.1f ms", float64(d)/1e6)
}
