package brine_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/brine-go/brine"
	"github.com/brine-go/brine/torch"
)

// wholes are files of every container and format.
func wholes(t *testing.T) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for name, path := range map[string]string{
		"pickle":           "testdata/fixtures/bookworm/estimators/StandardScaler.pkl",
		"joblib":           simple,
		"joblib gzip":      "testdata/fixtures/bookworm/joblib/simple-gz.joblib",
		"joblib zlib":      "testdata/fixtures/bookworm/joblib/simple-z.joblib",
		"joblib bzip2":     "testdata/fixtures/bookworm/joblib/simple-bz2.joblib",
		"joblib xz":        "testdata/fixtures/bookworm/joblib/simple-xz.joblib",
		"joblib lzma":      "testdata/fixtures/bookworm/joblib/simple-lzma.joblib",
		"joblib lz4":       "testdata/fixtures/bookworm/joblib/simple-lz4.joblib",
		"pickle in zip":    "internal/archive/testdata/one.zip",
		"stored in zip":    "internal/archive/testdata/stored.zip",
		"pickle in tar":    "internal/archive/testdata/one.tar",
		"pickle in tar.gz": "internal/archive/testdata/frame.pkl.tar.gz",
		"npy":              "numpy/testdata/npy/fortran-1.npy",
		"npz":              "internal/archive/testdata/arrays.npz",
		"npz deflated":     "numpy/testdata/npy/deflated-1.npz",
		"torch zip":        "testdata/fixtures/bookworm/torch/state_dict-zip.pt",
		"torch legacy":     "testdata/fixtures/bookworm/torch/state_dict-legacy.pt",
		"torch tar":        "torch/testdata/tar.pt",
	} {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = data
	}
	var zstd bytes.Buffer
	if err := brine.DumpTo(&zstd, strings.Repeat("zstd", 10_000), brine.WithCompression(brine.Zstd, 3)); err != nil {
		t.Fatal(err)
	}
	out["pickle zstd"] = zstd.Bytes()
	return out
}

// readWhole reads all that a file has, elements of tensors included.
func readWhole(f *brine.File, err error) error {
	if err != nil {
		return err
	}
	defer f.Close()
	for _, err := range f.Documents() {
		if err != nil {
			return err
		}
	}
	if x := f.Torch(); x != nil {
		named, err := x.StateDict()
		if err != nil {
			return err
		}
		for _, n := range named {
			if _, err := n.Tensor.Float64s(); err != nil {
				return err
			}
		}
	}
	return nil
}

// waysIn are the ways to open a file that is in memory, and one by its name.
func waysIn(t *testing.T) map[string]func(data []byte) (*brine.File, error) {
	path := filepath.Join(t.TempDir(), "file")
	return map[string]func(data []byte) (*brine.File, error){
		"by name": func(data []byte) (*brine.File, error) {
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
			return brine.Open(path)
		},
		"at any place": func(data []byte) (*brine.File, error) {
			return brine.OpenReaderAt(bytes.NewReader(data), int64(len(data)))
		},
		"as a stream": func(data []byte) (*brine.File, error) { return brine.OpenReader(onlyReader{bytes.NewReader(data)}) },
	}
}

var offset = regexp.MustCompile(`offset [0-9]+`)

// TestCut: a file that ends too early is an error, which tells where, whatever it is and wherever it ends. Of a tar file the
// empty blocks at the end may be missing, as Python's tarfile has it.
func TestCut(t *testing.T) {
	ways := waysIn(t)
	for name, data := range wholes(t) {
		end := len(data)
		if strings.HasSuffix(name, "tar") {
			end = (len(bytes.TrimRight(data, "\x00"))+511)/512*512 - 512
		}
		for way, open := range ways {
			if err := readWhole(open(data)); err != nil {
				t.Errorf("%s, %s, whole: %v", name, way, err)
			}
			for i := 0; i < end; i += 1 + end/50 {
				err := readWhole(open(data[:i]))
				switch {
				case i == 0 && errors.Is(err, brine.ErrEmpty):
				case err == nil || !offset.MatchString(err.Error()):
					t.Errorf("%s, %s, %d bytes of %d: %v", name, way, i, len(data), err)
				}
			}
		}
	}
}

// TestFlipped: bytes that are wrong give an error or another value; nothing else happens. The empty blocks at the end of a tar
// file are left alone: nobody reads them. Each file has its own random numbers, so that a failure comes again.
func TestFlipped(t *testing.T) {
	rounds := 40
	if testing.Short() {
		rounds = 10
	}
	ways := waysIn(t)
	for name, data := range wholes(t) {
		random := rand.New(rand.NewPCG(1, 2))
		used := len(bytes.TrimRight(data, "\x00"))
		failed := 0
		for range rounds {
			bad := bytes.Clone(data)
			for range 1 + random.IntN(3) {
				bad[random.IntN(used)] ^= byte(1 + random.IntN(255))
			}
			for way, open := range ways {
				err := readWhole(open(bad))
				var own *brine.Error
				var inTensor *torch.Error
				switch {
				case err == nil:
				case errors.As(err, &own) || errors.As(err, &inTensor):
					failed++
				default:
					t.Errorf("%s, %s: %T: %v", name, way, err, err)
				}
			}
		}
		if failed == 0 {
			t.Errorf("%s: nothing was noticed", name)
		}
	}
}
