package sklearn

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// ending is what the package's documentation leaves out of families: "Voting" is its classifier and its regressor.
var ending = regexp.MustCompile(`^(MiniBatch|MultiTask)|(Classifier|Regressor|CV|IC)$`)

// TestDocumented wants every class that is read in the package's documentation.
func TestDocumented(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]bool{}
	for _, word := range regexp.MustCompile(`\w+`).FindAllString(string(doc), -1) {
		words[word] = true
	}
	for class := range readers {
		if !strings.HasPrefix(class, "_") && !words[class] && !words[ending.ReplaceAllString(class, "")] {
			t.Errorf("%s is read, which doc.go does not tell", class)
		}
	}
	for _, classes := range foreign {
		for class := range classes {
			if !words[strings.TrimPrefix(class, "Dask")] {
				t.Errorf("%s is read, which doc.go does not tell", class)
			}
		}
	}
}
