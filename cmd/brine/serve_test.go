package main

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestServe: the command serves, reloads at SIGHUP, and SIGTERM ends it with exit code 0.
func TestServe(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no SIGHUP")
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	// The test binary is the command if it is called so (testscript.Main).
	command := filepath.Join(dir, "brine")
	if err := os.Symlink(exe, command); err != nil {
		t.Fatal(err)
	}
	model := filepath.Join(dir, "flower.pkl")
	copyModel := func(name string) {
		data, err := os.ReadFile(filepath.Join(fixtureRoot, "bookworm/estimators", name))
		if err == nil {
			err = os.WriteFile(model, data, 0o666)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	copyModel("LogisticRegression-p2.pkl")
	cmd := exec.Command(command, "serve", model, "--addr", "127.0.0.1:0", "--poll", "1h")
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	kill := time.AfterFunc(time.Minute, func() { cmd.Process.Kill() })
	defer kill.Stop()
	log := bufio.NewScanner(stderr)
	until := func(message string) string {
		t.Helper()
		for log.Scan() {
			if strings.Contains(log.Text(), message) {
				return log.Text()
			}
		}
		t.Fatalf("the log never says %s", message)
		return ""
	}
	url := regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(until("msg=serving"))
	ask := func(want string) {
		t.Helper()
		r, err := http.Post(url+"/invocations", "application/json", strings.NewReader(`{"instances": [[5.1, 3.5, 1.4, 0.2]]}`))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r.Body)
		r.Body.Close()
		if err != nil || string(body) != want {
			t.Errorf("got %s, %v, want %s", body, err, want)
		}
	}
	ask("{\"predictions\":[0]}\n")
	copyModel("LogisticRegression-strlabels.pkl")
	if err := cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	until(`msg="model replaced"`)
	ask("{\"predictions\":[\"setosa\"]}\n")
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	until("msg=stopped")
	if err := cmd.Wait(); err != nil {
		t.Errorf("SIGTERM: %v", err)
	}
}

// TestSources: names of models, and which files of a folder are models.
func TestSources(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a.pkl", "b.tar.pkl.gz", "c.JOBLIB", "notes.txt", "d=e.pkl"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "sub.pkl"), 0o777); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{dir + "/a.pkl"}, "a"},
		{[]string{"iris=" + dir + "/a.pkl", dir + "/b.tar.pkl.gz"}, "iris b.tar"},
		{[]string{dir + "/notes.txt"}, "notes.txt"},
		{[]string{dir}, "a b.tar c d=e"},
		{[]string{dir + "/d=e.pkl"}, "d=e"},
	} {
		got, err := sources(c.args)
		var names []string
		for _, s := range got {
			names = append(names, s.Name)
		}
		if err != nil || strings.Join(names, " ") != c.want {
			t.Errorf("%v: got %v, %v, want %s", c.args, names, err, c.want)
		}
	}
	if _, err := sources([]string{"x=" + dir}); err == nil {
		t.Error("a folder with a name is accepted")
	}
}

// TestUnixSocket: a socket that a dead server left is taken over, one that is served is not, nor is another file.
func TestUnixSocket(t *testing.T) {
	dir, err := os.MkdirTemp("", "s") // t.TempDir's are too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "s")
	l, err := listen("unix:" + path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := listen("unix:" + path); err == nil {
		t.Error("a socket that is served was taken")
	}
	l.(interface{ SetUnlinkOnClose(bool) }).SetUnlinkOnClose(false)
	l.Close()
	if l, err = listen("unix:" + path); err != nil {
		t.Fatal(err)
	}
	if got := address(l); got != "unix:"+path {
		t.Errorf("the address is %s", got)
	}
	l.Close()
	if err := os.WriteFile(path, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := listen("unix:" + path); err == nil {
		t.Error("a file was replaced by a socket")
	}
}

func TestParseSize(t *testing.T) {
	for text, want := range map[string]int64{"1": 1, "512KiB": 512 << 10, "32 MiB": 32 << 20, "2G": 2 << 30, "7B": 7} {
		if got, err := parseSize("--max-body", text); err != nil || got != want {
			t.Errorf("%s: got %d, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "0", "-1", "MiB", "1TB", "1.5MiB", "9999999999GiB"} {
		if _, err := parseSize("--max-body", text); err == nil {
			t.Errorf("%q is accepted", text)
		}
	}
}
