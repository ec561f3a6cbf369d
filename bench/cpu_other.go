//go:build !unix

package main

import "time"

// cpuTime is not known here: the table then says "-" for processor times.
func cpuTime() time.Duration { return 0 }
