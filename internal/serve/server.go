package serve

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// A Server serves models. It is safe for use by several goroutines.
type Server struct {
	config   Config
	models   []*served // in the order of the configuration
	byName   map[string]*served
	mux      *http.ServeMux
	metrics  *metrics
	requests atomic.Int64 // under way
	held     atomic.Int64 // bytes of their bodies
	stopping atomic.Bool
}

// New loads all models. One that cannot be loaded is an error.
func New(c Config) (*Server, error) {
	if err := c.resolve(); err != nil {
		return nil, err
	}
	s := &Server{config: c, byName: map[string]*served{}}
	s.metrics = newMetrics(s)
	for _, source := range c.Models {
		m := &served{name: source.Name, path: source.Path}
		if err := m.reload(s); err != nil {
			return nil, &LoadError{source, err}
		}
		s.models = append(s.models, m)
		s.byName[m.name] = m
	}
	s.routes()
	return s, nil
}

// A LoadError tells which model could not be loaded.
type LoadError struct {
	Source Source
	Err    error
}

func (e *LoadError) Error() string { return e.Source.Path + ": " + plain(e.Err) }

func (e *LoadError) Unwrap() error { return e.Err }

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// routes says which endpoint is where.
func (s *Server) routes() {
	s.mux = http.NewServeMux()
	route := func(path, endpoint string, style style, method string, h handler) {
		s.mux.Handle(path, s.guard(endpoint, style, method, h))
	}
	for _, v := range []string{"", "/versions/{version}"} {
		route("/v2/models/{model}"+v, "model_metadata", openInference, http.MethodGet, s.modelMetadata)
		route("/v2/models/{model}"+v+"/ready", "model_ready", openInference, http.MethodGet, s.modelReady)
		route("/v2/models/{model}"+v+"/infer", "infer", openInference, http.MethodPost, s.infer)
	}
	route("/v2", "server_metadata", openInference, http.MethodGet, s.serverMetadata)
	route("/v2/{$}", "server_metadata", openInference, http.MethodGet, s.serverMetadata)
	route("/v2/health/live", "live", openInference, http.MethodGet, s.live)
	route("/v2/health/ready", "ready", openInference, http.MethodGet, s.ready)
	route("/v2/repository/index", "repository_index", openInference, http.MethodPost, s.repositoryIndex)

	route("/invocations", "invocations", mlflow, http.MethodPost, s.invocations)
	route("/models/{model}/invocations", "invocations", mlflow, http.MethodPost, s.invocations)
	route("/ping", "ping", mlflow, http.MethodGet, s.ready)
	route("/health", "health", mlflow, http.MethodGet, s.ready)
	route("/version", "version", mlflow, http.MethodGet, s.versionText)

	s.mux.Handle("/metrics", s.metrics.handler())
	for path, file := range pageFiles {
		route(path, "page", openInference, http.MethodGet, file.serve)
	}
	route("/", "unknown", openInference, http.MethodGet, func(_ *exchange, _ http.Header, r *http.Request) error {
		return failure(http.StatusNotFound, "there is nothing at %s", r.URL.Path)
	})
}

// model returns the model that a request is about; the first one if its path names none.
func (s *Server) model(e *exchange, r *http.Request) (*served, *version, error) {
	name := r.PathValue("model")
	m := s.models[0]
	if name != "" {
		if m = s.byName[name]; m == nil {
			return nil, nil, failure(http.StatusNotFound, "there is no model %q", name)
		}
	}
	e.model = m.name
	v := m.current.Load()
	if want := r.PathValue("version"); want != "" && want != v.id {
		return nil, nil, failure(http.StatusNotFound, "model %q has no version %q; it has %s", m.name, want, v.id)
	}
	return m, v, nil
}

// Reload loads all files again, changed or not. Models whose file cannot be loaded stay as they are.
func (s *Server) Reload() {
	for _, m := range s.models {
		m.reload(s) // it is logged
	}
}

// watch looks at the files until ctx ends.
func (s *Server) watch(ctx context.Context) {
	tick := time.NewTicker(s.config.Poll)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			for _, m := range s.models {
				m.look(s)
			}
		}
	}
}

// maxHeader is how many bytes a request's header may have.
const maxHeader = 64 << 10

// Run serves on a listener, which it closes, until ctx ends, and finishes the requests under way. An error is one of the listener,
// or [ErrCut].
func (s *Server) Run(ctx context.Context, l net.Listener) error {
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: min(10*time.Second, s.config.ReadTimeout),
		ReadTimeout:       s.config.ReadTimeout,
		WriteTimeout:      2*s.config.ReadTimeout + s.config.Timeout, // it counts from the header on
		IdleTimeout:       s.config.IdleTimeout,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(s.config.Log.Handler(), slog.LevelDebug), // what clients do wrong
	}
	watching, unwatch := context.WithCancel(ctx)
	var done sync.WaitGroup
	done.Go(func() { s.watch(watching) })
	defer done.Wait()
	defer unwatch()
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	s.stopping.Store(true)
	s.config.Log.Info("stopping", "under way", s.requests.Load(), "grace", s.config.Grace)
	time.Sleep(s.config.Drain)
	grace, cancel := context.WithTimeout(context.Background(), s.config.Grace)
	defer cancel()
	if err := server.Shutdown(grace); err != nil {
		cut := s.requests.Load()
		server.Close()
		return fmt.Errorf("%w: %d of them", ErrCut, cut)
	}
	s.config.Log.Info("stopped")
	return nil
}

// ErrCut is returned when the grace did not suffice for all requests.
var ErrCut = errors.New("requests were cut off")
