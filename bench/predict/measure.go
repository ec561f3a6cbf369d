package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/brine-go/brine/lightgbm"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/sklearn"
)

// A model is one that Python has trained, with the rows it is asked about.
type model struct {
	Name, Method, Rows string
	Text               bool // of LightGBM, which no Python is asked about
	number             int
	brine              *sklearn.Model
	x, one             sklearn.X
	rows               int
	want               []float64
	dir                string
}

// A sample is the time that one call takes.
type sample struct{ wall, cpu time.Duration }

// A result is the least times of both.
type result struct {
	model    *model
	one, all [2]sample        // Brine's and Python's
	leaves   [2]time.Duration // one row, all
	allocs   float64          // a row of a batch
}

func readModels(dir string) ([]*model, error) {
	text, err := os.ReadFile(filepath.Join(dir, "index.json"))
	if err != nil {
		return nil, err
	}
	var all []*model
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, err
	}
	for i, m := range all {
		m.number, m.dir = i, dir
	}
	return all, nil
}

// open loads a model and its rows, and compares its answers with Python's.
func (m *model) open() error {
	err := m.load()
	if err != nil {
		return err
	}
	if m.x, m.one, err = readRows(m.dir, m.Rows); err != nil {
		return err
	}
	m.rows, _ = m.x.Shape()
	answer, err := readNPY(filepath.Join(m.dir, strconv.Itoa(m.number)+".npy"))
	if err != nil {
		return err
	}
	m.want = answer.Data
	got, err := m.answer(m.x)
	if err != nil {
		return err
	}
	if len(got) != len(m.want) {
		return fmt.Errorf("%d numbers, Python has %d", len(got), len(m.want))
	}
	tolerance := 1e-9
	if strings.HasPrefix(m.brine.Module, "xgboost") { // XGBoost computes in float32
		tolerance = 5e-7
	}
	for i, x := range got {
		if !(math.Abs(x-m.want[i]) <= tolerance*max(1, math.Abs(m.want[i]))) {
			return fmt.Errorf("number %d is %v, Python has %v", i, x, m.want[i])
		}
	}
	return nil
}

func (m *model) load() (err error) {
	stem := filepath.Join(m.dir, strconv.Itoa(m.number))
	if !m.Text {
		m.brine, err = sklearn.Load(stem + ".pkl")
		return err
	}
	trees, err := lightgbm.Load(stem + ".txt")
	if err != nil {
		return err
	}
	m.brine, err = sklearn.FromLightGBM(trees)
	return err
}

// answer asks Brine.
func (m *model) answer(x sklearn.X) ([]float64, error) {
	switch m.Method {
	case "predict":
		t, err := m.brine.Predict(x)
		if err != nil {
			return nil, err
		}
		if ints := t.Ints(); ints != nil {
			out := make([]float64, len(ints))
			for i, v := range ints {
				out[i] = float64(v)
			}
			return out, nil
		}
		return t.Floats(), nil
	case "predict_proba":
		p, err := m.brine.PredictProba(x)
		return p.Data, err
	case "transform":
		y, err := m.brine.Transform(x)
		return y.Data, err
	case "score_samples":
		return m.brine.ScoreSamples(x)
	}
	return nil, fmt.Errorf("no method %s", m.Method)
}

// ask is answer without its numbers.
func (m *model) ask(x sklearn.X) error {
	var err error
	switch m.Method {
	case "predict":
		_, err = m.brine.Predict(x)
	case "predict_proba":
		_, err = m.brine.PredictProba(x)
	case "transform":
		_, err = m.brine.Transform(x)
	case "score_samples":
		_, err = m.brine.ScoreSamples(x)
	}
	return err
}

func readNPY(path string) (sklearn.Matrix, error) {
	f, err := os.Open(path)
	if err != nil {
		return sklearn.Matrix{}, err
	}
	defer f.Close()
	a, err := numpy.ReadNPY(f)
	if err != nil {
		return sklearn.Matrix{}, err
	}
	out := sklearn.Matrix{Rows: a.Shape[0], Cols: 1}
	if len(a.Shape) == 2 {
		out.Cols = a.Shape[1]
	}
	out.Data, err = a.Float64s()
	return out, err
}

