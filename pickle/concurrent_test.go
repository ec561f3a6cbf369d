package pickle_test

import (
	"bytes"
	"reflect"
	"sync"
	"testing"

	"github.com/brine-go/brine/pickle"
)

// TestConcurrent: options, a registry and types new to it, used by many goroutines at once.
func TestConcurrent(t *testing.T) {
	r := geometry()
	type fresh struct {
		P    *Point
		C    Color
		Next *fresh
		M    map[string][]Typed
	}
	want := &fresh{P: &Point{1, 2}, C: 2, Next: &fresh{}, M: map[string][]Typed{"k": {{"n", 1}}}}
	first, err := pickle.Marshal(want, pickle.WithRegistry(geometry()))
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				data, err := pickle.Marshal(want, pickle.WithRegistry(r))
				if err != nil || !bytes.Equal(data, first) {
					t.Errorf("other bytes: %v", err)
					return
				}
				var got *fresh
				if err := pickle.Unmarshal(data, &got, pickle.WithRegistry(r)); err != nil || !reflect.DeepEqual(got, want) {
					t.Errorf("%+v, %v", got, err)
					return
				}
			}
		})
	}
	wg.Wait()
}
