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

	"github.com/brine-go/brine/pickle"
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
	starts, err := middle(20, func() (time.Duration, error) {
		start := time.Now()
		err := exec.Command(brine, "--version").Run()
		return time.Since(start), err
	})
	if err != nil {
		return nil, err
	}
	figures := []figure{atMost("brine --version, median of 20", starts, 20*time.Millisecond, milliseconds)}
	for _, s := range []struct {
		name  string
		lines int // the screen has 40, or fewer if there is no more to show
		make  func() any
	}{
		{"bytes of 1 MB", 2, func() any {
			list := make([][]byte, g.size(100))
			for i := range list {
				list[i] = make([]byte, 1e6)
			}
			return list
		}},
		{"floats", 2, func() any {
			list := make([]float64, g.size(11e6))
			for i := range list {
				list[i] = float64(i) / 7
			}
			return list
		}},
		{"records", 40, func() any { return madeRecords(g.size(800e3)) }},
	} {
		pickled, err := pickle.Marshal(s.make())
		if err != nil {
			return nil, err
		}
		file := filepath.Join(dir, "big.pkl")
		if err := writeSynced(file, pickled); err != nil {
			return nil, err
		}
		size := megabytes(int64(len(pickled)))
		pickled = nil
		runtime.GC()
		var whole []time.Duration
		screens, err := middle(7, func() (time.Duration, error) {
			first, all, err := firstScreen(exec.Command(brine, "show", file), s.lines)
			whole = append(whole, all)
			return first, err
		})
		if err != nil {
			return nil, err
		}
		slices.Sort(whole)
		figures = append(figures,
			atMost(fmt.Sprintf("brine show of %s, %s: the first screen is out", size, s.name), screens, 500*time.Millisecond, milliseconds),
			told("  it has ended, of itself or at the closed pipe", "%s", milliseconds(whole[len(whole)/2])))
	}
	return figures, nil
}

// writeSynced writes a file to the disk, so that the disk is quiet after.
func writeSynced(name string, data []byte) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	if _, err = f.Write(data); err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
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
