package archive

import (
	"archive/zip"
	"compress/bzip2"
	"errors"
	"io"
	"strings"

	"github.com/brine-go/brine/internal/compress"
	"github.com/klauspost/compress/zstd"
)

// OpenZip finds the member of a zip file that is asked for or, if that is "", the one that there is. If the file is of
// torch.save or numpy.savez and none is asked for, the member has only the Kind.
func OpenZip(r io.ReaderAt, size int64, asked string) (*Member, error) {
	z, err := zip.NewReader(r, size)
	switch {
	case errors.Is(err, zip.ErrFormat):
		return nil, &Error{Kind: Zip, Offset: size, Problem: "no directory at the end", Err: err}
	case err == io.EOF: // the directory is not where its end says
		return nil, &Error{Kind: Zip, Offset: size, Problem: "its directory", Err: io.ErrUnexpectedEOF}
	case err != nil:
		return nil, &Error{Kind: Zip, Offset: size, Err: err}
	}
	z.RegisterDecompressor(zip.Deflate, compress.Deflate)
	z.RegisterDecompressor(zipBzip2, func(r io.Reader) io.ReadCloser { return io.NopCloser(bzip2.NewReader(r)) })
	z.RegisterDecompressor(zstd.ZipMethodWinZip, zstd.ZipDecompressor(zstd.WithDecoderMaxWindow(128<<20), zstd.WithDecoderConcurrency(1)))
	var names []string
	var files []*zip.File
	var found *zip.File
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") || strings.HasPrefix(f.Name, "__MACOSX/") {
			continue
		}
		if f.Name == asked {
			found = f
		}
		names, files = append(names, f.Name), append(files, f)
	}
	kind := classify(Zip, names)
	switch {
	case asked == "" && kind != Zip:
		return &Member{Kind: kind, Offset: -1}, nil
	case asked == "" && len(files) == 1:
		found = files[0]
	case found == nil:
		return nil, membersError(Zip, asked, names)
	}
	m := &Member{Kind: Zip, Name: found.Name, Size: int64(found.UncompressedSize64), Packed: int64(found.CompressedSize64), Offset: -1}
	m.open = func() (io.ReadCloser, error) {
		r, err := found.Open()
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return nil, &Error{Kind: Zip, Offset: size, Problem: found.Name, Err: err}
		}
		return r, nil
	}
	if found.Method == zip.Store && found.UncompressedSize64 == found.CompressedSize64 {
		if at, err := found.DataOffset(); err == nil && at <= size && m.Size <= size-at {
			m.Offset = at
		}
	}
	return m, nil
}

// zipBzip2 is the number of bzip2 in zip files (APPNOTE.TXT 4.4.5), which Python's zipfile.ZIP_BZIP2 writes.
const zipBzip2 = 12
