package sklearn

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/brine-go/brine/pickle"
)

// TestDumpAgain dumps every model of the fixtures, and every step of those that have steps: the models give the bytes that Python
// wrote, by [Model.Py], and the same object when they are marshalled as a part of something else.
func TestDumpAgain(t *testing.T) {
	for stack, count := range map[string]int{"bookworm": 244, "forky": 247} {
		files, err := filepath.Glob("../testdata/fixtures/" + stack + "/estimators/*.pkl")
		if err != nil {
			t.Fatal(err)
		}
		same := 0
		for _, file := range files {
			t.Run(stack+"/"+strings.TrimSuffix(filepath.Base(file), ".pkl"), func(t *testing.T) {
				m, err := Load(file)
				if err != nil {
					t.Fatal(err)
				}
				want, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if want[0] != 0x80 {
					t.Fatalf("the file begins with %#x, not with its protocol", want[0])
				}
				got, err := pickle.Dumps(m.Py(), pickle.WithProtocol(int(want[1])))
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(got, want) {
					t.Errorf("%d bytes, Python wrote %d, or others", len(got), len(want))
				}
				same++
				marshals(t, m)
				for _, step := range m.Steps {
					if step.Model != nil {
						marshals(t, step.Model)
					}
				}
			})
		}
		if same != count {
			t.Errorf("%s: %d models came back, want %d", stack, same, count)
		}
	}
}

// marshals wants the object of a model that is one value of many.
func marshals(t *testing.T, m *Model) {
	t.Helper()
	data, err := pickle.Marshal(map[string]any{"name": m.ClassName, "model": m})
	if err != nil {
		t.Fatal(err)
	}
	doc, err := pickle.Loads(data)
	if err != nil {
		t.Fatal(err)
	}
	want, err := pickle.Dumps(m.Py())
	if err != nil {
		t.Fatal(err)
	}
	got, err := pickle.Dumps(doc.Root().Get("model"))
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is another object when it is marshalled: %v", m.ClassName, err)
	}
}
