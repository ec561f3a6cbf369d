package brine_test

import (
	"os"
	"strings"
	"testing"
)

// TestReadme: the Go code of README.md is that of the examples.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var examples []byte
	for _, name := range []string{"example_test.go", "example_open_test.go", "train/example_test.go"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		examples = append(examples, text...)
	}
	flat := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	have := flat(string(examples))
	blocks := strings.Split(string(readme), "```go\n")[1:]
	if len(blocks) < 4 {
		t.Errorf("%d blocks of Go, want at least 4", len(blocks))
	}
	for _, block := range blocks {
		code, _, _ := strings.Cut(block, "```")
		if !strings.Contains(have, flat(code)) {
			t.Errorf("in no example:\n%s", code)
		}
	}
}
