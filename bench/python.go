package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A python is a CPython that lives as long as the benchmark and times itself. It may have a root folder of its
// own.
type python struct {
	*process
	command []string // that starts it, as in "chroot FOLDER python3"
	version string
	path    string
}

// startPython starts the interpreter that a command line names and asks for its version.
func startPython(command string) (*python, error) {
	p := &python{command: strings.Fields(command)}
	if len(p.command) == 0 {
		return nil, errors.New("no command")
	}
	return p, p.start()
}

// start starts p's process.
func (p *python) start() (err error) {
	if p.process, err = startProcess(strings.Join(p.command, " "), p.run("serve")); err != nil {
		return err
	}
	r, err := p.ask(request{Do: "version"})
	if err != nil {
		return errors.Join(err, p.close())
	}
	p.version, p.path = r.Version, r.Executable
	return nil
}

// again starts another process of the same interpreter.
func (p *python) again() (*python, error) {
	q := &python{command: p.command}
	return q, q.start()
}

// run returns the command of the script in this interpreter.
func (p *python) run(args ...string) *exec.Cmd {
	words := slices.Concat(p.command, []string{"-B", "-c", script}, args)
	return exec.Command(words[0], words[1:]...)
}

// digest returns the digest of what Python makes of a pickle.
func (p *python) digest(pickled []byte) (digest, error) {
	r, err := p.askOf(pickled, request{Do: "digest"})
	p.held = nil // the caller may write to those bytes again
	return r.Digest, err
}

// contender returns what p is measured at.
func (p *python) contender() contender {
	return contender{library: cpython, version: p.version, open: func(in *input) []op {
		batch := func(do string) func(int) (sample, error) {
			return func(n int) (sample, error) {
				r, err := p.askOf(in.data, request{Do: do, N: n, Protocol: in.proto})
				return sample{
					wall: time.Duration(r.Wall / int64(n)), cpu: time.Duration(r.CPU / int64(n)),
				}, err
			}
		}
		return []op{
			{task: load, batch: batch("load"), check: func() error { return in.same(p.digest(in.data)) }},
			{task: dump, batch: batch("dump"), check: func() error { return nil }}, // it is the measure
		}
	}}
}

// findPythons starts every CPython 3 that PATH and /usr/bin name python3, each once.
func findPythons() ([]*python, error) {
	var found []*python
	var failed error
	for _, dir := range append(filepath.SplitList(os.Getenv("PATH")), "/usr/bin") {
		path := filepath.Join(dir, "python3")
		if _, err := os.Stat(path); err != nil {
			continue
		}
		p, err := startPython(path)
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		if slices.ContainsFunc(found, func(q *python) bool { return q.path == p.path && q.version == p.version }) {
			if err := p.close(); err != nil {
				return nil, err
			}
			continue
		}
		found = append(found, p)
	}
	if found == nil {
		return nil, errors.Join(errors.New("no python3 found; hint: name one with -python"), failed)
	}
	return found, nil
}

// startPythons starts the interpreters of -python, or all there are.
func startPythons(list string) ([]*python, error) {
	if list == "" {
		return findPythons()
	}
	var all []*python
	for command := range strings.SplitSeq(list, ",") {
		p, err := startPython(command)
		if err != nil {
			for _, q := range all {
				q.close()
			}
			return nil, fmt.Errorf("-python %s: %w", command, err)
		}
		all = append(all, p)
	}
	return all, nil
}
