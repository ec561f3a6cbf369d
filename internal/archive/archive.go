// Package archive finds the pickle in a zip or tar file: the one member that pandas' to_pickle writes, or the
// members of what torch.save and numpy.savez write.
//
//	m, err := archive.OpenZip(r, size, "")
//	r, err := m.Open()
//
// Sources: pandas/io/common.py (get_handle: one member), torch/serialization.py (a zip of NAME/data.pkl, NAME/data/0 …,
// NAME/version; before PyTorch 0.1.10 a tar of sys_info, pickle, storages, tensors), numpy/lib/npyio.py (savez).
package archive

import (
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// A Kind is what an archive is.
type Kind uint8

const (
	None  Kind = iota // no archive
	Zip               // a zip file of one member, or of which one is asked for
	Tar               // the same as tar
	Torch             // of torch.save, zip or tar
	NPZ               // of numpy.savez
)

var names = [...]string{"none", "zip", "tar", "torch", "npz"}

// String returns the kind's name.
func (k Kind) String() string {
	if int(k) < len(names) {
		return names[k]
	}
	return fmt.Sprintf("kind %d", uint8(k))
}

// SniffLen is how many bytes Sniff looks at, at most.
const SniffLen = 512

// Sniff tells from the first bytes of a file whether it is a zip or tar file. What is in it, [OpenZip] and [OpenTar] tell.
func Sniff(head []byte) Kind {
	switch {
	case strings.HasPrefix(string(head[:min(4, len(head))]), "PK\x03\x04"), strings.HasPrefix(string(head[:min(4, len(head))]), "PK\x05\x06"):
		return Zip
	case len(head) >= 263 && string(head[257:262]) == "ustar":
		return Tar
	case isOldTar(head):
		return Tar
	}
	return None
}

// isOldTar reports whether head is the header of a tar file from before POSIX, which has no magic number but a sum.
func isOldTar(head []byte) bool {
	if len(head) < 512 || head[0] == 0 || head[156] != 0 && head[156] != '0' && head[156] != '5' {
		return false
	}
	var sum int
	for _, c := range strings.Trim(string(head[148:156]), " \x00") {
		if c < '0' || c > '7' {
			return false
		}
		sum = sum*8 + int(c-'0')
	}
	got := 0
	for i, c := range head[:512] {
		if i >= 148 && i < 156 {
			c = ' '
		}
		got += int(c)
	}
	return got == sum
}

// An Error is an archive that is damaged or cut off.
type Error struct {
	Kind    Kind
	Offset  int64  // in the archive: what is wrong stands at it or before
	Problem string // empty if Err says it all
	Err     error
}

func (e *Error) Error() string {
	problem := e.Problem
	if problem != "" {
		problem += ": "
	}
	return fmt.Sprintf("%v: offset %d: %s%v", e.Kind, e.Offset, problem, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// A MembersError is an archive in which it is not clear which member is the pickle.
type MembersError struct {
	Kind    Kind
	Asked   string   // the member that was asked for, or empty
	Members []string // that there are, the first some
	More    int      // that are not in Members
}

func (e *MembersError) Error() string {
	list := strings.Join(e.Members, ", ")
	if e.More > 0 {
		list += fmt.Sprintf(" and %d more", e.More)
	}
	switch {
	case e.Asked != "":
		return fmt.Sprintf("the %v file has no member %q; it has %s", e.Kind, e.Asked, list)
	case len(e.Members) == 0:
		return fmt.Sprintf("the %v file has no members", e.Kind)
	}
	return fmt.Sprintf("the %v file has more than one member: %s", e.Kind, list)
}

// maxNames is how many members an error names.
const maxNames = 20

func membersError(kind Kind, asked string, names []string) error {
	n := min(len(names), maxNames)
	return &MembersError{Kind: kind, Asked: asked, Members: slices.Clone(names[:n]), More: len(names) - n}
}

// A Member is one file of an archive.
type Member struct {
	Kind Kind // of the archive
	Name string
	Size int64 // bytes of it, as the archive says
	// Packed is how many bytes it has in the archive.
	Packed int64
	// Offset is where in the archive the member's bytes stand as they are, or -1 if they are compressed there.
	Offset int64
	open   func() (io.ReadCloser, error)
}

// Open returns the member's bytes.
func (m *Member) Open() (io.ReadCloser, error) { return m.open() }

// classify tells what an archive is by the names of its files.
func classify(kind Kind, names []string) Kind {
	has := func(want string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return name == want })
	}
	npy := 0
	for _, name := range names {
		if dir, base := path.Split(name); kind == Zip && base == "data.pkl" && dir != "" && (has(dir+"version") || has(dir+".format_version") || has(dir+"constants.pkl")) {
			return Torch
		}
		if strings.HasSuffix(name, ".npy") {
			npy++
		}
	}
	switch {
	case kind == Tar && has("pickle") && has("storages") && has("tensors") && has("sys_info"):
		return Torch
	case kind == Zip && npy > 0 && npy == len(names):
		return NPZ
	}
	return kind
}
