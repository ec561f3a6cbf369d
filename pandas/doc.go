// Package pandas reads and writes pandas' objects in pickles: frames, series, indexes, arrays, scalars, dtypes and
// offsets, of every release from 0.14.1 on, without running any of its code.
//
//	doc, err := pickle.Loads(data)
//	df, err := pandas.FrameFromPy(doc.Root())
//	price, err := df.Column("price")
//	x, missing, err := price.Float64s()
//
// or, among other things,
//
//	var report struct {
//		Prices *pandas.DataFrame `pickle:"prices"`
//	}
//	err := pickle.Unmarshal(data, &report)
//
// Frames are pickled as a manager of blocks, arrays of columns × rows, one a dtype; four layouts have been in use (see
// BlockManager.__reduce__ and __setstate__ in pandas/core/internals/managers.py). All are read, and one is written that
// pandas 1.5 and 2 read alike.
//
// # Values
//
// What [Series.At], [Index.At], [Row.At] and [Array.At] give for a Python value:
//
//	bool, int, float, complex       bool, int64 (unsigned columns: uint64), float64, complex128
//	int past 64 bits                *big.Int
//	str, bytes                      string, []byte
//	Timestamp, Timedelta            Timestamp, Timedelta
//	Period, Interval                Period, Interval
//	tuple, label of a MultiIndex    Tuple
//	None                            nil
//	NaN                             float64, not a number
//	NaT, NA                         the constants NaT and NA
//	anything else                   py.Value
//
// [Missing] tells the four ways of missing apart.
//
// Numbers are views of the document's bytes; they are not copied until asked for. What a file claims is checked against
// what it holds: a block of too few rows, a code without a category, is an [*Error] with the place in the pickle. What
// has been read may be used by any number of goroutines.
package pandas
