package main

import (
	"embed"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

//go:embed py/*.py
var sources embed.FS

// A start is what bootstrap.py reads first: the modules in the order of their loading, which one's
// main to call, and with what.
type start struct {
	Modules   [][2]string    `json:"modules"`
	Main      string         `json:"main"`
	Arguments map[string]any `json:"arguments"`
}

// source returns the text of folder py's module.
func source(module string) (string, error) {
	text, err := sources.ReadFile("py/" + module + ".py")
	return string(text), err
}

// runPython starts command, has it run main of the last of modules, and serves it to its verdict.
func runPython(command []string, modules []string, arguments map[string]any, b *bridge) (verdict, error) {
	bootstrap, err := source("bootstrap")
	if err != nil {
		return verdict{}, err
	}
	begin := start{Main: modules[len(modules)-1], Arguments: arguments}
	for _, module := range modules {
		text, err := source(module)
		if err != nil {
			return verdict{}, err
		}
		begin.Modules = append(begin.Modules, [2]string{module, text})
	}
	text, err := json.Marshal(begin)
	if err != nil {
		return verdict{}, err
	}

	// -B: no __pycache__ beside the interpreter's own files. -c rather than a file: nothing to be
	// seen from inside a chroot.
	cmd := exec.Command(command[0], append(command[1:len(command):len(command)], "-B", "-c", bootstrap)...)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return verdict{}, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return verdict{}, err
	}
	if err := cmd.Start(); err != nil {
		return verdict{}, err
	}
	v, err := serveFrom(append(binary.BigEndian.AppendUint32(nil, uint32(len(text))), text...), b, out, in)
	in.Close()
	if err != nil {
		io.Copy(io.Discard, out) // a Python that still writes must not block
	}
	return v, errors.Join(err, cmd.Wait())
}

func serveFrom(first []byte, b *bridge, r io.Reader, w io.Writer) (verdict, error) {
	if _, err := w.Write(first); err != nil {
		return verdict{}, err
	}
	return b.serve(r, w)
}

// oldest is the oldest Python whose suite is run.
const oldest = 11

// findPython returns the command of the newest Python 3 that has CPython's test package.
func findPython() ([]string, error) {
	var best []string
	minor := oldest - 1
	for _, path := range pythons("python3", "python3.[1-9][0-9]") {
		// The import, not the version alone: Debian's test package comes apart from Python.
		out, err := exec.Command(path, "-c", "import sys, test.pickletester; print(sys.version_info[1])").Output()
		var m int
		if _, scanErr := fmt.Sscan(string(out), &m); err == nil && scanErr == nil && m > minor {
			best, minor = []string{path}, m
		}
	}
	if best == nil {
		return nil, fmt.Errorf("no Python 3.%d or newer with its test package found (Debian: apt-get install python3 libpython3.11-testsuite)", oldest)
	}
	return best, nil
}

// pythons lists the files of the names, which may be patterns, on PATH and in /usr/bin.
func pythons(names ...string) []string {
	var found []string
	for _, dir := range append(filepath.SplitList(os.Getenv("PATH")), "/usr/bin") {
		for _, name := range names {
			matches, err := filepath.Glob(filepath.Join(dir, name))
			if err == nil {
				found = append(found, matches...)
			}
		}
	}
	return found
}

// command splits what a -python flag says.
func command(flag string) []string { return strings.Fields(flag) }
