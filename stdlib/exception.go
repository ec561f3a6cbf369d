package stdlib

import (
	"strings"

	"github.com/brine-go/brine/py"
)

// An Exception is an instance of a built-in exception class. It is an error of Go, too.
type Exception struct {
	Class string // "ValueError"
	Args  []py.Value
	Attrs []Attr // what was set on it, as __notes__
}

// builtinExceptions are the exception classes of module builtins, Python 2.7 to 3.14.
var builtinExceptions = func() map[string]bool {
	names := make(map[string]bool)
	for name := range strings.FieldsSeq(`
		ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BrokenPipeError
		BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError
		ConnectionResetError DeprecationWarning EOFError EncodingWarning EnvironmentError Exception ExceptionGroup
		FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError ImportError
		ImportWarning IndentationError IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt
		LookupError MemoryError ModuleNotFoundError NameError NotADirectoryError NotImplementedError OSError
		OverflowError PendingDeprecationWarning PermissionError ProcessLookupError PythonFinalizationError
		RecursionError ReferenceError ResourceWarning RuntimeError RuntimeWarning StandardError StopAsyncIteration
		StopIteration SyntaxError SyntaxWarning SystemError SystemExit TabError TimeoutError TypeError
		UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning
		UserWarning ValueError Warning ZeroDivisionError`) {
		names[name] = true
	}
	return names
}()

// isException reports whether class is a built-in exception, by Python 3's or Python 2's name.
func isException(class string) bool {
	module, name, _ := strings.Cut(class, ".")
	return (module == "builtins" || module == "exceptions") && builtinExceptions[name]
}

func readException(c call) (Exception, error) {
	_, name, _ := strings.Cut(c.class, ".")
	return Exception{Class: name, Args: c.args(), Attrs: attrs(c.v)}, nil
}

// Error is the last line of Python's traceback: "ValueError: bad".
func (e Exception) Error() string {
	switch len(e.Args) {
	case 0:
		return e.Class
	case 1:
		if s, ok := e.Args[0].Text(); ok && e.Class != "KeyError" {
			return e.Class + ": " + s
		}
		return e.Class + ": " + py.Repr(e.Args[0])
	}
	parts := make([]string, len(e.Args))
	for i, a := range e.Args {
		parts[i] = py.Repr(a)
	}
	return e.Class + ": (" + strings.Join(parts, ", ") + ")"
}

// MarshalPickle writes the exception.
func (e Exception) MarshalPickle(b *py.Builder) (py.Value, error) {
	if !builtinExceptions[e.Class] {
		return py.Value{}, &Error{Class: "an exception", Got: e.Class, Want: "a built-in class"}
	}
	obj := b.Call(b.Global("builtins", e.Class), e.Args...)
	if len(e.Attrs) > 0 {
		b.Build(obj, attrDict(b, e.Attrs))
	}
	return obj, nil
}

// UnmarshalPickle reads a built-in exception.
func (e *Exception) UnmarshalPickle(v py.Value) error { return into(e, v, "a built-in exception") }
