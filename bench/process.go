package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// A process answers requests, one JSON object a line: a CPython (workloads.py), or this program (child.go). It is
// reached by its stdin and stdout alone.
type process struct {
	name string // for errors
	cmd  *exec.Cmd
	in   io.WriteCloser
	out  *bufio.Reader
	held []byte // the pickle that it was sent last
}

// A request is one line to a process.
type request struct {
	Do       string `json:"do"`
	Size     int    `json:"size,omitempty"` // of the pickle that follows the line
	N        int    `json:"n,omitempty"`
	Protocol int    `json:"protocol"`
	Workload string `json:"workload,omitempty"`
	Kind     string `json:"kind,omitempty"` // of a file
	File     string `json:"file,omitempty"`
}

// A reply is the line that comes back.
type reply struct {
	Error      string
	Version    string
	Executable string
	Wall, CPU  int64 // nanoseconds
	Digest     digest
	Live       int64 // bytes of what was loaded
	Files      []dataFile
	Sum        float64
}

func startProcess(name string, cmd *exec.Cmd) (*process, error) {
	p := &process{name: name, cmd: cmd}
	cmd.Stderr = os.Stderr
	var err error
	if p.in, err = cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewReader(out)
	return p, cmd.Start()
}

// close ends the process.
func (p *process) close() error {
	p.in.Close()
	return p.cmd.Wait()
}

// ask sends a request and waits for its reply.
func (p *process) ask(q request) (reply, error) { return p.askOf(nil, q) }

// askOf is ask about a pickle, which is sent first if it is not the one that p has.
func (p *process) askOf(pickled []byte, q request) (r reply, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("%s: %w", p.name, err)
		}
	}()
	if len(pickled) > 0 && (len(p.held) != len(pickled) || &p.held[0] != &pickled[0]) {
		err := p.send(request{Do: "hold", Size: len(pickled)})
		if err == nil {
			_, err = p.in.Write(pickled)
		}
		if err == nil {
			_, err = p.reply()
		}
		if err != nil {
			return r, err
		}
		p.held = pickled
	}
	if err := p.send(q); err != nil {
		return r, err
	}
	return p.reply()
}

func (p *process) send(q request) error {
	line, err := json.Marshal(q)
	if err != nil {
		return err
	}
	_, err = p.in.Write(append(line, '\n'))
	return err
}

func (p *process) reply() (r reply, err error) {
	line, err := p.out.ReadBytes('\n')
	if err != nil {
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

// peak returns the most memory that was resident at once since the process began, in bytes: Linux only.
func (p *process) peak() (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	line, _, _ := strings.Cut(rest, "\n")
	kb, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(line, "kB")), 10, 64)
	return kb << 10, err
}