// readRows reads all rows of a kind, and the first alone.
func readRows(dir, kind string) (x, one sklearn.X, err error) {
	switch kind {
	case "x":
		m, err := readNPY(filepath.Join(dir, "x.npy"))
		return m, sklearn.Matrix{Data: m.Data[:m.Cols:m.Cols], Rows: 1, Cols: m.Cols}, err
	case "documents":
		text, err := os.ReadFile(filepath.Join(dir, "documents.json"))
		if err != nil {
			return nil, nil, err
		}
		var documents []string
		err = json.Unmarshal(text, &documents)
		return sklearn.Texts(documents...), sklearn.Texts(documents[0]), err
	}
	f, err := os.Open(filepath.Join(dir, kind+".csv"))
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, nil, err
	}
	columns := make([]sklearn.Column, len(records[0]))
	for j, name := range records[0] {
		cells := make([]string, 0, len(records))
		numbers := make([]float64, 0, len(records))
		for _, r := range records[1:] {
			cells = append(cells, r[j])
			if v, err := strconv.ParseFloat(r[j], 64); err == nil {
				numbers = append(numbers, v)
			} else if r[j] == "" {
				numbers = append(numbers, math.NaN())
			}
		}
		columns[j] = sklearn.StringColumn(name, cells)
		if len(numbers) == len(cells) {
			columns[j] = sklearn.FloatColumn(name, numbers)
		}
	}
	t, err := sklearn.NewTable(columns...)
	if err != nil {
		return nil, nil, err
	}
	return t, t.Slice(0, 1), nil
}

const turn = 50 * time.Millisecond

// measure asks both in turns.
func measure(m *model, p *python, rounds int) (result, error) {
	r := result{model: m}
	if err := m.open(); err != nil {
		return r, err
	}
	rival, err := openLeaves(m)
	if err != nil {
		return r, err
	}
	for round := range rounds {
		for _, one := range []bool{true, false} {
			into, x := &r.all, m.x
			if one {
				into, x = &r.one, m.one
			}
			runtime.GC()
			brine, err := repeat(func(n int) (sample, error) { return timed(n, func() error { return m.ask(x) }) })
			if err != nil {
				return r, err
			}
			var python sample
			if !m.Text {
				if python, err = repeat(func(n int) (sample, error) { return p.time(m, one, n) }); err != nil {
					return r, err
				}
			}
			into[0], into[1] = least(into[0], brine, round), least(into[1], python, round)
			if rival != nil {
				s, err := repeat(func(n int) (sample, error) { return timed(n, func() error { return rival(one) }) })
				if err != nil {
					return r, err
				}
				at := 1
				if one {
					at = 0
				}
				if round == 0 || s.wall < r.leaves[at] {
					r.leaves[at] = s.wall
				}
			}
		}
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if err := m.ask(m.x); err != nil {
		return r, err
	}
	runtime.ReadMemStats(&after)
	r.allocs = float64(after.Mallocs-before.Mallocs) / float64(m.rows)
	return r, nil
}

// repeat finds out how many calls take a turn, and returns the time of one.
func repeat(f func(n int) (sample, error)) (sample, error) {
	for n := 1; ; {
		s, err := f(n)
		if err != nil || s.wall*time.Duration(n) >= turn {
			return s, err
		}
		n = int(min(float64(n)*100, 1.2*float64(turn)/float64(max(s.wall, 1))+1))
	}
}

func timed(n int, f func() error) (sample, error) {
	cpu, start := processorTime(), time.Now()
	for range n {
		if err := f(); err != nil {
			return sample{}, err
		}
	}
	wall := time.Since(start)
	return sample{wall / time.Duration(n), (processorTime() - cpu) / time.Duration(n)}, nil
}

func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func least(a, b sample, round int) sample {
	if round == 0 {
		return b
	}
	return sample{min(a.wall, b.wall), min(a.cpu, b.cpu)}
}
