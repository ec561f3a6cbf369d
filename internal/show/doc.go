// Package show writes Python values for people to read: as a tree of lines, or as JSON.
//
//	show.Tree(os.Stdout, show.Of(doc.Root()), show.Defaults())
//
//	sklearn.pipeline.Pipeline
//	  .steps: list of 2
//	    [0]: tuple of 2
//	      [0]: "scaler"
//	      [1]: sklearn.preprocessing._data.StandardScaler
//	        .with_mean: True
//	        .mean_: ndarray float64 (4,) [5.84333, 3.05733, 3.758, 1.19933]
//
// # The tree
//
// What stands before the colon of a line is the step that leads there, so the labels on the way to a line,
// one after the other, are its path, which [ParsePath] reads: .steps[0][1].mean_
//
//	.name      an attribute of an object       [3]        item 3 of a list or tuple, or row 3 of an array
//	["key"]    the value of a dict's key       {3}        item 3 of a set; entry 3 of a dict, with @key and @value
//	(0)        an argument of a call           (name)     a keyword argument of a call
//	@state     a state that is no dict         @func      what is called, if it has no name
//	@id        the id of a persistent id       @call0     a call that is made on an object after it
//	@setter    what sets the state instead of the object itself
//
// An object is its class, with its state as attributes; what a call makes is the call. Nothing was called to
// show it. A value that is met again is labelled &1 where it first stands and *1 where it comes again, so a
// cycle ends and nothing is written twice. Texts stand in double quotes, Python 2's byte strings in single ones.
//
// What pandas, NumPy and SciPy make is shown as what it is, unless everything is shown: a DataFrame as its columns, whose
// steps are their names, ["price"], or where these cannot stand in a path or come again, {3}; the rest of it by
// [3] for an element, @index, @columns and, of a Categorical, @categories; a random generator as the state of its algorithm, a
// sparse matrix as shape and elements. The steps of the raw parts lead there all the same: ._mgr of a DataFrame. What
// cannot be read as such is shown as the calls that it is.
//
// # The JSON
//
// [JSON] writes one line, of everything. None, bool, int, str, list and dicts of str keys are JSON's own; floats always have
// a point or an exponent. All else is an object with a key that begins with $:
//
//	{"$float": "nan"}                      nan, inf and -inf
//	{"$int": "0x1f…"}                      an int of more than 4096 bits
//	{"$tuple": […]}  {"$set": […]}  {"$frozenset": […]}
//	{"$dict": [[key, value], …]}           a dict with other keys than str, or with one that begins with $
//	{"$bytes": "base64"}  {"$bytearray": "base64"}  {"$buffer": "base64" or null}
//	{"$bytestring": "text"}                Python 2's str, a code point of at most 255 a byte
//	{"$global": "module.name"}  {"$extension": code}
//	{"$object": "module.Class", "args": […], "kwargs": …, …}   an instance
//	{"$call": "module.name", "args": […], …}                   what a call makes; a callable without name is a value
//	{"$ndarray": "dtype", "shape": […], "data": […]}           nested as the shape says, in C order
//	{"$scalar": "dtype", "value": …}  {"$dtype": "dtype"}
//	{"$persistent_id": …}
//	{"$def": 1, "value": …}  {"$ref": 1}   a value that is met again, and where it is
//	{"$cut": "list of 3"}                  what lies deeper than [Options].Depth
//
// Objects of pandas are $object and $call, so that nothing of them is lost. A column or index that a path leads to is a list
// of its elements: missing ones are null, but NaN is {"$float": "nan"}; dates, periods and intervals are their texts.
//
// Dtypes are NumPy's dtype.str, of a record [[name, dtype, offset], …]. Among an array's elements dates and time
// spans are counts of the unit, complex numbers [real, imaginary], bytes base64, records arrays.
//
// Instances and calls have, where there is such: "state" (attributes as an object, or else whatever it is; "states" if there
// are several), "items" appended to them, "pairs" and "added" put into them, "calls" made on them, and "setter", which
// sets the state.
//
// No work is done on the Go stack for nesting, so the depth of a value does not matter.
package show
