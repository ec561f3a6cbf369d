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
	"strings"
	"time"
)

// A python is a CPython that lives as long as the benchmark and times itself. It is reached by its stdin and
// stdout alone, so it may have a root folder of its own.
type python struct {
	command []string // that starts it, as in "chroot FOLDER python3"
	path    string
	version string
	cmd     *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
	held    []byte // the pickle that it was sent last
}

// A request is one line to workloads.py's serve.
type request struct {
	Do       string `json:"do"`
	Size     int    `json:"size,omitempty"` // of the pickle that follows the line
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

// startPython starts the interpreter that a command line names and asks for its version.
func startPython(command string) (*python, error) {
	words := strings.Fields(command)
	if len(words) == 0 {
		return nil, errors.New("no command")
	}
	p := &python{command: words, path: words[len(words)-1]}
	p.cmd = p.run("serve")
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

// run returns the command of the script in this interpreter.
func (p *python) run(args ...string) *exec.Cmd {
	words := slices.Concat(p.command, []string{"-B", "-c", script}, args)
	return exec.Command(words[0], words[1:]...)
}

// close ends the interpreter.
func (p *python) close() error {
	p.in.Close()
	return p.cmd.Wait()
}

// ask sends a request and waits for its reply.
func (p *python) ask(q request) (reply, error) { return p.askOf(nil, q) }

// askOf is ask about a pickle, which is sent first if it is not the one that p has.
func (p *python) askOf(pickled []byte, q request) (r reply, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("%s: %w", p.path, err)
		}
	}()
	if len(pickled) > 0 && (len(p.held) != len(pickled) || &p.held[0] != &pickled[0]) {
		if r, err = p.send(request{Do: "hold", Size: len(pickled)}, pickled); err != nil {
			return r, err
		}
		p.held = pickled
	}
	return p.send(q, nil)
}

func (p *python) send(q request, payload []byte) (reply, error) {
	var r reply
	line, err := json.Marshal(q)
	if err != nil {
		return r, err
	}
	if _, err := p.in.Write(append(line, '\n')); err != nil {
		return r, err
	}
	if _, err := p.in.Write(payload); err != nil {
		return r, err
	}
	if line, err = p.out.ReadBytes('\n'); err != nil {
		return r, err
	}
	if err := json.Unmarshal(line, &r); err != nil {
		return r, err
	}
	if r.Error != "" {
		return r, errors.New(r.Error)
	}
	return r, nil
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
