package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
)

// errDisagree ends a run in which Go and Python disagreed; what about has been printed.
var errDisagree = errors.New("disagreement")

type config struct {
	python  string // command line of the interpreter, empty to search
	python2 string // likewise for Python 2.7
	run     string // part of the names of the tests to run
	verbose bool
	echo    bool
	seed    int64
	count   int
	values  bool // same: compare values in Python, not only bytes
	// same: Python sources of what the files name, as a module of the file's name and as __main__
	classes, mainClasses string
}

func main() {
	var c config
	flag.StringVar(&c.python, "python", "", "`command` that starts Python; default: the newest 3.11 or later on PATH or in /usr/bin that has its test package")
	flag.StringVar(&c.python2, "python2", "", "`command` that starts Python 2.7 for interop; default: python2.7 on PATH, if any")
	flag.StringVar(&c.run, "run", "", "run only the tests whose name contains `text`")
	flag.BoolVar(&c.verbose, "v", false, "name every test, print whole tracebacks")
	flag.BoolVar(&c.echo, "echo", false, "leave Go's codec out and hand every pickle back unchanged: what the judge then finds shows what it looks for")
	flag.Int64Var(&c.seed, "seed", 1, "first `seed` of the random objects of interop")
	flag.IntVar(&c.count, "count", 100, "random objects of interop, `number` for each interpreter")
	flag.BoolVar(&c.values, "values", true, "same: have Python compare the values too, at every protocol")
	flag.StringVar(&c.classes, "classes", "testdata/generate/fixmod.py", "same: Python `file` of a module that the pickles name")
	flag.StringVar(&c.mainClasses, "main", "testdata/generate/main27.py", "same: Python `file` of what the pickles name as __main__")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: conformance [flags] [suite | interop | same DIR… | containers DIR…]")
		flag.PrintDefaults()
	}
	flag.Parse()

	if err := run(&c, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "conformance:", err)
		os.Exit(1)
	}
}

func run(c *config, args []string) error {
	mode := "suite"
	if len(args) > 0 {
		mode, args = args[0], args[1:]
	}
	switch mode {
	case "suite":
		return suite(c)
	case "interop":
		return interop(c)
	case "same":
		return same(c, args)
	case "containers":
		return containers(c, args)
	}
	return fmt.Errorf("unknown mode %q: want suite, interop, same or containers", mode)
}

// codecFor returns what stands for Go in a run.
func (c *config) codecFor() codec {
	if c.echo {
		return echo
	}
	return loadAndDump
}
