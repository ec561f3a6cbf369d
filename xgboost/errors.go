package xgboost

import (
	"errors"

	"github.com/brine-go/brine/internal/describe"
)

// What callers may branch on, with errors.Is.
var (
	ErrFormat      = errors.New("no XGBoost model")
	ErrUnsupported = errors.New("the model is not supported")
	ErrNotFitted   = errors.New("the model is not fitted")
	ErrFeatures    = errors.New("other features in X than in the model")
	ErrInfinite    = errors.New("infinity in X")
	ErrShape       = errors.New("no matrix")
)

// An Error tells what a model, or the X that it is given, does not fulfil.
type Error struct {
	Class   string // "XGBClassifier", "Booster"
	Version string // of the XGBoost that wrote it: "1.7.4"; empty before 1.0, which did not tell
	Place   string // in the model: "learner.gradient_booster.model.trees[3]"
	Text    string
	Err     error // one of the errors above, or the cause
}

func (e *Error) Error() string {
	return describe.ModelError("xgboost", e.Class, "XGBoost", e.Version, e.Place, e.Text)
}

func (e *Error) Unwrap() error { return e.Err }
