package pickle_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"reflect"
	"testing"
	"time"

	"github.com/brine-go/brine/pickle"
)

// fuzzTarget has a field for each codec.
type fuzzTarget struct {
	A any               `pickle:"a"`
	B []byte            `pickle:"b"`
	C complex128        `pickle:"c"`
	D time.Duration     `pickle:"d"`
	E Mode              `pickle:"e"`
	F []float64         `pickle:"f"`
	I []int8            `pickle:"i"`
	K map[any]string    `pickle:"k"`
	M map[string]any    `pickle:"m"`
	N *fuzzTarget       `pickle:"n"`
	O *pickle.Dict      `pickle:"o"`
	P [2]*Point         `pickle:"p"`
	R *big.Rat          `pickle:"r"`
	S []string          `pickle:"s"`
	T time.Time         `pickle:"t"`
	U [16]byte          `pickle:"u"`
	X map[int]struct{}  `pickle:"x"`
	Z []fuzzTarget      `pickle:"z"`
	Y map[string][]uint `pickle:"y"`
}

// FuzzUnmarshal: any bytes decode into Go values of all kinds or give an error with a path, and what they
// decode to in any is written and read again as the same.
func FuzzUnmarshal(f *testing.F) {
	seeds(f)
	for _, tt := range written(f) {
		for _, proto := range []int{0, 2, 5} {
			if data, err := pickle.Marshal(tt.v, pickle.WithProtocol(proto), pickle.WithRegistry(geometry())); err == nil && len(data) < 2000 {
				f.Add(data)
			}
		}
	}
	if data, err := pickle.Marshal(everythingFilled()); err == nil {
		f.Add(data)
	}
	r := pickle.WithRegistry(geometry())
	f.Fuzz(func(t *testing.T, data []byte) {
		var x any
		for _, v := range []any{
			new(fuzzTarget), new([]fuzzTarget), new([]any), new(map[string]int64), new([]string), new([3]*Point), new(*everything),
			new([]time.Time), new([]*big.Float), new(map[[2]any]int), new([]shaper), &x,
		} {
			err := pickle.Unmarshal(data, v, r)
			var syntax *pickle.SyntaxError
			var wrong *pickle.UnmarshalError
			switch {
			case err == nil || err == io.EOF || errors.As(err, &syntax):
			case !errors.As(err, &wrong):
				t.Fatalf("%T: %T %v", v, err, err)
			case wrong.Path == "" || wrong.PyType == "" || wrong.GoType == nil || wrong.Offset < -1 || wrong.Offset >= int64(len(data)):
				t.Fatalf("%T: %#v", v, wrong)
			}
			if err != nil {
				continue
			}
			if _, err := pickle.Marshal(v, r); err != nil {
				var wrong *pickle.MarshalError
				if !errors.As(err, &wrong) {
					t.Fatalf("%T: %T %v", v, err, err)
				}
			}
		}
		if pickle.Unmarshal(data, &x, r) != nil {
			return
		}
		out, err := pickle.Marshal(x, r)
		if err != nil {
			return
		}
		// What objects stay py.Values of share less of their names once: then the bytes are always the same.
		var last []byte
		for range 3 {
			var again any
			if err := pickle.Unmarshal(out, &again, r); err != nil {
				t.Fatalf("our own: %v\n%q", err, out)
			}
			last = out
			if out, err = pickle.Marshal(again, r); err != nil {
				t.Fatalf("our own: %v\n%q", err, last)
			}
		}
		if string(out) != string(last) {
			t.Fatalf("other bytes each time:\n%q\n%q", last, out)
		}
	})
}

// A maker makes a Go value of fuzzed bytes.
type maker struct {
	data []byte
	made []*made
	maps []map[string]any
}

type made struct {
	ID    int            `pickle:"id"`
	Name  string         `pickle:"name,omitempty"`
	Peer  *made          `pickle:"peer"`
	Peers []*made        `pickle:"peers"`
	Attrs map[string]any `pickle:"attrs"`
	Pair  [2]float64     `pickle:"pair"`
	Set   map[int]struct{}
	Raw   []byte
	At    time.Time
}

