package xgboost

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/brine-go/brine/predict"
)

// The binary format is what save_model and pickles had before JSON, and what 1.7 still writes on request: the C++ structs
// as they lie in memory, little-endian (LearnerIO::LoadModel(dmlc::Stream*) of src/learner.cc of 1.7).
const (
	sizeOfLearnerParam = 136
	sizeOfTreesParam   = 160
	sizeOfTreeParam    = 148
	sizeOfNode         = 20
	sizeOfStat         = 16
	sizeOfLinearParam  = 136
)

// binaryReader reads it; the first error stays.
type binaryReader struct {
	data []byte
	err  error
}

// take returns the next n items of size bytes; none after an error.
func (r *binaryReader) take(n, size uint64) []byte {
	if r.err == nil && n > uint64(len(r.data))/size {
		r.err = io.ErrUnexpectedEOF
	}
	if r.err != nil {
		return nil
	}
	b := r.data[:n*size]
	r.data = r.data[n*size:]
	return b
}

func (r *binaryReader) uint64() uint64 {
	b := r.take(1, 8)
	if b == nil {
		return 0
	}
	return binary.LittleEndian.Uint64(b)
}

// text reads a std::string. Some models of 2014 have a gap of four bytes in its length.
func (r *binaryReader) text() string {
	n := r.uint64()
	if n >= math.MaxUint32 {
		r.take(1, 4)
		n >>= 32
	}
	return string(r.take(n, 1))
}

func (r *binaryReader) floats() []float32 {
	b := r.take(r.uint64(), 4)
	out := make([]float32, len(b)/4)
	for i := range out {
		out[i] = float32At(b, i)
	}
	return out
}

// int32At and float32At return item i of a struct or an array of 4-byte numbers.
func int32At(b []byte, i int) int32     { return int32(binary.LittleEndian.Uint32(b[4*i:])) }
func float32At(b []byte, i int) float32 { return math.Float32frombits(uint32(int32At(b, i))) }

// configOffset is what a pickle of 1.0 to 1.5 begins with: the header, where the configuration is, the model, and that.
var configOffset = []byte("CONFIG-offset:")

// readBinary reads a binary model.
func (l *learner) readBinary(data []byte) error {
	if rest, ok := bytes.CutPrefix(data, configOffset); ok {
		if len(rest) < 8 || binary.LittleEndian.Uint64(rest) > uint64(len(rest)-8) {
			return l.fail("", io.ErrUnexpectedEOF)
		}
		n := binary.LittleEndian.Uint64(rest)
		return l.readBinary(rest[8:][:n])
	}
	if bytes.HasPrefix(data, []byte("bs64")) {
		return l.unsupported("", "a model in base 64, of XGBoost before 0.4,")
	}
	r := &binaryReader{data: bytes.TrimPrefix(data, []byte("binf"))}
	param := r.take(1, sizeOfLearnerParam)
	b := l.b
	b.Objective, b.Booster = r.text(), r.text()
	if r.err != nil {
		return &Error{Text: "neither JSON, UBJSON nor the binary format", Err: ErrFormat}
	}
	l.baseScore = []float32{float32At(param, 0)}
	major, minor := int32At(param, 5), int32At(param, 6)
	features, classes, targets := int32At(param, 1), int32At(param, 2), int32At(param, 7)
	b.Features, b.classes, b.targets = int(features), int(classes), int(targets)
	if major == 1 || major == 2 {
		b.version = [3]int{int(major), int(minor), -1} // it has no third number
	}
	if features < 0 || classes < 0 || targets < 0 || !isObjective(b.Objective) {
		return &Error{Text: "neither JSON, UBJSON nor the binary format", Err: ErrFormat}
	}
	if major < 1 {
		// Until 0.90 it was saved as a margin. Later releases take it through the link and back, which rounds.
		if !strings.HasPrefix(b.Objective, "multi:") {
			l.baseScore, _ = objectives[b.Objective].fromMargin(l.baseScore, 1)
		}
	}
	if err := l.ready(); err != nil {
		return err
	}
	if err := l.binaryBooster(r); err != nil {
		return err
	}
	if int32At(param, 3) != 0 { // attributes
		for n := r.uint64(); n > 0 && r.err == nil; n-- {
			key := r.text()
			b.Attributes[key] = r.text()
		}
		if r.err != nil {
			return l.fail("attributes", r.err)
		}
	}
	return nil
}

