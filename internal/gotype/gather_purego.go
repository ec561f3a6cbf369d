//go:build purego

package gotype

func gatherer(*codec) gatherFunc { return nil }
