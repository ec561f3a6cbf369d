// Package scipy reads SciPy's sparse matrices and arrays out of a pickle, and writes them, without running any of
// its code.
//
//	doc, err := pickle.Loads(data)
//	m, err := scipy.FromPy(doc.Root())
//	for e := range m.Entries() { … }      // whatever the format: row, column and which element of m.Data
//	x, err := m.Dense()                   // an *ndarray.Array
//
// All formats are read (csr, csc, bsr, coo, dia, lil, dok), as matrix and as array, under the modules that they have
// had: scipy.sparse.csr (before 1.8), scipy.sparse._csr, scipy.sparse._arrays (1.8 to 1.10). A pickled one is its
// class and its attributes, since SciPy's classes are Python's:
//
//	csr, csc, bsr   data, indices, indptr
//	coo             data, row, col; from 1.15 on coords, a tuple with one array a dimension
//	dia             data, offsets
//	lil             rows, data: an array of lists each
//	dok             a dict of index tuples
//
// What a file claims is checked against what it holds, so indices of a [Matrix] that has been read lie inside of
// its shape.
package scipy
