package numpy

// An Option changes how objects are written.
type Option func(*options)

type options struct {
	release int // of NumPy, 0 for any
	proto   int
	share   bool
}

func resolve(opts []Option) options {
	var o options
	for _, opt := range opts {
		opt(&o)
	}
	return o
}

// ForRelease has objects written as NumPy 1 or 2 writes them, module names and all. Without it they are written so
// that both read them without a warning: in NumPy 1's names, which NumPy 2 keeps for pickles.
func ForRelease(major int) Option { return func(o *options) { o.release = major } }

// ForProtocol tells the protocol that the pickle is going to have. From 5 on arrays are written as buffers, as
// NumPy does: the bytes of the array are then not copied and may go out of band, see
// [github.com/brine-go/brine/pickle.WithBufferCallback]. NumPy 2 warns of the name of the function that NumPy 1
// has for it, so a release should be told too.
func ForProtocol(n int) Option { return func(o *options) { o.proto = n } }

// Shared has the bytes of arrays not copied into the document, as buffers that are parts of the array: for a document
// of a file that is mapped into memory. Whatever protocol it is dumped in, they are written as bytes, unless a buffer
// callback takes them.
func Shared() Option { return func(o *options) { o.share = true } }

// module returns a module of NumPy's core as a release calls it.
func (o *options) core(name string) string {
	if o.release >= 2 {
		return "numpy._core." + name
	}
	return "numpy.core." + name
}
