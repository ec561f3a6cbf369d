package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"time"
)

// commandBar builds the command and times it from outside: its start, and the first screen of a large pickle.
func commandBar(g *ground) ([]figure, error) {
	dir, err := os.MkdirTemp("", "brine-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	brine := filepath.Join(dir, "brine")
	_, here, _, _ := runtime.Caller(0)
	build := exec.Command("go", "build", "-o", brine, "./cmd/brine")
	build.Dir = filepath.Dir(filepath.Dir(here))
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("building the command: %w\n%s", err, out)
	}
	pickled, err := recordsOf(g.size(12e6))
	if err != nil {
		return nil, err
	}
	file := filepath.Join(dir, "records.pkl")
	if err := os.WriteFile(file, pickled, 0o666); err != nil {
		return nil, err
	}
	size := megabytes(int64(len(pickled)))
	pickled = nil
	runtime.GC()

	starts, err := middle(20, func() (time.Duration, error) {
		start := time.Now()
		err := exec.Command(brine, "--version").Run()
		return time.Since(start), err
	})
	if err != nil {
		return nil, err
	}
	var whole []time.Duration
	screens, err := middle(5, func() (time.Duration, error) {
		first, all, err := firstScreen(exec.Command(brine, "show", file), 40)
		whole = append(whole, all)
		return first, err
	})
	if err != nil {
		return nil, err
	}
	slices.Sort(whole)
	return []figure{
		atMost("brine --version, median of 20", starts, 20*time.Millisecond, milliseconds),
		atMost("brine show of "+size+": 40 lines are out, median of 5", screens, 500*time.Millisecond, milliseconds),
		told("the same, until it has ended at the closed pipe", "%s", milliseconds(whole[len(whole)/2])),
	}, nil
}

// middle returns the median of n times.
func middle(n int, f func() (time.Duration, error)) (time.Duration, error) {
	all := make([]time.Duration, n)
	for i := range all {
		var err error
		if all[i], err = f(); err != nil {
			return 0, err
		}
	}
	slices.Sort(all)
	return all[n/2], nil
}

// firstScreen returns when a command has printed so many lines, and when it ended after nobody read on.
func firstScreen(cmd *exec.Cmd, lines int) (first, all time.Duration, err error) {
	out, err := cmd.StdoutPipe()
	if err != nil {
		return 0, 0, err
	}
	cmd.Stderr = os.Stderr
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, 0, err
	}
	scanner := bufio.NewScanner(out)
	n := 0
	for n < lines && scanner.Scan() {
		n++
	}
	first = time.Since(start)
	out.Close()
	err = cmd.Wait()
	if err == nil && n < lines {
		err = errors.Join(scanner.Err(), fmt.Errorf("only %d lines", n))
	}
	return first, time.Since(start), err
}
