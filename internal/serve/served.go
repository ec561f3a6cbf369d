package serve

import (
	"errors"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// A served is a name under which a model is served, from a file that may be replaced.
type served struct {
	name    string
	path    string
	current atomic.Pointer[version]
	failed  atomic.Pointer[failedLoad] // why the last load failed; nil if it did not

	mu      sync.Mutex  // one load at a time
	tried   os.FileInfo // the state of the file that was loaded last, or failed to
	pending os.FileInfo // a new state, seen once
}

// A failedLoad tells why a file was not taken.
type failedLoad struct {
	at  time.Time
	err error
}

// reload loads the file, whatever its state is. The model that serves stays if that fails.
func (m *served) reload(s *Server) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.swap(s)
}

// look loads the file if it has changed, and was so at the last look: a file that is being written is left in peace.
func (m *served) look(s *Server) {
	m.mu.Lock()
	defer m.mu.Unlock()
	stat, err := os.Stat(m.path)
	if err != nil {
		if m.failed.Load() == nil {
			m.fail(s, err)
		}
		m.tried, m.pending = nil, nil
		return
	}
	switch {
	case m.tried != nil && same(stat, m.tried):
		m.pending = nil
	case m.pending == nil || !same(stat, m.pending):
		m.pending = stat
	default:
		m.swap(s) // it is logged
	}
}

// swap loads the file and puts it in the place of what serves.
func (m *served) swap(s *Server) error {
	m.pending = nil
	m.tried, _ = os.Stat(m.path) // a file that fails to load is not tried again until it changes
	v, err := load(m.path)
	if err != nil {
		m.fail(s, err)
		return err
	}
	m.tried = v.stat
	old := m.current.Swap(v)
	m.failed.Store(nil)
	s.metrics.loaded(m.name, old, v)
	log := s.config.Log.With("model", m.name, "path", m.path, "class", v.model.ClassName, "version", v.id, "took", v.took)
	for _, text := range v.model.Warnings {
		log.Warn(text)
	}
	if old == nil {
		log.Info("model loaded")
	} else {
		log.Info("model replaced", "before", old.id)
	}
	return nil
}

func (m *served) fail(s *Server, err error) {
	m.failed.Store(&failedLoad{time.Now(), err})
	if m.current.Load() != nil {
		s.metrics.failed(m.name)
		s.config.Log.Error("model not replaced, the one before goes on", "model", m.name, "path", m.path, "error", plain(err))
	}
}

// plain returns the text of an error without the file's name, which stands beside it.
func plain(err error) string {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}
