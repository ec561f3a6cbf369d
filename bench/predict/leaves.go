package main

// openLeaves returns what asks leaves about one row or all; nil where it cannot read the model.
func openLeaves(m *model) (func(one bool) error, error) { return nil, nil }
