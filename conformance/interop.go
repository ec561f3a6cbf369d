package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// interop sends random objects of Python 3, and of Python 2.7 where there is one, through Go.
func interop(c *config) error {
	python3 := command(c.python)
	if len(python3) == 0 {
		var err error
		if python3, err = findPython(); err != nil {
			return err
		}
	}
	pythons := [][]string{python3}
	if python2, why := findPython2(c); python2 != nil {
		pythons = append(pythons, python2)
	} else {
		fmt.Println("skipped: Python 2.7:", why)
	}
	var errs []error
	for _, python := range pythons {
		fmt.Println("interop: random objects, with", strings.Join(python, " "))
		b := &bridge{codec: c.codecFor(), out: os.Stdout}
		v, err := runPython(python, []string{"bridge", "zoo", "randomgraph", "isomorphic", "interop"},
			map[string]any{"seed": c.seed, "count": c.count}, b)
		errs = append(errs, conclude(v, err))
	}
	return errors.Join(errs...)
}

// findPython2 returns the command of a Python 2.7, or why there is none.
func findPython2(c *config) ([]string, string) {
	if python := command(c.python2); len(python) > 0 {
		return python, ""
	}
	found := pythons("python2.7")
	if home, err := os.UserHomeDir(); err == nil {
		// Where pyenv keeps what it has built; its commands on PATH start only the version chosen.
		built, err := filepath.Glob(filepath.Join(home, ".pyenv/versions/2.7*/bin/python2.7"))
		if err == nil {
			found = append(found, built...)
		}
	}
	for _, path := range found {
		if err := exec.Command(path, "-c", "import cPickle").Run(); err == nil {
			return []string{path}, ""
		}
	}
	return nil, "none that runs on PATH, in /usr/bin or among pyenv's; its pickles are among testdata/fixtures/py27"
}
