//go:build purego

package gotype

func textString(b []byte) string { return string(b) }

func stringBytes(s string) []byte { return []byte(s) }

func sameMemory(a, b string) bool { return false }

func hashMemory(s string) int { return 0 }
