package archive

import (
	"archive/tar"
	"io"
	"strings"
)

// OpenTar finds the member of a tar file as [OpenZip] does of a zip file. It reads the file up to that member's bytes,
// which [Member.Open] then gives; those behind it have not been looked at, and [TarRest.Check] does.
func OpenTar(r io.Reader, asked string) (*Member, *TarRest, error) {
	rest := newTarRest(r, asked)
	var head *tar.Header
	for {
		h, err := rest.t.Next()
		if err == io.EOF {
			return rest.none()
		}
		if err != nil {
			return nil, nil, rest.fail(err)
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		rest.names = append(rest.names, h.Name)
		if asked == "" && torchFirst[h.Name] { // a torch archive, if the others follow
			continue
		}
		if asked == "" || h.Name == asked {
			head = h
			break
		}
	}
	m := &Member{Kind: Tar, Name: head.Name, Size: head.Size, Packed: head.Size, Offset: -1}
	m.open = func() (io.ReadCloser, error) { return io.NopCloser(tarBody{rest}), nil }
	return m, rest, nil
}

// A tarBody is the bytes of a member.
type tarBody struct{ rest *TarRest }

func (b tarBody) Read(p []byte) (int, error) {
	n, err := b.rest.t.Read(p)
	return n, b.rest.fail(err)
}

// torchFirst are the members of a tar file of torch.save.
var torchFirst = map[string]bool{"sys_info": true, "pickle": true, "storages": true, "tensors": true}

// MaybeTorch reports whether a tar file that begins with head may be of torch.save: its first member is called so.
func MaybeTorch(head []byte) bool {
	name, _, _ := strings.Cut(string(head[:min(len(head), 100)]), "\x00")
	return torchFirst[name]
}

// A TarRest is what follows the member of a tar file.
type TarRest struct {
	t     *tar.Reader
	r     io.Reader // of the archive
	asked string
	names []string
}

func newTarRest(r io.Reader, asked string) *TarRest {
	if _, ok := r.(io.Seeker); !ok { // which tells how far it has been read, and whose members need not be read to pass them
		r = &counter{r: r}
	}
	return &TarRest{t: tar.NewReader(r), r: r, asked: asked}
}

// A counter tells how much of a stream has been read, as io.Seeker does.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	return n, err
}

// offset is how far the archive has been read.
func (r *TarRest) offset() int64 {
	switch in := r.r.(type) {
	case *counter:
		return in.n
	case io.Seeker:
		at, _ := in.Seek(0, io.SeekCurrent)
		return at
	}
	return 0
}

// fail gives the offset to errors of the archive itself; others are of what it comes from.
func (r *TarRest) fail(err error) error {
	if err == io.ErrUnexpectedEOF || err == tar.ErrHeader {
		return &Error{Kind: Tar, Offset: r.offset(), Err: err}
	}
	return err
}

// none says what an archive is in which the member was not found.
func (r *TarRest) none() (*Member, *TarRest, error) {
	switch {
	case r.asked == "" && classify(Tar, r.names) == Torch:
		return &Member{Kind: Torch, Offset: -1}, r, nil
	case r.asked == "" && len(r.names) > 0: // all of them are torch.save's, or there would be a member
		return nil, nil, &Error{Kind: Tar, Offset: r.offset(), Err: io.ErrUnexpectedEOF,
			Problem: "only " + strings.Join(r.names, ", ") + " of the members that torch.save writes"}
	}
	return nil, nil, membersError(Tar, r.asked, r.names)
}

// Check reads the rest of the archive: if none was asked for, the member must have been the only one. The last blocks,
// which are empty, are read as well: behind them stands the checksum of what the archive is compressed in.
func (r *TarRest) Check() error {
	if r.asked != "" {
		return nil
	}
	for {
		h, err := r.t.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return r.fail(err)
		}
		if h.Typeflag == tar.TypeReg {
			r.names = append(r.names, h.Name)
		}
	}
	if len(r.names) > 1 {
		return membersError(Tar, "", r.names)
	}
	_, err := io.Copy(io.Discard, r.r)
	return err
}
