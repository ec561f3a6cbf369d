package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
)

func main() {
	if len(os.Args) == 2 && os.Args[1] == childArg {
		if err := answerRequests(); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		return
	}
	if err := bench(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// bench is the command.
func bench(args []string) (err error) {
	flags := flag.NewFlagSet("bench", flag.ExitOnError)
	quick := flags.Bool("quick", false, "sizes divided by 100")
	only := flags.String("run", "", "only workloads whose name or title this regular expression finds")
	protocols := flags.String("protocols", "2,4,5", "of 2, 4 and 5")
	rounds := flags.Int("rounds", 5, "how often each contender has its turn")
	interpreters := flags.String("python", "", "comma-separated `commands` of CPythons to compare with (default every python3 on PATH)")
	times := flags.Bool("times", false, "print the times as well")
	jsonFile := flags.String("json", "", "write every sample to this `file`")
	barsOnly := flags.Bool("bars", false, "measure only what is beside the table: bulk, flat, collector, tiny, …; -run chooses among them")
	dataFiles := flags.Bool("files", false, "measure only files of arrays and frames, against the libraries that write them")
	var document documentFlag
	flags.Var(&document, "write", "measure the bars, too, and write the page `FILE` (default "+defaultDocument+") with a plot beside it")
	update := flags.Bool("update", false, "write the guard's figures anew, and do nothing else")
	benchFile := flags.String("benchfmt", "", "write every sample in the format of Go's benchmarks to this `file`")
	check := flags.Bool("check", false, "exit with 1 if another Go library is faster anywhere")
	flags.Parse(args)

	filter, err := regexp.Compile(*only)
	if err != nil {
		return err
	}
	if *rounds < 1 {
		return fmt.Errorf("-rounds %d: want at least 1", *rounds)
	}
	var protos []int
	for s := range strings.SplitSeq(*protocols, ",") {
		p, err := strconv.Atoi(s)
		if err != nil || p != 2 && p != 4 && p != 5 {
			return fmt.Errorf("-protocols %s: want 2, 4 or 5", s)
		}
		protos = append(protos, p)
	}
	*quick = *quick || *update
	r, divisor := run{rounds: *rounds, batch: 50 * time.Millisecond}, 1
	if *quick {
		r.batch, divisor = 5*time.Millisecond, guardDivisor
	}

	if *dataFiles {
		return benchFiles(*interpreters, divisor, *rounds, string(document))
	}
	pythons, err := startPythons(*interpreters)
	if err != nil {
		return err
	}
	defer func() {
		for _, p := range pythons {
			err = errors.Join(err, p.close())
		}
	}()
	files, err := makeFolder(func() (*python, error) { return pythons[0], nil }, divisor)
	if err != nil {
		return err
	}
	if *update {
		return updateGuard(files)
	}
	g := &ground{files: files, pythons: pythons, quick: *quick, run: r}
	if *barsOnly {
		all, err := g.measureBars(filter)
		if err != nil {
			return err
		}
		return writeBars(os.Stdout, all)
	}
	contenders := goContenders(pythons[0].digest)
	for _, p := range pythons {
		contenders = append(contenders, p.contender())
	}
	var rep report
	for _, w := range workloads {
		if !filter.MatchString(w.name) && !filter.MatchString(w.title(divisor)) {
			continue
		}
		for _, proto := range protos {
			in, err := files.open(w, proto)
			if err != nil {
				return err
			}
			fmt.Fprintf(os.Stderr, "bench: %s, protocol %d\n", in.title, proto)
			res, err := r.measure(in, contenders)
			if err != nil {
				return err
			}
			rep.results = append(rep.results, res)
		}
	}
	if rep.results == nil {
		return fmt.Errorf("-run %s: no such workload", *only)
	}
	if err := rep.writeRatios(os.Stdout); err != nil {
		return err
	}
	if *times {
		if err := rep.writeTimes(os.Stdout); err != nil {
			return err
		}
	}
	if *jsonFile != "" {
		if err := rep.writeJSON(*jsonFile); err != nil {
			return err
		}
	}
	if *benchFile != "" {
		f, err := os.Create(*benchFile)
		if err != nil {
			return err
		}
		if err := errors.Join(rep.writeBenchmarks(f), f.Close()); err != nil {
			return err
		}
	}
	if document != "" {
		all, err := g.measureBars(regexp.MustCompile(""))
		if err != nil {
			return err
		}
		if err := rep.writeDocument(string(document), commandLine(args), all, time.Now()); err != nil {
			return err
		}
	}
	if *quick {
		if err := guard(os.Stdout, files); err != nil {
			return err
		}
	}
	if slower := rep.slower(); *check && len(slower) > 0 {
		return fmt.Errorf("another Go library is faster in %d places", len(slower))
	}
	return nil
}

// goContenders are all but CPython.
func goContenders(holds judge) []contender {
	return []contender{documents(holds), goTypes(holds), ogorekValues(holds), ogorekTypes(holds), gopickleValues(holds)}
}

// A documentFlag is a flag that may stand without a value.
type documentFlag string

func (f *documentFlag) String() string   { return string(*f) }
func (f *documentFlag) IsBoolFlag() bool { return true }

func (f *documentFlag) Set(s string) error {
	if s == "true" {
		s = defaultDocument
	}
	*f = documentFlag(s)
	return nil
}

// commandLine is how this was called, but for where the Pythons are.
func commandLine(args []string) string {
	line := "go run ./bench"
	for i := 0; i < len(args); i++ {
		name, _, inOne := strings.Cut(strings.TrimLeft(args[i], "-"), "=")
		if name != "python" {
			line += " " + args[i]
			continue
		}
		line += " -python …"
		if !inOne {
			i++
		}
	}
	return line
}
