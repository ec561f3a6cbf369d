package convert

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"

	"github.com/brine-go/brine/internal/compress"
)

// A Format is a file format, by the name that --from and --to take.
type Format string

// The formats.
const (
	Pickle  Format = "pickle"
	Joblib  Format = "joblib"
	Torch   Format = "torch"
	NPY     Format = "npy"
	NPZ     Format = "npz"
	JSON    Format = "json"
	JSONL   Format = "jsonl" // an object a line
	CSV     Format = "csv"
	TSV     Format = "tsv"
	Parquet Format = "parquet"
	Arrow   Format = "arrow"  // Arrow's IPC file, Feather 2
	Arrows  Format = "arrows" // Arrow's IPC stream
	SQLite  Format = "sqlite"
)

// A traits row is what is known of a format.
type traits struct {
	format     Format
	extensions []string
	magic      string // its first bytes; empty if there are none that tell
	tabular    bool   // it holds tables and nothing else
	writes     bool
}

var formats = []traits{
	{Pickle, []string{"pkl", "pickle", "pck", "p"}, "", false, true},
	{Joblib, []string{"joblib", "jbl"}, "", false, true},
	{Torch, []string{"pt", "pth"}, "", false, false},
	{NPY, []string{"npy"}, "\x93NUMPY", false, true},
	{NPZ, []string{"npz"}, "", false, true},
	{JSON, []string{"json"}, "", false, true},
	{JSONL, []string{"jsonl", "ndjson"}, "", true, true},
	{CSV, []string{"csv"}, "", true, true},
	{TSV, []string{"tsv", "tab"}, "", true, true},
	{Parquet, []string{"parquet", "pq"}, "PAR1", true, true},
	{Arrow, []string{"arrow", "feather", "ipc"}, "ARROW1", true, true},
	{Arrows, []string{"arrows"}, "", true, true},
	{SQLite, []string{"sqlite", "sqlite3", "db"}, "SQLite format 3\x00", true, true},
}

// refused are formats that are known and not supported, and why.
var refused = map[string]string{
	"xml": "XML says nothing of types and has no agreed form for tables; write JSON or CSV",
	"h5":  "HDF5 has no implementation in Go that reads what h5py writes; write npz or Parquet", "hdf5": "HDF5 has no implementation in Go that reads what h5py writes; write npz or Parquet", "hdf": "HDF5 has no implementation in Go that reads what h5py writes; write npz or Parquet",
	"xlsx": "spreadsheets open CSV", "xls": "spreadsheets open CSV",
}

func (f Format) traits() traits {
	for _, t := range formats {
		if t.format == f {
			return t
		}
	}
	return traits{}
}

// Texts reports whether a format has texts alone, so that a column may have values of any types.
func (f Format) Texts() bool { return f == CSV || f == TSV }

// Known reports whether there is such a format.
func (f Format) Known() bool { return f.traits().format != "" }

// Tabular reports whether a format holds tables and nothing else.
func (f Format) Tabular() bool { return f.traits().tabular }

// Writable reports whether a format can be written.
func (f Format) Writable() bool { return f.traits().writes }

// Names lists the formats that can be read, or those that can be written.
func Names(written bool) []string {
	var out []string
	for _, t := range formats {
		if t.writes || !written {
			out = append(out, string(t.format))
		}
	}
	return out
}

// Refused tells why a format, or what has an extension, is not supported; it is empty of others.
func Refused(name string) string { return refused[strings.ToLower(strings.TrimPrefix(name, "."))] }

// compressions are the extensions of compressed files, which stand behind that of the format.
var compressions = map[string]compress.Kind{
	"gz": compress.Gzip, "bz2": compress.Bzip2, "xz": compress.XZ, "lzma": compress.LZMA, "lz4": compress.LZ4, "zst": compress.Zstd, "z": compress.Zlib,
}

// Extension returns the extension of a file's name, in lower case and without the point, and the compression that its
// name tells behind it: "csv" and gzip of "x.csv.gz".
func Extension(name string) (string, compress.Kind) {
	ext := extension(name)
	kind, ok := compressions[ext]
	if ok {
		name = name[:len(name)-len(ext)-1]
		ext = extension(name)
	}
	return ext, kind
}

func extension(name string) string {
	return strings.ToLower(strings.TrimPrefix(filepath.Ext(name), "."))
}

// ByExtension returns the format of an extension as [Extension] gives it, or "".
func ByExtension(ext string) Format {
	for _, t := range formats {
		if slices.Contains(t.extensions, ext) {
			return t.format
		}
	}
	return ""
}

// ByContent returns the format of a file that begins with head, if that tells, or "".
func ByContent(head []byte) Format {
	for _, t := range formats {
		if t.magic != "" && bytes.HasPrefix(head, []byte(t.magic)) {
			return t.format
		}
	}
	return ""
}
