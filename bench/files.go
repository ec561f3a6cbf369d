package main

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	root "github.com/brine-go/brine"
	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/pandas"
	"github.com/brine-go/brine/torch"
)

//go:embed files.py
var filesScript string

// A dataFile is a file that Python's libraries wrote.
type dataFile struct {
	Name, Kind string
	Size       int64
	Sum        float64 // of the numbers in it
}

// A fileResult is what reading a file takes: the least of the rounds.
type fileResult struct {
	dataFile
	open, read [2]sample // Brine's and Python's
}

// fileRun measures files against the libraries that wrote them.
type fileRun struct {
	python  *process
	folder  string // as this process sees it
	version string
	results []fileResult
}

// measureFiles has a Python write the files, divided in size, into a temporary folder of its own, and both read them in turns.
// A Python that is started by "chroot FOLDER" has its files within that folder.
func measureFiles(command string, divisor, rounds int) (_ *fileRun, err error) {
	words := strings.Fields(command)
	base := ""
	if len(words) > 2 && filepath.Base(words[0]) == "chroot" {
		base = words[1]
	}
	r := &fileRun{}
	if r.folder, err = os.MkdirTemp(filepath.Join(base, os.TempDir()), "brine-files"); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(r.folder)) }()
	inside := "/" + strings.TrimPrefix(strings.TrimPrefix(r.folder, base), "/")
	args := append(words[1:], "-W", "ignore", "-c", filesScript, inside, fmt.Sprint(divisor))
	if r.python, err = startProcess(command, exec.Command(words[0], args...)); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.python.close()) }()
	made, err := r.python.ask(request{Do: "make"})
	if err != nil {
		return nil, err
	}
	r.version = made.Version
	for _, f := range made.Files {
		fmt.Fprintf(os.Stderr, "bench: %s\n", f.Name)
		result, err := r.measure(f, rounds)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		r.results = append(r.results, result)
	}
	return r, nil
}

// enough is after how long no other round of a file begins.
const enough = 6 * time.Second

// measure reads a file in turns: opened with nothing of it in the system's cache, and read whole with all of it there.
func (r *fileRun) measure(f dataFile, rounds int) (fileResult, error) {
	out := fileResult{dataFile: f}
	evict := func() error {
		_, err := r.python.ask(request{Do: "evict", File: f.Name})
		return err
	}
	path := filepath.Join(r.folder, f.Name)
	_, first, err := turnOf(0, func() (summed, error) { return openFile(f.Kind, path) }, nil)
	if err != nil {
		return out, err
	}
	start := time.Now()
	for round := range rounds {
		if round > 0 && time.Since(start) > enough {
			break
		}
		for _, turn := range []struct {
			do   string
			best *[2]sample
			want float64
			run  func(kind, path string) (summed, error)
		}{{"open", &out.open, first, openFile}, {"read", &out.read, f.Sum, readFile}} {
			for i := range 2 {
				side := (round + i) % 2 // who begins has the colder machine
				prepare := evict
				if turn.do == "read" {
					prepare = func() error { return warm(path) }
				}
				if err := prepare(); err != nil {
					return out, err
				}
				s, sum, err := turnOf(side, func() (summed, error) { return turn.run(f.Kind, path) }, func() (reply, error) {
					return r.python.ask(request{Do: turn.do, Kind: f.Kind, File: f.Name})
				})
				if err == nil && math.Abs(sum-turn.want) > 1e-6*max(1, math.Abs(turn.want)) {
					err = fmt.Errorf("%s gives %v, want %v", [2]string{"Brine", "Python"}[side], sum, turn.want)
				}
				if err != nil {
					return out, err
				}
				turn.best[side] = lesser(turn.best[side], s)
			}
		}
	}
	return out, nil
}

// warm has all of a file in the system's cache: it was evicted before it was opened.
func warm(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, file)
	return errors.Join(err, file.Close())
}

// turnOf is one turn: of side 0 Brine's, of side 1 Python's. What the result sums up to is not in the time.
func turnOf(side int, brine func() (summed, error), python func() (reply, error)) (sample, float64, error) {
	if side == 1 {
		answer, err := python()
		return sample{wall: time.Duration(answer.Wall), cpu: time.Duration(answer.CPU)}, answer.Sum, err
	}
	runtime.GC()
	cpu, start := cpuTime(), time.Now()
	sum, err := brine()
	s := sample{wall: time.Since(start), cpu: cpuTime() - cpu}
	if err != nil {
		return s, 0, err
	}
	total, err := sum()
	return s, total, err
}

// A summed is something that was read: it sums up its numbers.
type summed func() (float64, error)

func lesser(best, s sample) sample {
	if best.wall == 0 {
		return s
	}
	return sample{wall: min(best.wall, s.wall), cpu: min(best.cpu, s.cpu)}
}

