// Package joblib reads and writes the files of joblib.dump, which scikit-learn's users keep their models in.
//
// They are pickles with bytes between the opcodes: each NumPy array is a NumpyArrayWrapper, and behind the BUILD
// of the wrapper stand the array's bytes, aligned, or, if its elements are objects, a pickle of its own. [Arrays]
// is an option of package pickle that takes them from there, so all of its functions read such files:
//
//	doc, err := pickle.Loads(data, joblib.Arrays(nil))
//	err = pickle.Unmarshal(data, &model, joblib.Arrays(nil))
//
// The arrays are ordinary ones then, as numpy.FromPy takes them, whose bytes are parts of data. [Dump] writes
// such files as joblib since 1.2 does.
//
// Nothing here is about compression: joblib compresses the whole file, and package brine's Load and Dump do too.
//
// # Eras
//
//   - joblib 1.2 and later: a byte that counts the padding, the padding of 0xFF up to a multiple of 16, the bytes
//     (numpy_pickle.py, NumpyArrayWrapper.write_array);
//   - 0.10 to 1.1: the bytes without padding;
//   - before 0.10: each array in a file beside the first one, X.pkl_01.npy, or X.pkl_01.npy.z if compressed
//     (numpy_pickle_compat.py, NDArrayWrapper and ZNDArrayWrapper): [Arrays] finds them in a folder given to it;
//   - scikit-learn before 0.21 brought a joblib of its own, sklearn.externals.joblib, which writes the same.
package joblib
