package sklearn

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/brine-go/brine/internal/fixturetest"
	"github.com/brine-go/brine/opcode"
	"github.com/brine-go/brine/pickle"
)

// damages is how many times each model of TestDamaged is damaged.
const damages = 5

// TestDamaged changes a few bytes of each model of testdata/supervised and testdata/unsupervised: what then loads answers or refuses, in good time.
func TestDamaged(t *testing.T) {
	files, err := filepath.Glob("testdata/*supervised/*/*.pkl")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	loaded := 0
	for i, file := range files {
		whole, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var q struct {
			Cases []question `json:"cases"`
		}
		fixturetest.ReadJSON(t, strings.TrimSuffix(file, ".pkl")+".json", &q)
		x := q.Cases[0].X.x(t)
		random := rand.New(rand.NewPCG(uint64(i), 1))
		for range damages {
			data := append([]byte(nil), whole...)
			for range 1 + random.IntN(3) {
				at := random.IntN(len(data))
				if random.IntN(3) > 0 { // a small integer: shapes, numbers of things
					if k := bytes.IndexByte(data[at:], byte(opcode.BinInt1)); k >= 0 {
						at = min(at+k+1, len(data)-1)
					}
				}
				data[at] = byte(random.Uint32N(256) >> random.Uint32N(8))
			}
			start := time.Now()
			doc, err := pickle.Loads(data)
			if err != nil {
				continue
			}
			m, err := FromPy(doc.Root())
			if err != nil {
				continue
			}
			loaded++
			for _, method := range m.Methods() {
				if method != MethodInverseTransform {
					_, _, _, _ = answer(m, string(method), x)
				}
			}
			if d := time.Since(start); d > time.Minute {
				t.Errorf("%s: %v", file, d)
			}
		}
	}
	if loaded == 0 {
		t.Error("none was loaded")
	}
	t.Logf("%d of %d loaded", loaded, damages*len(files))
}
