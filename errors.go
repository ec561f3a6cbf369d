package brine

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/brine-go/brine/internal/archive"
	"github.com/brine-go/brine/internal/compress"
)

// An Error tells which file could not be read or written, and in which of its containers. What is wrong is wrapped: a
// *pickle.SyntaxError with the offset in the pickle, a *pickle.UnmarshalError with the path of the value, a
// [CompressionError] with the offset in the compressed data, a [MembersError], io.ErrUnexpectedEOF, an error of the
// system.
type Error struct {
	Path       string   // of the file; empty for a stream
	Containers []string // around the pickle, outermost first: "gzip", "tar frame.pkl"
	Err        error
}

func (e *Error) Error() string {
	var parts []string
	if e.Path != "" {
		parts = append(parts, e.Path)
	}
	parts = append(parts, e.Containers...)
	text := e.Err.Error()
	if path, ok := e.Err.(*fs.PathError); ok { // it would name the file again
		text = path.Err.Error()
	}
	if n := len(e.Containers); n > 0 { // which the error may name as well
		kind, _, _ := strings.Cut(e.Containers[n-1], " ")
		text = strings.TrimPrefix(text, kind+": ")
	}
	return strings.Join(append(parts, text), ": ")
}

func (e *Error) Unwrap() error { return e.Err }

// Errors of containers.
type (
	// CompressionError is compressed data that are damaged or pass a limit, with the offset in them.
	CompressionError = compress.Error
	// InflateError is compressed data that inflate to more than [Limits] allow. It stands within a CompressionError.
	InflateError = compress.LimitError
	// ArchiveError is a zip or tar file that is damaged or cut off, with the offset in it.
	ArchiveError = archive.Error
	// MembersError is an archive of several members, of which [WithMember] chooses one.
	MembersError = archive.MembersError
)

// A FormatError is a file that is no pickle, and nothing that is read as one, but something else that is known.
type FormatError struct {
	Format string // "nested"
	What   string // what that is, for people
}

func (e *FormatError) Error() string { return fmt.Sprintf("it is %s, not a pickle", e.What) }

// ErrClosed is a [File] that is used after it was closed.
var ErrClosed = errors.New("brine: the file is closed")

// ErrEmpty is a file without content.
var ErrEmpty = errors.New("the file is empty")

// ErrWrite is a compression that can be read and not be written: bzip2 and ZF.
var ErrWrite = compress.ErrWrite
