// Package numpy reads NumPy's objects out of pickles and .npy and .npz files, of every release, and writes them so
// that Python gets the real ones, without running any of NumPy's code.
//
// [Array] is for struct fields and the Unmarshal and Marshal of package pickle:
//
//	var model struct {
//		Weights *numpy.Array `pickle:"weights"`
//	}
//	err := pickle.Unmarshal(data, &model)
//	x, err := model.Weights.Float64s()
//
// [FromPy] and [ToPy] are for the values of a document:
//
//	doc, err := pickle.Loads(data)
//	a, err := numpy.FromPy(doc.Root())
//
// Files are opened by [OpenNPY] and [OpenNPZ], which read a header each, and written by [WriteNPY] and [NPZWriter].
//
// # Pickles
//
// NumPy has several spellings of an array, in modules that NumPy 2 renamed (numpy.core to numpy._core); all are
// read, and the same are written:
//
//   - protocols 0 to 4: multiarray._reconstruct and a state of shape, dtype, order and bytes
//     (ndarray.__reduce__ and __setstate__, numpy/core/src/multiarray/methods.c);
//   - protocol 5: numeric._frombuffer over bytes inside of the pickle or a buffer beside it (PEP 574);
//   - masked arrays: ma.core._mareconstruct and the state of an array with mask and fill value;
//   - one element: multiarray.scalar of a dtype and bytes.
//
// Numbers are views of the document's bytes; they are not copied until asked for. What a file claims is checked
// against what it holds: a shape that does not match its bytes is an [*Error] with the place in the pickle.
//
// What is written without [ForRelease] is loaded by NumPy 1 and 2 without a warning, but for numpy.chararray, whose
// only name that both have is deprecated.
package numpy