// readFile reads all of a file into memory.
func readFile(kind, path string) (summed, error) {
	switch kind {
	case "npy":
		a, err := root.Load[*numpy.Array](path)
		return func() (float64, error) { return sumOf(&a.Array) }, err
	case "npz":
		m, err := root.Load[map[string]*numpy.Array](path)
		return func() (float64, error) { return sumOfAll(maps.Values(m)) }, err
	case "joblib":
		list, err := root.Load[[]*numpy.Array](path)
		return func() (float64, error) { return sumOfAll(slices.Values(list)) }, err
	case "torch":
		m, err := root.Load[map[string]*torch.Tensor](path)
		return func() (sum float64, err error) {
			for _, x := range m {
				a, err := x.Array()
				if err != nil {
					return 0, err
				}
				part, err := sumOf(a)
				if sum += part; err != nil {
					return 0, err
				}
			}
			return sum, nil
		}, err
	}
	df, err := root.Load[*pandas.DataFrame](path)
	return func() (sum float64, err error) {
		prices, err := df.Column("price")
		if err != nil {
			return 0, err
		}
		values, _, err := prices.Float64s()
		for _, x := range values {
			sum += x
		}
		return sum, err
	}, err
}

func sumOf(a *ndarray.Array) (sum float64, err error) {
	values, err := a.Float64s()
	for _, x := range values {
		sum += x
	}
	return sum, err
}

func sumOfAll(arrays iter.Seq[*numpy.Array]) (sum float64, err error) {
	for a := range arrays {
		part, err := sumOf(&a.Array)
		if sum += part; err != nil {
			return 0, err
		}
	}
	return sum, nil
}

// openFile opens a file and reads the first number in it.
func openFile(kind, path string) (summed, error) {
	f, err := root.Open(path)
	if err != nil {
		return nil, err
	}
	x, err := firstNumber(f, kind)
	return func() (float64, error) { return x, f.Unmap() }, err
}

func firstNumber(f *root.File, kind string) (float64, error) {
	if z := f.NPZ(); z != nil {
		a, err := z.Array("a0")
		if err != nil {
			return 0, err
		}
		return firstOf(a)
	}
	doc, err := f.Document()
	if err != nil {
		return 0, err
	}
	v := doc.Root()
	switch kind {
	case "joblib":
		v = v.Index(0)
	case "torch":
		x, err := torch.TensorFromPy(v.Get("a0"))
		if err != nil {
			return 0, err
		}
		a, err := x.Array()
		if err != nil {
			return 0, err
		}
		return firstOf(a)
	case "frame":
		df, err := pandas.FrameFromPy(v)
		if err != nil {
			return 0, err
		}
		prices, err := df.Column("price")
		if err != nil {
			return 0, err
		}
		x, _ := prices.At(0).(float64)
		return x, nil
	}
	a, err := numpy.FromPy(v)
	if err != nil {
		return 0, err
	}
	return firstOf(a)
}

func firstOf(a *ndarray.Array) (float64, error) {
	x, err := a.At(slices.Repeat([]int{0}, len(a.Shape))...)
	f, _ := x.(float64)
	return f, err
}

// write writes the table.
func (r *fileRun) write(w io.Writer) error {
	var out strings.Builder
	fmt.Fprintf(&out, "Beside %s; a cell is the other's time divided by Brine's by wall / processor time, and Brine's wall time.\n\n", r.version)
	out.WriteString("| file | MB | cold open |  | read |  |\n|---|--:|--:|--:|--:|--:|\n")
	for _, f := range r.results {
		fmt.Fprintf(&out, "| %s | %.1f | %s | %s |\n", f.Name, float64(f.Size)/1e6, cellsOf(f.open), cellsOf(f.read))
	}
	_, err := io.WriteString(w, out.String())
	return err
}

func cellsOf(s [2]sample) string {
	x := ratio{wall: s[1].wall.Seconds() / s[0].wall.Seconds(), cpu: s[1].cpu.Seconds() / s[0].cpu.Seconds()}
	return fmt.Sprintf("%v | %.2f ms", x, s[0].wall.Seconds()*1e3)
}

// filesTitle begins the last part of the document; filesStart and filesEnd are around the table in it.
const (
	filesTitle = "\n## Files\n"
	filesStart = "<!-- files from here: go run ./bench -files -write -->"
	filesEnd   = "<!-- files to here -->"
)

// benchFiles measures files against each Python, and writes the tables to stdout or into the document.
func benchFiles(pythons string, divisor, rounds int, document string) error {
	if pythons == "" {
		pythons = "python3"
	}
	var out strings.Builder
	for command := range strings.SplitSeq(pythons, ",") {
		r, err := measureFiles(command, divisor, rounds)
		if err != nil {
			return err
		}
		if err := r.write(&out); err != nil {
			return err
		}
		out.WriteByte('\n')
	}
	if document == "" {
		_, err := io.WriteString(os.Stdout, out.String())
		return err
	}
	page, err := os.ReadFile(document)
	if err != nil {
		return err
	}
	before, rest, found := strings.Cut(string(page), filesStart+"\n")
	_, after, ended := strings.Cut(rest, filesEnd)
	if !found || !ended {
		return fmt.Errorf("%s has no part between %q and %q", document, filesStart, filesEnd)
	}
	return os.WriteFile(document, []byte(before+filesStart+"\n"+out.String()+filesEnd+after), 0o666)
}
