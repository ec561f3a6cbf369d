package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"
)

// A python is a CPython that lives as long as the benchmark and times itself.
type python struct {
	path    string
	version string
	cmd     *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
}

// A request is one line to workloads.py's serve.
type request struct {
	Do       string `json:"do"`
	File     string `json:"file,omitempty"`
	N        int    `json:"n,omitempty"`
	Protocol int    `json:"protocol"`
}

// A reply is the line that comes back.
type reply struct {
	Error      string
	Version    string
	Executable string
	Wall, CPU  int64 // nanoseconds
	Digest     digest
}

// startPython starts the interpreter at path and asks for its version.
func startPython(path string) (*python, error) {
	p := &python{path: path, cmd: exec.Command(path, "-B", "-c", script, "serve")}
	p.cmd.Stderr = os.Stderr
	var err error
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewReader(out)
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	r, err := p.ask(request{Do: "version"})
	if err != nil {
		return nil, errors.Join(err, p.close())
	}
	p.version, p.path = r.Version, r.Executable
	return p, nil
}

// close ends the interpreter.
func (p *python) close() error {
	p.in.Close()
	return p.cmd.Wait()
}

// ask sends a request and waits for its reply.
func (p *python) ask(q request) (reply, error) {
	var r reply
	if q.File != "" {
		var err error
		if q.File, err = filepath.Abs(q.File); err != nil {
			return r, err
		}
	}
	line, err := json.Marshal(q)
	if err != nil {
		return r, err
	}
	if _, err := p.in.Write(append(line, '\n')); err != nil {
		return r, fmt.Errorf("%s: %w", p.path, err)
	}
	if line, err = p.out.ReadBytes('\n'); err != nil {
		return r, fmt.Errorf("%s: %w", p.path, err)
	}
	if err := json.Unmarshal(line, &r); err != nil {
		return r, fmt.Errorf("%s: %w", p.path, err)
	}
	if r.Error != "" {
		return r, errors.New(r.Error)
	}
	return r, nil
}

// digest returns the digest of what Python makes of a pickle.
func (p *python) digest(pickled []byte) (digest, error) {
	f, err := os.CreateTemp("", "brine-bench-*.pkl")
	if err != nil {
		return digest{}, err
	}
	defer os.Remove(f.Name())
	if _, err := f.Write(pickled); err != nil {
		return digest{}, errors.Join(err, f.Close())
	}
	if err := f.Close(); err != nil {
		return digest{}, err
	}
	r, err := p.ask(request{Do: "digest", File: f.Name()})
	return r.Digest, err
}

// contender returns what p is measured at.
func (p *python) contender() contender {
	return contender{library: cpython, version: p.version, open: func(in *input) []op {
		batch := func(do string) func(int) (sample, error) {
			return func(n int) (sample, error) {
				r, err := p.ask(request{Do: do, File: in.file, N: n, Protocol: in.proto})
				return sample{
					wall: time.Duration(r.Wall / int64(n)), cpu: time.Duration(r.CPU / int64(n)),
				}, err
			}
		}
		return []op{
			{task: load, batch: batch("load"), check: func() error {
				r, err := p.ask(request{Do: "digest", File: in.file})
				return in.same(r.Digest, err)
			}},
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
		if slices.ContainsFunc(found, func(q *python) bool { return q.path == p.path }) {
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
