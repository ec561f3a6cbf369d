package serve

import (
	"net/http/httptest"
	"os"
	"strings"
	"testing"
)

// words cuts a command as a shell does, as far as the examples go: words, and what is between single quotes.
func words(t *testing.T, command string) []string {
	t.Helper()
	var out []string
	for command = strings.TrimSpace(command); command != ""; command = strings.TrimSpace(command) {
		if rest, quoted := strings.CutPrefix(command, "'"); quoted {
			word, after, closed := strings.Cut(rest, "'")
			if !closed {
				t.Fatalf("a quote without an end: %s", command)
			}
			out, command = append(out, word), after
			continue
		}
		word, rest, _ := strings.Cut(command, " ")
		out, command = append(out, word), rest
	}
	return out
}

// TestDocs runs the examples of docs/serving.md.
func TestDocs(t *testing.T) {
	docs, err := os.ReadFile("../../docs/serving.md")
	if err != nil {
		t.Fatal(err)
	}
	s := newServer(t, map[string]string{"iris": models["flower"], "titanic": models["titanic"]}, nil)
	examples := strings.Split(string(docs), "```console\n")[1:]
	if len(examples) < 6 {
		t.Errorf("%d examples, want at least 6", len(examples))
	}
	for _, example := range examples {
		example, _, _ = strings.Cut(example, "```")
		at := strings.LastIndex(strings.TrimSuffix(example, "\n"), "\n")
		command, want := strings.TrimPrefix(example[:at], "$ "), example[at+1:]
		args := words(t, command)
		if len(args) < 3 || args[0] != "curl" || args[1] != "-s" {
			t.Fatalf("no curl -s: %s", command)
		}
		r := httptest.NewRequest("POST", "http://"+args[2], nil)
		for i := 3; i+1 < len(args); i += 2 {
			switch args[i] {
			case "-H":
				name, value, _ := strings.Cut(args[i+1], ": ")
				r.Header.Set(name, value)
			case "-d", "--data-binary":
				body := args[i+1]
				r2 := httptest.NewRequest("POST", "http://"+args[2], strings.NewReader(body))
				r2.Header = r.Header
				r = r2
			default:
				t.Fatalf("%s: the test knows no such flag", args[i])
			}
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		got := strings.TrimSpace(w.Body.String())
		start, open := strings.CutSuffix(strings.TrimSpace(want), "…")
		if open && !strings.HasPrefix(got, start) || !open && got != start {
			t.Errorf("%s\ngot  %s\nwant %s", command, got, want)
		}
	}
}
