package vm

import (
	"encoding/binary"

	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/internal/unzeroed"
)

// The memo of a list of strings of 100 bytes is a fourteenth of what their Document takes, and of shorter ones more. So what
// a long stream has put, but for the first keepMemo words, is packed whenever a buffer of the stream is retired: mostly
// to a byte a text, as texts lie behind one another. The page that a GET asks for is unpacked again; a stream that asks
// often gets all of them back.
//
// Packed pages stay a part of memo, but their memory is the system's. While there are any, got ends at keepMemo: so row
// leaves other GETs to run, and they come to getPacked.

const (
	pageWords = 512 // words that are packed together
	rareGets  = 16  // one GET for so many puts is often
)

// A page is pageWords of the memo, packed; nil where they are in the memo.
type page []byte

// packMemo packs what can be of the memo.
func (m *Machine) packMemo() {
	from, to := max(keepMemo, len(m.pages)*pageWords), m.puts&^(pageWords-1)
	if !unzeroed.Releases || m.often || m.shown() || m.holes > 0 || m.far != nil || to-from < keepMemo/2 {
		return
	}
	if m.pages == nil {
		for i, c := range m.got[keepMemo:m.puts] {
			if c != 0 {
				m.g.MarkShared(m.memo[keepMemo+i])
			}
		}
		m.got = append([]byte(nil), m.got[:keepMemo]...)
		m.pages = make([]page, keepMemo/pageWords)
	}
	var out []byte
	for at := from; at < to; at += pageWords {
		out = appendPacked(out[:0], m.memo[at:at+pageWords])
		m.pages = append(m.pages, append(page(nil), out...))
	}
	unzeroed.Release(m.memo[from:to])
}

// packed reports whether memo[n] is.
func (m *Machine) packed(n int) bool {
	return n/pageWords < len(m.pages) && m.pages[n/pageWords] != nil
}

// unpack brings back the page that has memo[n], if it is packed.
func (m *Machine) unpack(n int) {
	if m.packed(n) {
		i := n / pageWords
		unpackTo(m.memo[i*pageWords:][:pageWords], m.pages[i])
		m.pages[i] = nil
	}
}

// unpackAll brings all pages back for good.
func (m *Machine) unpackAll() {
	for i := range m.pages {
		m.unpack(i * pageWords)
	}
	got := make([]byte, len(m.memo))
	copy(got, m.got)
	m.got, m.pages, m.often = got, nil, true
}

// getPacked is get of an index < puts that got has not.
func (m *Machine) getPacked(n int) graph.Word {
	m.unpack(n)
	w := m.memo[n]
	if w == graph.No {
		return w
	}
	m.g.MarkShared(w)
	if m.gets++; m.gets > m.puts/rareGets {
		m.unpackAll()
	}
	return w
}

// moveMemo moves to memo what is not packed.
func (m *Machine) moveMemo(memo []graph.Word) {
	for at := 0; at < m.puts; {
		end := at
		for end < m.puts && !m.packed(end) {
			end += pageWords
		}
		if end == at {
			at += pageWords
			continue
		}
		end = min(end, m.puts)
		unzeroed.Move(memo[at:end], m.memo[at:end])
		at = end
	}
}

// A packing tells what the next word of a page is likely to be: a text as far behind the last one as that was behind the
// one before. The length of such a text is all that is packed, in a byte; other words are the tag, past lengths, and the
// distance from the last word of that tag.
type packing struct {
	last [16]uint64 // words, by tag
	text graph.Tag  // of the last text
	gap  uint64     // bytes between the last two texts
}

const (
	lengths    = 256 - 16               // bytes of texts are below
	lengthMask = graph.MaxShortText + 1 // of a text's word; its offset begins behind
)

// likely returns the likely word of a text without bytes.
func (p *packing) likely() uint64 {
	w := p.last[p.text]
	return w&^lengthMask + (w&lengthMask+p.gap)*(lengthMask+1)
}

// far notes a word that is not the likely one.
func (p *packing) far(t graph.Tag, w uint64) {
	if t >= graph.Str && t <= graph.ByteArray {
		old := p.last[t]
		p.text, p.gap = t, w/(lengthMask+1)-old/(lengthMask+1)-old&lengthMask
	}
	p.last[t] = w
}

// appendPacked appends words to out, packed.
func appendPacked(out []byte, words []graph.Word) []byte {
	var p packing
	for _, word := range words {
		w := uint64(word)
		if n := w - p.likely(); n < lengths {
			out = append(out, byte(n))
			p.last[p.text] = w
			continue
		}
		t := word.Tag()
		out = append(out, lengths+byte(t))
		out = binary.AppendVarint(out, int64(w-p.last[t]))
		p.far(t, w)
	}
	return out
}

// unpackTo sets words to what was packed.
func unpackTo(words []graph.Word, packed []byte) {
	var p packing
	for i := range words {
		c := packed[0]
		packed = packed[1:]
		var w uint64
		if c < lengths {
			w = p.likely() + uint64(c)
			p.last[p.text] = w
		} else {
			d, n := binary.Varint(packed)
			packed = packed[n:]
			t := graph.Tag(c - lengths)
			w = p.last[t] + uint64(d)
			p.far(t, w)
		}
		words[i] = graph.Word(w)
	}
}
