package pickle

import (
	"math"

	"github.com/brine-go/brine/internal/vm"
)

// Limits bound what a pickle may ask for. Lengths in a pickle are never trusted: memory is taken as bytes
// arrive, and a pickle of n bytes makes a Document of at most about 100·n bytes, whatever it says.
type Limits struct {
	// MaxBytes bounds one pickle, and so every length in it.
	// Default 64 GiB, minimum 1 KiB, maximum 1 EiB.
	MaxBytes int64
	// MaxStack bounds the values, and the MARKs, on the stack: the items of one tuple, say.
	// Default 2^28, minimum 1,000, maximum 2^32-1.
	MaxStack int
	// MaxMemo bounds memo indexes. Default and maximum 2^32-1, minimum 1,000.
	MaxMemo int
	// MaxDigits bounds the decimal digits of an integer written as text (protocols 0 and 1); reading them
	// takes more than linear time. CPython stops at 4,300.
	// Default 100,000, minimum 640, maximum 100,000,000.
	MaxDigits int
	// MaxDepth bounds the nesting of Go values in Marshal and Unmarshal. Documents may be nested to any depth.
	// Default 10,000, minimum 100, maximum 100,000: the Go stack bounds it.
	MaxDepth int
	// MaxExpansion bounds what Unmarshal may make of a pickle, in bytes of Go values for each byte of pickle, and
	// 16 MiB in all beyond that; every item that is looked at counts 8 bytes. Sharing that Go keeps (pointers,
	// maps, slices) costs nothing; a small pickle that asks for the same value a million times as a struct does.
	// Default 256, minimum 16, maximum 1,000,000.
	MaxExpansion int
}

// DefaultLimits are the limits without [WithLimits].
var DefaultLimits = Limits{
	MaxBytes:  vm.DefaultLimits.MaxBytes,
	MaxStack:  vm.DefaultLimits.MaxStack,
	MaxMemo:   vm.DefaultLimits.MaxMemo,
	MaxDigits: vm.DefaultLimits.MaxDigits,
	MaxDepth:  10_000,

	MaxExpansion: 256,
}

// clamp returns x within its range, or its default for 0.
func clamp[T int | int64](x, def, low, high T) T {
	if x == 0 {
		return def
	}
	return max(low, min(x, high))
}

func (l Limits) resolve() Limits {
	d := DefaultLimits
	return Limits{
		MaxBytes:  clamp(l.MaxBytes, d.MaxBytes, 1<<10, 1<<60),
		MaxStack:  clamp(l.MaxStack, d.MaxStack, 1000, math.MaxUint32&math.MaxInt),
		MaxMemo:   clamp(l.MaxMemo, d.MaxMemo, 1000, math.MaxUint32&math.MaxInt),
		MaxDigits: clamp(l.MaxDigits, d.MaxDigits, 640, 100_000_000),
		MaxDepth:  clamp(l.MaxDepth, d.MaxDepth, 100, 100_000),

		MaxExpansion: clamp(l.MaxExpansion, d.MaxExpansion, 16, 1_000_000),
	}
}

func (l Limits) vm() vm.Limits {
	return vm.Limits{MaxBytes: l.MaxBytes, MaxStack: l.MaxStack, MaxMemo: l.MaxMemo, MaxDigits: l.MaxDigits}
}
