// Package numpy reads NumPy's objects out of a pickle: arrays, scalars and dtypes, of every release that
// pickles them, without running any of its code.
//
//	doc, err := pickle.Loads(data)
//	a, err := numpy.FromPy(doc.Root())
//	x, err := a.Float64s()
//
// NumPy has three spellings of an array, in modules that NumPy 2 renamed (numpy.core to numpy._core); all are
// read:
//
//   - protocols 0 to 4: multiarray._reconstruct and a state of shape, dtype, order and bytes
//     (ndarray.__reduce__ and __setstate__, numpy/core/src/multiarray/methods.c);
//   - protocol 5: numeric._frombuffer over bytes inside of the pickle or a buffer beside it (PEP 574);
//   - one element: multiarray.scalar of a dtype and bytes.
//
// Numbers are views of the document's bytes; they are not copied until asked for. What a file claims is checked
// against what it holds: a shape that does not match its bytes is an [*Error] with the place in the pickle.
package numpy