func (m *maker) byte() byte {
	if len(m.data) == 0 {
		return 0
	}
	b := m.data[0]
	m.data = m.data[1:]
	return b
}

func (m *maker) text() string {
	n := int(m.byte()) % 20
	n = min(n, len(m.data))
	s := fmt.Sprintf("%q", m.data[:n]) // valid UTF-8
	m.data = m.data[n:]
	return s
}

func (m *maker) number() int64 {
	var b [8]byte
	n := int(m.byte()) % 9
	copy(b[:n], m.data)
	m.data = m.data[min(n, len(m.data)):]
	return int64(binary.LittleEndian.Uint64(b[:]))
}

// node returns a new struct or one made before, so that values are shared and have cycles.
func (m *maker) node(depth int) *made {
	op := m.byte()
	switch {
	case op&1 == 0 && len(m.made) > 0:
		return m.made[int(op>>1)%len(m.made)]
	case depth > 6:
		return nil
	}
	x := &made{ID: int(m.number()), Name: m.text(), Pair: [2]float64{float64(m.number()), 0.5}, At: time.UnixMicro(m.number() >> 16).UTC()}
	m.made = append(m.made, x)
	x.Peer = m.node(depth + 1)
	for range m.byte() % 4 {
		x.Peers = append(x.Peers, m.node(depth+1))
	}
	if m.byte()&1 == 0 {
		x.Attrs = m.dict(depth + 1)
	}
	if m.byte()&1 == 0 {
		x.Set = map[int]struct{}{int(m.byte()): {}, 7: {}}
		x.Raw = []byte(m.text())
	}
	return x
}

func (m *maker) dict(depth int) map[string]any {
	op := m.byte()
	if op&1 == 0 && len(m.maps) > 0 {
		return m.maps[int(op>>1)%len(m.maps)]
	}
	d := map[string]any{}
	m.maps = append(m.maps, d)
	for range op % 5 {
		d[m.text()] = m.any(depth + 1)
	}
	return d
}

func (m *maker) any(depth int) any {
	switch m.byte() % 14 {
	case 0:
		return nil
	case 1:
		return true
	case 2:
		return m.number()
	case 3:
		return math.Float64frombits(uint64(m.number()) &^ (0x7ff << 52)) // finite
	case 4:
		return m.text()
	case 5:
		return []byte(m.text())
	case 6:
		return new(big.Int).Lsh(big.NewInt(m.number()|1), 80)
	case 7:
		return big.NewRat(m.number()>>1, 7)
	case 8:
		return pickle.Tuple{m.number(), m.text()}
	case 9:
		return pickle.Set{m.text()}
	case 10:
		return time.Duration(m.number()>>12) * time.Microsecond
	case 11:
		return dict(m.number(), m.text(), "k", nil)
	case 12:
		if depth < 6 {
			return m.dict(depth)
		}
	case 13:
		if depth < 6 {
			list := make([]any, m.byte()%4)
			for i := range list {
				list[i] = m.any(depth + 1)
			}
			return list
		}
	}
	return complex(1, 2)
}

// FuzzMarshalRoundTrip: a Go value comes back from every protocol as it was, with sharing and cycles.
func FuzzMarshalRoundTrip(f *testing.F) {
	for i := range 40 {
		seed := make([]byte, 10*i)
		for j := range seed {
			seed[j] = byte(i*j*37 + j>>3*11 + i)
		}
		f.Add(seed, byte(i))
	}
	f.Fuzz(func(t *testing.T, data []byte, proto byte) {
		m := &maker{data: data}
		want := m.node(0)
		out, err := pickle.Marshal(want, pickle.WithProtocol(int(proto%6)))
		if err != nil {
			t.Fatal(err)
		}
		var got *made
		if err := pickle.Unmarshal(out, &got); err != nil {
			t.Fatalf("%v\n%q", err, out)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("got %+v, want %+v", got, want)
		}
		again, err := pickle.Marshal(got, pickle.WithProtocol(int(proto%6)))
		if err != nil || string(again) != string(out) {
			t.Fatalf("other bytes: %v\n%q\n%q", err, out, again)
		}
	})
}
