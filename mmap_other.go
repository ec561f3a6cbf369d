//go:build !unix || purego

package brine

import "os"

// mapFile says that files cannot be mapped here: they are read instead.
func mapFile(*os.File, int64) (data []byte, unmap func() error, ok bool) { return nil, nil, false }
