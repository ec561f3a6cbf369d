package main

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

//go:embed models.py
var script string

// A python is an interpreter that has the models in memory and times itself.
type python struct {
	cmd      *exec.Cmd
	in       io.WriteCloser
	out      *bufio.Scanner
	versions map[string]string
}

// start has Python make the models in a folder, which it sees as inside, and starts the one that is measured.
func start(command, dir, inside string) (*python, error) {
	words := append(strings.Fields(command), "-c", script)
	if _, err := os.Stat(dir + "/index.json"); err != nil {
		fmt.Fprintln(os.Stderr, "predict: training the models, about a minute")
		maker := exec.Command(words[0], append(words[1:len(words):len(words)], "make", inside)...)
		maker.Stderr = os.Stderr
		maker.Dir = dir // and not one with a folder sklearn, which Python would import
		if err := maker.Run(); err != nil {
			return nil, fmt.Errorf("models.py make: %w", err)
		}
	}
	p := &python{cmd: exec.Command(words[0], append(words[1:], "serve", inside)...)}
	p.cmd.Stderr = os.Stderr
	p.cmd.Dir = dir
	var err error
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewScanner(out)
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	return p, p.ask(map[string]any{"Do": "versions"}, &p.versions)
}

func (p *python) ask(question, answer any) error {
	text, err := json.Marshal(question)
	if err != nil {
		return err
	}
	if _, err := p.in.Write(append(text, '\n')); err != nil {
		return err
	}
	if !p.out.Scan() {
		return fmt.Errorf("python ended: %v", p.out.Err())
	}
	return json.Unmarshal(p.out.Bytes(), answer)
}

// time asks n times in a row.
func (p *python) time(m *model, one bool, n int) (sample, error) {
	var out struct{ Wall, CPU int64 }
	err := p.ask(map[string]any{"Model": m.number, "Rows": m.Rows, "Method": m.Method, "One": one, "N": n}, &out)
	return sample{time.Duration(out.Wall / int64(n)), time.Duration(out.CPU / int64(n))}, err
}

func (p *python) close() error {
	p.in.Close()
	return p.cmd.Wait()
}
