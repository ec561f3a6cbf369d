//go:build !unix

package brine

// syncDir does nothing: folders cannot be brought to the disk here.
func syncDir(string) error { return nil }
