// Package convert turns Python's values and tables into the formats of other tools and back. It is for brine convert.
//
// There are two things between the formats. A value is a [py.Value], any graph of Python's objects. A [Table] is
// columns of rows, in Arrow's types, that come batch after batch, so that memory stays small however long the table is. pandas'
// own description of its types and index (the key "pandas" of a schema's metadata) travels with it:
//
//	pickle, joblib, torch  →  value  →  JSON, pickle, joblib, npy, npz
//	                            ↓ TableOf                 ↑ Table.Frame
//	                          Table  →  CSV, Parquet, Arrow, SQLite, JSON and JSON lines of rows
//	                            ↑
//	CSV, Parquet, Arrow, SQLite
//
// What a format cannot say is an [Error] with the place of the value, or, where [Options].Lossy is set, becomes a text or null.
package convert
