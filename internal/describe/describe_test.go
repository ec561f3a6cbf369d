package describe

import (
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/brine-go/brine/py"
)

func TestValue(t *testing.T) {
	b := py.NewBuilder()
	for want, v := range map[string]py.Value{
		"nothing":             {},
		"None":                b.None(),
		"True":                b.Bool(true),
		"-3":                  b.Int(-3),
		"1.5":                 b.Float(1.5),
		"an int past 64 bits": b.BigInt(new(big.Int).Lsh(big.NewInt(1), 80)),
		"'it'":                b.Str("it"),
		"a str of 100 bytes":  b.Str(strings.Repeat("x", 100)),
		"tuple of 2":          b.Tuple(b.None(), b.None()),
		"list of 1":           b.List(b.None()),
		"dict of 0":           b.Dict(),
		"bytes":               b.Bytes([]byte("x")),
		"global numpy.dtype":  b.Global("numpy", "dtype"),
		"numpy.dtype":         b.Call(b.Global("numpy", "dtype"), b.Str("f8")),
	} {
		if got := Value(v); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestMismatch(t *testing.T) {
	cause := errors.New("why")
	for want, got := range map[string]string{
		"numpy: a.b: got 1, want 2":      Mismatch("numpy", "a.b", "1", "2", nil),
		"numpy: a.b: got 1, want 2: why": Mismatch("numpy", "a.b", "1", "2", cause),
		"numpy: a.b: want 2: why":        Mismatch("numpy", "a.b", "", "2", cause),
		"numpy: a.b: why":                Mismatch("numpy", "a.b", "", "", cause),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
