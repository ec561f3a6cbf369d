package main

import (
	"archive/tar"
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"syscall"
	"unicode"

	"github.com/brine-go/brine"
	"github.com/brine-go/brine/internal/show"
	"github.com/brine-go/brine/joblib"
	"github.com/brine-go/brine/opcode"
	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/sklearn"
)

// Exit codes. They are a promise: scripts branch on them. README.md and the help of the root command list them.
const (
	exitOK          = 0
	exitFile        = 1   // a file cannot be read or written, is damaged, or holds what is not supported
	exitUsage       = 2   // the command line is wrong
	exitData        = 3   // the data do not fit the model
	exitInterrupted = 130 // 128 + SIGINT, as shells have it
)

// A failure is an error with what to do about it and the exit code that it ends in.
type failure struct {
	code int
	name string // of the file; empty for none
	err  error
	hint string // may be empty
}

func (f *failure) Error() string {
	if f.name == "" {
		return f.err.Error()
	}
	if path, ok := f.err.(*fs.PathError); ok { // it would name the file again, or a temporary one
		return f.name + ": " + path.Err.Error()
	}
	return f.name + ": " + f.err.Error()
}

func (f *failure) Unwrap() error { return f.err }

// usage returns the failure of a wrong command line.
func usage(err error, hint string) error { return &failure{code: exitUsage, err: err, hint: hint} }

// fileFailure returns the failure of a file, with the hint that goes with the error.
func fileFailure(name string, err error) error {
	if err == nil || closedPipe(err) {
		return err
	}
	var own *failure
	if errors.As(err, &own) {
		return err
	}
	return &failure{code: exitFile, name: name, err: err, hint: hintFor(err)}
}

// hintFor returns what to do about an error of reading or writing a file, or "".
func hintFor(err error) string {
	var (
		limit       *pickle.LimitError
		unsupported *pickle.UnsupportedError
		path        *show.PathError
		inflates    *brine.InflateError
		members     *brine.MembersError
		damaged     *brine.CompressionError
		archive     *brine.ArchiveError
	)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "check the name; patterns such as *.pkl are the shell's to resolve"
	case errors.Is(err, fs.ErrPermission):
		return "you may not open it; ls -l tells whose it is"
	case errors.Is(err, syscall.EISDIR):
		return "it is a folder; name the files in it"
	case errors.Is(err, syscall.ENOSPC):
		return "the disk is full"
	case errors.As(err, &inflates):
		return "it may be made to fill memory; Python would inflate it. If you trust it, inflate it yourself and show what comes out"
	case errors.As(err, &damaged), errors.As(err, &archive), errors.Is(err, zip.ErrFormat), errors.Is(err, tar.ErrHeader):
		return "the container is damaged or cut off: copy the file again"
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "the file is cut off: copy it again, or have it written again"
	case errors.As(err, &members):
		return "take the pickle out of the archive: unzip -p or tar -xO give it to brine show -"
	case errors.Is(err, joblib.ErrSibling):
		return "files of joblib before 0.10 have their arrays in files beside them: keep those in the same folder, and name the file instead of piping it"
	case errors.As(err, &limit):
		return "it asks for more than any honest pickle of its size; do not load it in Python either"
	case errors.As(err, &unsupported):
		return "choose a higher --protocol"
	case errors.As(err, &path):
		return path.Hint()
	case errors.Is(err, sklearn.ErrUnsupported):
		return "brine show tells what is in the file; supported are the estimators of scikit-learn, XGBoost and LightGBM that the comment of package sklearn lists"
	case errors.Is(err, sklearn.ErrNotFitted):
		return "call fit() before the model is pickled"
	}
	if syntax := (*opcode.SyntaxError)(nil); errors.As(err, &syntax) && syntax.Offset < 2 {
		return "this does not look like a pickle"
	}
	return "brine dis shows the opcodes up to the place; if Python loads the file, please report it"
}

// report writes an error to stderr and keeps its exit code. A closed pipe is none.
func (c *command) report(err error) {
	if err == nil || closedPipe(err) {
		return
	}
	code, hint := exitFile, ""
	var own *failure
	if errors.As(err, &own) {
		code, hint = own.code, own.hint
	}
	c.code = max(c.code, code)
	fmt.Fprintf(c.stderr, "brine: %s\n", printable(err.Error()))
	if hint != "" {
		fmt.Fprintf(c.stderr, "hint: %s\n", printable(hint))
	}
}

// warn writes to stderr what a user should know though it is no error.
func (c *command) warn(name, text string) {
	fmt.Fprintf(c.stderr, "brine: %s: warning: %s\n", printable(name), printable(text))
}

// closedPipe reports whether the reader of our output has gone.
func closedPipe(err error) bool { return errors.Is(err, syscall.EPIPE) }

// printable replaces what a terminal would not print: names in a pickle may hold anything, escape sequences too.
func printable(s string) string {
	plain := func(r rune) bool { return r == ' ' || unicode.IsPrint(r) && r != unicode.ReplacementChar }
	if strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case plain(r) || r == unicode.ReplacementChar:
			b.WriteRune(r)
		case r < 0x100:
			fmt.Fprintf(&b, `\x%02x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}
