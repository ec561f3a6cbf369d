package pickletools

// An Option sets how Dis and Optimize work.
type Option func(*config)

type config struct {
	annotate  int
	indent    int
	maxDigits int
	version   Version
	memo      *Memo
}

func newConfig(opts []Option) config {
	c := config{indent: 4, maxDigits: 4300}
	for _, o := range opts {
		o(&c)
	}
	return c
}

// Annotate adds to each line what its opcode does, from about the given column on. Zero is no annotations,
// the default; CPython's command line takes 30.
func Annotate(column int) Option { return func(c *config) { c.annotate = column } }

// Indent sets the number of blanks that every open MARK indents by, 4 by default.
func Indent(blanks int) Option { return func(c *config) { c.indent = max(blanks, 0) } }

// WithMemo makes Dis go on with the memo of the pickles before, for pickles that one Pickler wrote one
// after the other, and leaves what this one stores in it.
func WithMemo(m *Memo) Option { return func(c *config) { c.memo = m } }

// MaxDigits sets how many decimal digits an integer may have, as sys.set_int_max_str_digits does. The default
// is CPython's, 4300; zero and below is no limit.
func MaxDigits(n int) Option { return func(c *config) { c.maxDigits = n } }

// A Version is a CPython whose pickletools is followed.
type Version int

const (
	// Python311 is CPython 3.8 to 3.11, the default. It refuses pickles that store a memo entry twice, and
	// protocol 0 strings and names that are not ASCII.
	Python311 Version = iota
	// Python314 is CPython 3.14 and late releases of 3.12 and 3.13: it takes all of these, and prints Python 2
	// strings in ASCII.
	Python314
)

// As follows another version of CPython where they differ.
func As(v Version) Option { return func(c *config) { c.version = v } }
