package vm

import (
	"encoding/binary"
	"slices"
	"testing"

	"github.com/brine-go/brine/internal/graph"
)

// pack packs words and checks that they come back.
func pack(t *testing.T, words []graph.Word) []byte {
	t.Helper()
	packed := appendPacked(nil, words)
	got := make([]graph.Word, len(words))
	unpackTo(got, packed)
	if !slices.Equal(got, words) {
		t.Fatalf("%x\nbecame %x", words, got)
	}
	return packed
}

// TestPacked: words come back as they were, and take as little as is said.
func TestPacked(t *testing.T) {
	chunk, ok := graph.ChunkBits(3)
	if !ok {
		t.Fatal("no chunk 3")
	}
	// texts makes n words of texts that lie gap bytes apart.
	texts := func(tag graph.Tag, n, gap, length int) (words []graph.Word) {
		at := 1000
		for i := range n {
			size := length + i%3
			words = append(words, graph.ShortText(tag, at, size)|chunk)
			at += size + gap
		}
		return words
	}
	var mixed []graph.Word
	for i, w := range texts(graph.Str, pageWords/2, 3, 10) {
		mixed = append(mixed, w, graph.Make(graph.Dict, uint64(i)))
	}
	for _, tt := range []struct {
		name  string
		words []graph.Word
		most  int // bytes
	}{
		{"texts", texts(graph.Str, pageWords, 3, 100), pageWords + 20},
		{"texts of protocol 2", texts(graph.Str, pageWords, 10, 5), pageWords + 20},
		{"bytes", texts(graph.Bytes, pageWords, 3, 5), pageWords + 20},
		{"empty texts", texts(graph.Str, pageWords, 3, 0), pageWords + 20},
		{"the longest of a byte", texts(graph.Str, pageWords, 3, lengths-3), pageWords + 20},
		{"and a byte more", texts(graph.Str, pageWords, 3, lengths), 6 * pageWords},
		{"texts that a word alone cannot tell", texts(graph.Str, pageWords, 3, graph.MaxShortText-1), 6 * pageWords},
		{"texts and dicts", mixed, 2*pageWords + 20},
		{"no words", nil, 0},
		{"one", texts(graph.Str, 1, 3, 9), 11},
		{"floats and the ends", []graph.Word{0, 1, 1 << 63, ^graph.Word(0), graph.No, graph.None, graph.True, 0, 0, 0x3000, 0x3001}, 100},
	} {
		if n := len(pack(t, tt.words)); n > tt.most {
			t.Errorf("%s: %d bytes, want %d at most", tt.name, n, tt.most)
		}
	}
}

func FuzzPacked(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x00\x00\x80\xfa\xff\x05\x30\x00\x00\x00\x80\xfa\xff\x06\x80\x00\x00\x00\x80\xfa\xff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var words []graph.Word
		for len(data) >= 8 {
			words = append(words, graph.Word(binary.LittleEndian.Uint64(data)))
			data = data[8:]
		}
		pack(t, words)
	})
}
