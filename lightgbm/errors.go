package lightgbm

import (
	"errors"

	"github.com/brine-go/brine/internal/describe"
)

// What callers may branch on, with errors.Is.
var (
	ErrFormat      = errors.New("no LightGBM model")
	ErrUnsupported = errors.New("the model is not supported")
	ErrNotFitted   = errors.New("the model is not fitted")
	ErrFeatures    = errors.New("other features in X than in the model")
	ErrShape       = errors.New("no matrix")
)

// An Error tells what a model, or the X that it is given, does not fulfil.
type Error struct {
	Class   string // "LGBMClassifier", "Booster"
	Version string // of the model's format: "v4"
	Place   string // in the model: "tree 3", "_Booster"
	Text    string
	Err     error // one of the errors above, or the cause
}

func (e *Error) Error() string {
	return describe.ModelError("lightgbm", e.Class, "format", e.Version, e.Place, e.Text)
}

func (e *Error) Unwrap() error { return e.Err }
