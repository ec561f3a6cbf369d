package sklearn

import (
	"errors"
	"fmt"
)

// What callers may branch on, with errors.Is.
var (
	ErrUnsupported = errors.New("the estimator is not supported")
	ErrNotFitted   = errors.New("the estimator is not fitted")
	ErrNoMethod    = errors.New("the estimator has no such method")
	ErrFeatures    = errors.New("other features in X than in the model")
	ErrNaN         = errors.New("a NaN in X")
	ErrInfinite    = errors.New("infinity in X")
	ErrType        = errors.New("a value in X that is no number where one is wanted")
	ErrCategory    = errors.New("a category in X that was not there in fit")
	ErrOutOfBounds = errors.New("a value in X outside of those that were fitted")
	ErrShape       = errors.New("no matrix of at least one row and column")
)

// An Error tells what a model, or the X that it is given, does not fulfil.
type Error struct {
	Path    string // where in a composed model: "step 2 (pca)"; empty for the model itself
	Class   string // of the estimator that it is about: "PCA"
	Version string // of the scikit-learn that wrote it: "1.2.1"
	Attr    string // the attribute, if it is about one: "coef_"
	Text    string
	Err     error // one of the errors above, the cause, or nil
}

func (e *Error) Error() string {
	s := "sklearn: "
	if e.Path != "" {
		s += e.Path + ": "
	}
	if e.Attr != "" {
		s += e.Class + origin(e.Version) + ": " + e.Attr + ": "
	}
	return s + e.Text
}

func (e *Error) Unwrap() error { return e.Err }

// origin names the release that wrote an estimator.
func origin(version string) string {
	if version == "" {
		return " of scikit-learn before 0.18"
	}
	return " of scikit-learn " + version
}

// within adds the place of a part to the error of that part.
func within(place string, err error) error {
	var e *Error
	if err == nil || !errors.As(err, &e) {
		return err
	}
	out := *e
	out.Path = place
	if e.Path != "" {
		out.Path += ", " + e.Path
	}
	return &out
}

// stepName is the place of a pipeline's step, counted from 1.
func stepName(i int, name string) string { return fmt.Sprintf("step %d (%s)", i+1, name) }
