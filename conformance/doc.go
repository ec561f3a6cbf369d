// Command conformance holds the codec against real Pythons.
//
//	go run ./conformance [flags]             CPython's own test suite, every pickle routed through Go
//	go run ./conformance [flags] interop     random objects from Python to Go and back
//	go run ./conformance [flags] same DIR…   files loaded and dumped again: same bytes, same values
//	go run ./conformance [flags] containers DIR…   joblib's and to_pickle's files, written in every compression
//
// All start a Python interpreter, hand it the modules of folder py over standard input and
// then answer its requests (see bridge): this process is the codec under test, Python is the judge.
// The exit code is 1 where anything disagrees.
//
// # CPython's suite
//
// The runner subclasses CPython's picklers and unpicklers, C and pure Python, so that what they write
// is loaded and dumped by Go before a test sees it, and what they are to read is loaded and dumped by
// Go first; then test.test_pickle and test.test_pickletools run unchanged. Go must accept what CPython
// accepts, refuse what CPython refuses, take as many bytes from a stream, and leave the bytes of the C
// pickler as they were. py/interpose.py states the rules, py/exclusions.py every exception from them
// with its reason.
package main
