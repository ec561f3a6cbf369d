package serve

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/brine-go/brine/internal/jsonscan"
	"github.com/brine-go/brine/internal/rows"
	"github.com/brine-go/brine/sklearn"
)

// A problem is an error with the status that it is answered by.
type problem struct {
	status int
	text   string
}

func (p *problem) Error() string { return p.text }

func failure(status int, format string, args ...any) error {
	return &problem{status, fmt.Sprintf(format, args...)}
}

// bad returns an error that the client can mend.
func bad(format string, args ...any) error { return failure(http.StatusBadRequest, format, args...) }

// statusGone is what nginx logs for a client that went away before its answer; nobody receives it.
const statusGone = 499

// statusOf returns the status that an error is answered by.
func statusOf(err error) int {
	var (
		own    *problem
		limit  *rows.LimitError
		syntax *jsonscan.Error
		model  *sklearn.Error
	)
	switch {
	case errors.As(err, &own):
		return own.status
	case errors.As(err, &limit), errors.Is(err, rows.ErrLarge):
		return http.StatusRequestEntityTooLarge
	case errors.As(err, &syntax):
		return http.StatusBadRequest
	case errors.Is(err, context.Canceled):
		return statusGone
	case errors.Is(err, sklearn.ErrUnsupported), errors.Is(err, sklearn.ErrNotFitted):
		return http.StatusNotImplemented
	case errors.As(err, &model):
		return http.StatusBadRequest
	}
	return http.StatusInternalServerError
}
