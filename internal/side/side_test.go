package side

import (
	"runtime"
	"sync"
	"testing"
)

// TestSideTogether has many goroutines ask for one table.
func TestSideTogether(t *testing.T) {
	var s Table[int, int]
	key := new(int)
	var group sync.WaitGroup
	found := make([]*int, 16)
	for i := range found {
		group.Go(func() { found[i] = s.Of(key) })
	}
	group.Wait()
	for _, p := range found {
		if p != found[0] {
			t.Error("one key has two tables")
		}
	}
	runtime.KeepAlive(key)
}
