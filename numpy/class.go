package numpy

import "github.com/brine-go/brine/py"

// A Class is one of NumPy's array classes whose state is that of an ndarray.
type Class uint8

const (
	NDArray   Class = iota // numpy.ndarray
	Matrix                 // numpy.matrix
	RecArray               // numpy.recarray
	CharArray              // numpy.chararray
	MemMap                 // numpy.memmap; the file it was mapped from is not in a pickle
)

var classNames = [...]string{"ndarray", "matrix", "recarray", "chararray", "memmap"}

// String returns the name of the class.
func (c Class) String() string {
	if int(c) < len(classNames) {
		return classNames[c]
	}
	return "no class"
}

// classes are the array classes by the names that releases have had for them.
var classes = map[string]Class{
	"numpy.ndarray": NDArray, "numpy.matrix": Matrix, "numpy.matrixlib.defmatrix.matrix": Matrix,
	"numpy.core.defmatrix.matrix": Matrix,
	"numpy.recarray":              RecArray, "numpy.rec.recarray": RecArray, "numpy.core.records.recarray": RecArray,
	"numpy.chararray": CharArray, "numpy.char.chararray": CharArray, "numpy.core.defchararray.chararray": CharArray,
	"numpy.memmap": MemMap, "numpy.core.memmap.memmap": MemMap,
	"pandas.core.base.FrozenNDArray": NDArray, "pandas.core.indexes.frozen.FrozenNDArray": NDArray, // until pandas 1.0
}

// classOf returns the array class that a value names.
func classOf(v py.Value) (Class, bool) {
	module, name, ok := v.Global()
	if !ok {
		return 0, false
	}
	c, ok := classes[module+"."+name]
	return c, ok
}

// class returns a class as the release calls it.
func (w *writer) class(c Class) py.Value {
	module := "numpy"
	if w.o.release >= 2 {
		switch c {
		case RecArray:
			module = "numpy.rec"
		case CharArray:
			module = "numpy.char"
		}
	}
	return w.Global(module, c.String())
}
