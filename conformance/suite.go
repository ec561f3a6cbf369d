package main

import (
	"fmt"
	"os"
	"strings"
)

// suite runs CPython's own tests.
func suite(c *config) error {
	python := command(c.python)
	if len(python) == 0 {
		var err error
		if python, err = findPython(); err != nil {
			return err
		}
	}
	fmt.Println("conformance: CPython's own tests, with", strings.Join(python, " "))
	b := &bridge{codec: c.codecFor(), out: os.Stdout}
	v, err := runPython(python, []string{"bridge", "exclusions", "interpose", "suite"},
		map[string]any{"run": c.run, "verbose": c.verbose}, b)
	return conclude(v, err)
}

// conclude prints the verdict and turns it into the run's error.
func conclude(v verdict, err error) error {
	if err != nil {
		return err
	}
	if !v.ok {
		fmt.Println("FAIL", v.text)
		return errDisagree
	}
	fmt.Println("ok  ", v.text)
	return nil
}