func isObjective(name string) bool { _, ok := objectives[name]; return ok }

func (l *learner) binaryBooster(r *binaryReader) error {
	switch name := l.b.Booster; name {
	case "gbtree", "dart":
		return l.binaryTrees(r)
	case "gblinear":
		r.take(1, sizeOfLinearParam)
		weights := r.floats()
		if r.err != nil {
			return l.fail("weights", r.err)
		}
		return l.linear("weights", weights)
	default:
		return l.unsupported("", fmt.Sprintf("booster %q", name))
	}
}

func (l *learner) binaryTrees(r *binaryReader) error {
	param := r.take(1, sizeOfTreesParam)
	if r.err != nil {
		return l.fail("trees", r.err)
	}
	count, parallel := int32At(param, 0), int32At(param, 1)
	if count < 0 || uint64(count) > uint64(len(r.data))/sizeOfTreeParam {
		return l.fail("trees", io.ErrUnexpectedEOF)
	}
	if l.b.version[0] == 0 { // there it was the number of roots, and of trees in parallel nothing is told
		parallel = 1
	}
	trees := make([]tree, count)
	for i := range trees {
		var err error
		if trees[i], err = r.tree(); err != nil {
			return l.fail(fmt.Sprintf("trees[%d]", i), err)
		}
	}
	groups := make([]int64, count)
	info := r.take(uint64(count), 4)
	var drop []float32
	if l.b.Booster == "dart" && count > 0 {
		drop = r.floats()
	}
	if r.err != nil {
		return l.fail("tree_info", r.err)
	}
	for i := range groups {
		groups[i] = int64(int32At(info, i))
	}
	if err := l.grow("trees", trees, groups, drop); err != nil {
		return err
	}
	return l.evenRounds("trees", max(1, int64(parallel)))
}

// tree reads a tree (RegTree::Load of src/tree/tree_model.cc).
func (r *binaryReader) tree() (tree, error) {
	param := r.take(1, sizeOfTreeParam)
	if r.err != nil {
		return tree{}, r.err
	}
	roots, n, vector := int32At(param, 0), int32At(param, 1), int32At(param, 5)
	if n <= 0 || roots > 1 || vector > 1 {
		return tree{}, fmt.Errorf("%d nodes, %d roots, leaves of %d values", n, roots, vector)
	}
	nodes, stats := r.take(uint64(n), sizeOfNode), r.take(uint64(n), sizeOfStat)
	if r.err != nil {
		return tree{}, r.err
	}
	if vector != 0 {
		return tree{}, errors.New("leaves that are vectors")
	}
	t := tree{
		XGBNodes: predict.XGBNodes{
			Left: make([]int64, n), Right: make([]int64, n), Feature: make([]int64, n),
			Threshold: make([]float32, n), DefaultLeft: make([]bool, n),
		},
		gain: make([]float32, n), cover: make([]float32, n),
	}
	for i := range int(n) {
		node, stat := nodes[i*sizeOfNode:], stats[i*sizeOfStat:]
		t.Left[i], t.Right[i] = int64(int32At(node, 1)), int64(int32At(node, 2))
		feature := uint32(int32At(node, 3))
		t.Feature[i], t.DefaultLeft[i] = int64(feature&(1<<31-1)), feature>>31 == 1
		t.Threshold[i] = float32At(node, 4)
		t.gain[i], t.cover[i] = float32At(stat, 0), float32At(stat, 1)
	}
	return t, nil
}
