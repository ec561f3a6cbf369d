package serve

import (
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"time"
)

// A Source is a model's name, in URLs, and its file.
type Source struct{ Name, Path string }

// A Config says what is served and within which limits. The zero value of a limit is its default.
type Config struct {
	Models  []Source
	Version string // of brine, in the server's metadata
	Log     *slog.Logger

	MaxBody     int64 // bytes of a request, inflated; 32 MiB
	MaxRows     int   // rows of a request; 100,000
	MaxRequests int   // at a time; more are answered by 503; 1024
	MaxMemory   int64 // bytes of all bodies that are held at a time; 1 GiB

	Timeout     time.Duration // of computing an answer; 30 s
	ReadTimeout time.Duration // of sending a request; 30 s
	IdleTimeout time.Duration // of a connection between requests; 2 min
	Grace       time.Duration // for requests under way at the end; 30 s
	Drain       time.Duration // from the time that readiness is false to the closing of the listener; 0
	Poll        time.Duration // between looks at the files; 1 s
	LogRequests bool          // each one, not only those that fail
}

// validName is what a model may be called: what needs no escape in a URL.
var validName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$`)

// resolve fills in the defaults and checks the rest.
func (c *Config) resolve() error {
	if len(c.Models) == 0 {
		return errors.New("no models")
	}
	seen := map[string]string{}
	for _, m := range c.Models {
		if !validName.MatchString(m.Name) {
			return fmt.Errorf("%q is no name for a model: it has letters, digits, '_', '-' and '.'", m.Name)
		}
		if other, twice := seen[m.Name]; twice {
			return fmt.Errorf("two models are called %q: %s and %s", m.Name, other, m.Path)
		}
		seen[m.Name] = m.Path
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	orDefault(&c.MaxBody, 32<<20)
	orDefault(&c.MaxRows, 100_000)
	orDefault(&c.MaxRequests, 1024)
	orDefault(&c.MaxMemory, 1<<30)
	orDefault(&c.Timeout, 30*time.Second)
	orDefault(&c.ReadTimeout, 30*time.Second)
	orDefault(&c.IdleTimeout, 2*time.Minute)
	orDefault(&c.Grace, 30*time.Second)
	orDefault(&c.Poll, time.Second)
	return nil
}

func orDefault[T int | int64 | time.Duration](p *T, value T) {
	if *p <= 0 {
		*p = value
	}
}
