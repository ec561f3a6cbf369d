package archive

import (
	"archive/tar"
	"io"
	"strings"
)

// OpenTar finds the member of a tar file as [OpenZip] does of a zip file. It reads the file up to that member's bytes,
// which [Member.Open] then gives; those behind it have not been looked at, and [TarRest.Check] does.
func OpenTar(r io.Reader, asked string) (*Member, *TarRest, error) {
	rest := &TarRest{t: tar.NewReader(r), asked: asked}
	var head *tar.Header
	for {
		h, err := rest.t.Next()
		if err == io.EOF {
			return rest.none()
		}
		if err != nil {
			return nil, nil, err
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
	m.open = func() (io.ReadCloser, error) { return io.NopCloser(rest.t), nil }
	return m, rest, nil
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
	asked string
	names []string
}

// none says what an archive is in which the member was not found.
func (r *TarRest) none() (*Member, *TarRest, error) {
	if classify(Tar, r.names) == Torch && r.asked == "" {
		return &Member{Kind: Torch, Offset: -1}, r, nil
	}
	return nil, nil, membersError(Tar, r.asked, r.names)
}

// Check reads the rest of the archive: if none was asked for, the member must have been the only one.
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
			return err
		}
		if h.Typeflag == tar.TypeReg {
			r.names = append(r.names, h.Name)
		}
	}
	if len(r.names) > 1 {
		return membersError(Tar, "", r.names)
	}
	return nil
}
