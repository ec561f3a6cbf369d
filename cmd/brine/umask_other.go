//go:build !unix

package main

import "io/fs"

// umask returns the permissions that new files do not get.
func umask() fs.FileMode { return 0 }
