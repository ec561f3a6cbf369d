package archive

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/brine-go/brine/pickle"
)

func load(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// open opens an archive of either kind and reads its member.
func open(data []byte, asked string) (*Member, []byte, error) {
	var m *Member
	var rest *TarRest
	var err error
	switch Sniff(data[:min(len(data), SniffLen)]) {
	case Zip:
		m, err = OpenZip(bytes.NewReader(data), int64(len(data)), asked)
	case Tar:
		m, rest, err = OpenTar(bytes.NewReader(data), asked)
	default:
		return nil, nil, errors.New("no archive")
	}
	if err != nil || m.Kind == Torch || m.Kind == NPZ {
		return m, nil, err
	}
	r, err := m.Open()
	if err != nil {
		return m, nil, err
	}
	defer r.Close()
	body, err := io.ReadAll(io.LimitReader(r, 1<<20))
	if err == nil && rest != nil {
		err = rest.Check()
	}
	return m, body, err
}

// TestMembers: the one pickle in each archive that Python wrote.
func TestMembers(t *testing.T) {
	for name, member := range map[string]string{
		"one.zip": "data.pkl", "stored.zip": "data.pkl", "bzip2.zip": "data.pkl", "folder.zip": "folder/data.pkl",
		"one.tar": "data.pkl", "gnu.tar": strings.Repeat("a/", 60) + "data.pkl", "ustar.tar": "folder/data.pkl", "v7.tar": "data.pkl",
		"frame.pkl.zip": "frame.pkl", "frame.pkl.tar.gz": "frame.pkl.tar.gz",
	} {
		data := load(t, name)
		if strings.HasSuffix(name, ".gz") {
			z, err := gzip.NewReader(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			if data, err = io.ReadAll(z); err != nil {
				t.Fatal(err)
			}
		}
		m, body, err := open(data, "")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !strings.HasPrefix(member, strings.TrimSuffix(m.Name, ".tar")) || m.Size != int64(len(body)) {
			t.Errorf("%s: member %q of %d bytes, want %q of %d", name, m.Name, m.Size, member, len(body))
		}
		if m.Offset >= 0 && !bytes.Equal(data[m.Offset:][:m.Size], body) {
			t.Errorf("%s: at offset %d stands something else", name, m.Offset)
		}
		doc, err := pickle.Loads(body)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if x := doc.Root().Get("x"); !strings.HasPrefix(name, "frame") && x.Len() != 100 {
			t.Errorf("%s: %d items", name, x.Len())
		}
	}
	if m, _, err := open(load(t, "stored.zip"), ""); err != nil || m.Offset < 0 {
		t.Errorf("a stored member has no offset (%v)", err)
	}
}

// TestKinds: archives of torch.save and numpy.savez are told.
func TestKinds(t *testing.T) {
	for name, kind := range map[string]Kind{"torch.zip": Torch, "torch.tar": Torch, "arrays.npz": NPZ} {
		m, _, err := open(load(t, name), "")
		if err != nil || m.Kind != kind {
			t.Errorf("%s: %v, %v", name, m, err)
		}
	}
	m, body, err := open(load(t, "torch.zip"), "archive/version")
	if err != nil || string(body) != "3\n" || m.Kind != Zip {
		t.Errorf("a member asked for: %q, %v", body, err)
	}
}

// TestMembersError: several members are an error that names them, unless one is asked for.
func TestMembersError(t *testing.T) {
	for _, name := range []string{"two.zip", "two.tar"} {
		data := load(t, name)
		_, _, err := open(data, "")
		var members *MembersError
		if !errors.As(err, &members) || strings.Join(members.Members, " ") != "a.pkl b.pkl" {
			t.Errorf("%s: %v", name, err)
		}
		if _, _, err := open(data, "c.pkl"); !errors.As(err, &members) || members.Asked != "c.pkl" {
			t.Errorf("%s: %v", name, err)
		}
		for _, asked := range []string{"a.pkl", "b.pkl"} {
			if m, _, err := open(data, asked); err != nil || m.Name != asked {
				t.Errorf("%s: %s: %v", name, asked, err)
			}
		}
	}
	for _, name := range []string{"none.zip", "none.tar"} {
		var members *MembersError
		if _, _, err := open(load(t, name), ""); !errors.As(err, &members) || len(members.Members) != 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSniff: what is no archive is not told as one.
func TestSniff(t *testing.T) {
	pickled := append([]byte("\x80\x04X\x00\x04\x00\x00"), bytes.Repeat([]byte("a"), 1024)...)
	for _, head := range [][]byte{nil, []byte("PK"), []byte("PK\x01\x02"), pickled[:512], make([]byte, 512)} {
		if k := Sniff(head); k != None {
			t.Errorf("%.20q is told as %v", head, k)
		}
	}
}

// FuzzOpen: any bytes give a member or an error.
func FuzzOpen(f *testing.F) {
	for _, name := range []string{"one.zip", "stored.zip", "bzip2.zip", "folder.zip", "two.zip", "none.zip", "torch.zip", "one.tar", "gnu.tar", "v7.tar", "torch.tar"} {
		f.Add(load(f, name), "")
		f.Add(load(f, name), "b.pkl")
	}
	f.Fuzz(func(t *testing.T, data []byte, asked string) {
		m, body, err := open(data, asked)
		if err == nil && m == nil {
			t.Error("neither a member nor an error")
		}
		if err == nil && m.Offset >= 0 && (m.Offset+m.Size > int64(len(data)) || !bytes.Equal(data[m.Offset:][:min(m.Size, 1<<20)], body)) {
			t.Errorf("%d bytes at offset %d", m.Size, m.Offset)
		}
	})
}
