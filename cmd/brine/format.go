package main

import (
	"bytes"
	"encoding/binary"
)

// A format is what a file can be instead of a pickle.
type format struct {
	magic string
	name  string
	hint  string
}

const (
	hintInflate = "brine does not read compressed files yet; inflate it: "
	hintJoblib  = "brine does not read files of joblib.dump yet; in Python: pickle.dump(joblib.load(file), open(other, 'wb'))"
)

// formats are told by the first bytes of a file. No pickle begins with any of them: either no opcode does, or the
// pickle would have to be one that nothing writes.
var formats = []format{
	{"\x1f\x8b", "compressed by gzip", hintInflate + "gzip -dc FILE | brine show -"},
	{"BZh", "compressed by bzip2", hintInflate + "bzip2 -dc FILE | brine show -"},
	{"\xfd7zXZ\x00", "compressed by xz", hintInflate + "xz -dc FILE | brine show -"},
	{"\x28\xb5\x2f\xfd", "compressed by zstd", hintInflate + "zstd -dc FILE | brine show -"},
	{"\x04\x22\x4d\x18", "compressed by lz4", hintInflate + "lz4 -dc FILE | brine show -"},
	{"\x5d\x00\x00", "compressed by lzma", hintInflate + "xz --format=lzma -dc FILE | brine show -"},
	{"ZF0x", "an old compressed file of joblib.dump", hintJoblib},
	{"\x93NUMPY", "an array of numpy.save", "in Python: pickle.dump(numpy.load(file), open(other, 'wb'))"},
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
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		if bytes.Contains(head, []byte("data.pkl")) {
			return &format{name: "a zip file of torch.save", hint: "brine does not read it yet; its structure is in one member: unzip -p FILE '*/data.pkl' | brine show -"}
		}
		return &format{name: "a zip file", hint: "brine does not look into it yet: unzip -p FILE MEMBER | brine show -"}
	case len(head) >= 2 && head[0] == 0x78 && binary.BigEndian.Uint16(head)%31 == 0: // RFC 1950
		return &format{name: "compressed by zlib, as joblib.dump does", hint: hintJoblib}
	}
	return nil
}
