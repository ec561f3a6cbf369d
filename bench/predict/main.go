// Command predict measures forecasts beside scikit-learn and XGBoost, in one run:
//
//	go run ./bench/predict                             every model, with the python3 on PATH
//	go run ./bench/predict -run Forest -rounds 10
//	go run ./bench/predict -python 'chroot /srv/forky python3' -folder /srv/forky/tmp/brine-predict
//
// Python trains the models of models.py on 4,000 rows of 20 features, pickles them and says what they answer; Brine loads the pickles
// and is not timed before its answers are the same to 1e-9. Then both are asked in turns, each in a process that has the model in memory: for one
// row, and for 10,000 (2,000 documents). A turn asks as often in a row as takes 50 ms, at least once; the least of all turns counts, for noise
// only adds to it. Both may use all processors, as they do by default. A ratio is Python's wall time divided by Brine's: above 1 Brine is faster.
// Beside it is the ratio of the processor times, and what Brine allocates for a row of a batch. leaves
// (github.com/dmitryikh/leaves) is measured at XGBoost's models.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

func main() {
	if err := bench(); err != nil {
		fmt.Fprintln(os.Stderr, "predict:", err)
		os.Exit(1)
	}
}

func bench() (err error) {
	command := flag.String("python", "python3", "`command` of a Python with scikit-learn, pandas and, better, xgboost")
	only := flag.String("run", "", "only models whose name this regular expression finds")
	rounds := flag.Int("rounds", 5, "how often each has its turn")
	folder := flag.String("folder", "", "an empty `folder` for models and rows, which Python sees under its base name in /tmp if it has a root of its own (default a temporary one)")
	write := flag.String("write", "", "also write the page `file` (docs/forecasts.md)")
	flag.Parse()
	filter, err := regexp.Compile(*only)
	if err != nil {
		return err
	}
	dir := *folder
	if dir == "" {
		if dir, err = os.MkdirTemp("", "brine-predict"); err != nil {
			return err
		}
		defer os.RemoveAll(dir)
	} else if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	inside := dir
	if *folder != "" {
		if inside = dir; strings.HasPrefix(*command, "chroot") {
			inside = filepath.Join("/tmp", filepath.Base(dir))
		}
	}
	p, err := start(*command, dir, inside)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	all, err := readModels(dir)
	if err != nil {
		return err
	}
	var results []result
	for _, m := range all {
		if !filter.MatchString(m.Name) {
			continue
		}
		fmt.Fprintf(os.Stderr, "predict: %s\n", m.Name)
		r, err := measure(m, p, *rounds)
		if err != nil {
			return fmt.Errorf("%s: %w", m.Name, err)
		}
		results = append(results, r)
	}
	if len(results) == 0 {
		return fmt.Errorf("-run %s: no such model", *only)
	}
	text := report(results, p.versions)
	fmt.Print(text)
	if *write != "" {
		return os.WriteFile(*write, []byte(page+text), 0o666)
	}
	return nil
}
