package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestClosedPipe: a reader that has seen enough is no error.
func TestClosedPipe(t *testing.T) {
	model := filepath.Join(fixtureRoot, "forky/estimators/DecisionTreeClassifier-p4.pkl")
	for _, args := range [][]string{
		{"show", model}, {"show", "--all", model, model}, {"show", "--json", model}, {"dis", model}, {"repickle", model, "-"},
		{"predict", filepath.Join(fixtureRoot, "forky/estimators/LogisticRegression-p4.pkl"), "testdata/iris.csv"},
	} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		var stderr bytes.Buffer
		if code := run(args, nil, w, &stderr); code != exitOK || stderr.Len() > 0 {
			t.Errorf("%v: exit code %d: %s", args, code, &stderr)
		}
		w.Close()
	}
}

// TestInterrupt: Ctrl-C in the middle of writing leaves neither the file nor what was to become it.
func TestInterrupt(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no SIGINT")
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	// The test binary is the command if it is called so (testscript.Main).
	command := filepath.Join(t.TempDir(), "brine")
	if err := os.Symlink(exe, command); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(command, "repickle", "-", filepath.Join(dir, "out.pkl"))
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	// One whole pickle makes it begin the output, half of another makes it wait.
	if _, err := io.WriteString(stdin, "K\x01."+strings.Repeat("K\x02.", 5000)+"(K"); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		if len(entries) == 1 && strings.HasSuffix(entries[0].Name(), ".tmp") {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("no temporary file appeared")
		}
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	err = cmd.Wait()
	if exit, ok := err.(*exec.ExitError); !ok || exit.ExitCode() != exitInterrupted {
		t.Errorf("got %v, want exit code %d", err, exitInterrupted)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
		t.Errorf("left behind: %v %v", entries, err)
	}
}

// TestFullDisk: an output that cannot be written is an error that says why.
func TestFullDisk(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("no /dev/full")
	}
	var stdout, stderr bytes.Buffer
	model := filepath.Join(fixtureRoot, "forky/estimators/StandardScaler.pkl")
	code := run([]string{"repickle", model, "/dev/full"}, nil, &stdout, &stderr)
	if want := "brine: /dev/full: " + syscall.ENOSPC.Error() + "\nhint: the disk is full\n"; code != exitFile || stderr.String() != want {
		t.Errorf("exit code %d: %q, want %q", code, &stderr, want)
	}
}

// TestPrintable: what a pickle names itself does not move the cursor.
func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"plain é 日": "plain é 日", "a\x1b[31m\nb": `a\x1b[31m\x0ab`, "\u202e": `\u202e`, "\U000e0001": `\ue0001`, "bad \xff": "bad \uFFFD",
	} {
		if got := printable(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
