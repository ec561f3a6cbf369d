package main

import (
	"bytes"

	"github.com/brine-go/brine"
)

// A format is what a file can be instead of a pickle.
type format struct {
	magic string
	name  string
	hint  string
}

// formatNames are the formats that are no pickles but are read as such, for people.
var formatNames = map[brine.Format]string{
	brine.NPY: "an array of numpy.save", brine.NPZ: "an archive of numpy.savez", brine.Torch: "a file of torch.save",
}

// formats are told by the first bytes of a file. No pickle begins with any of them: either no opcode does, or the
// pickle would have to be one that nothing writes.
var formats = []format{
	{"\x89HDF\r\n\x1a\n", "an HDF5 file", "pickles are what pickle.dump writes; this was written by h5py, PyTables or Keras"},
	{"PAR1", "a Parquet file", "pickles are what pickle.dump writes; read this one with a reader of Parquet"},
	{"SQLite format 3\x00", "an SQLite database", "a pickle in one of its columns can be taken out and piped into brine show -"},
	{"\x7fELF", "an executable program", "name the pickle"},
	{"version https://git-lfs", "a pointer of Git LFS, not the file it stands for", "git lfs pull fetches the file"},
	{"<!DOCTYPE", "a web page", "the download went wrong: often a page that asks to log in"},
	{"<html", "a web page", "the download went wrong: often a page that asks to log in"},
	{"<?xml", "an XML file", "name the pickle"},
}

// formatOf returns what a file that begins with head is, or nil if it may be a pickle.
func formatOf(head []byte) *format {
	for i := range formats {
		if bytes.HasPrefix(head, []byte(formats[i].magic)) {
			return &formats[i]
		}
	}
	return nil
}
