//go:build purego

package ndarray

// Float64View always reports that no view is possible: this build does without package unsafe.
func (a *Array) Float64View() (view []float64, ok bool) { return nil, false }
