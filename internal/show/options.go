package show

// Options say how much of a value is shown. Start from [Defaults]: the zero value shows a single line.
type Options struct {
	Depth int  // levels below the first that are unfolded; negative for all
	Items int  // items of one container that are shown; negative for all
	Attrs int  // attributes of one object that are shown; negative for all
	Width int  // columns that the items of a short container may take to stand on one line
	Full  bool // texts in full, numbers of arrays with all digits
	Color bool // with the escape sequences of a terminal
}

// Defaults shows what fits a few screens of a big value.
func Defaults() Options { return Options{Depth: 40, Items: 20, Attrs: 100, Width: 100} }

// All shows everything.
func All() Options { return Options{Depth: -1, Items: -1, Attrs: -1, Width: 100, Full: true} }

// limit returns how many of n are shown where at most `most` are.
func limit(n, most int) int {
	if most < 0 {
		return n
	}
	return min(n, most)
}

const (
	textRunes  = 80 // of a str that are shown
	textBytes  = 32 // of bytes that are shown
	arrayItems = 8  // numbers of an array that are shown, as far as they fit
	longText   = 64 // bytes of a text or array from which it is not written twice
	maxIndent  = 40 // levels that are indented; deeper ones tell their level
)
