//go:build !purego

package pickle_test

const purego = false
