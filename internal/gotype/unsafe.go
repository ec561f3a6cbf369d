//go:build !purego

package gotype

import "unsafe"

// textString returns the bytes of a pickle's text as a string. A Document's text is never written once it is
// loaded, so the string is as constant as strings must be.
func textString(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// stringBytes returns the bytes of s, which must not be written: its callers read them, or append them to a
// pickle.
func stringBytes(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }

// sameMemory reports whether two strings are the same memory, and so the same text.
func sameMemory(a, b string) bool {
	return len(a) == len(b) && unsafe.StringData(a) == unsafe.StringData(b)
}

// hashMemory hashes where s is: its address is no more than a guess of what to compare it with.
func hashMemory(s string) int {
	return int(uint64(uintptr(unsafe.Pointer(unsafe.StringData(s)))) * 0x9E3779B97F4A7C15 >> (64 - recentBits) & (recentStrings - 1))
}
