//go:build !purego

package gotype

import "unsafe"

// textString returns the bytes of a pickle's text as a string. A Document's text is never written once it is
// loaded, so the string is as constant as strings must be.
func textString(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// stringBytes returns the bytes of s, which must not be written: its callers read them, or append them to a
// pickle.
func stringBytes(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }
