package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/brine-go/brine/internal/serve"
)

const serveHelp = `Serve answers requests over HTTP with the models in files, without Python.

A MODEL is a file, a name and a file (name=model.pkl), or a folder, of which every pickle is served. Without a name, a model is
called as its file without extensions.

  POST /v2/models/NAME/infer        the Open Inference Protocol v2, with JSON or binary tensors; also metadata, health and readiness
  POST /invocations                 as MLflow's scoring server, by the first model; /models/NAME/invocations by any
  GET  /metrics                     for Prometheus
  GET  /                            a page to try the models in the browser

docs/serving.md describes them all.

A file that is replaced is loaded beside the model that serves, and takes its place when it is whole; requests under way end on the
model that they began with. A file that cannot be loaded changes nothing but the log, a metric and the model's metadata. SIGHUP
loads all files at once.

SIGINT and SIGTERM end the server with exit code 0: it is not ready any more, takes no new connections, and finishes the requests
under way. A second one ends it at once.

There is neither encryption nor a check of who asks: put a proxy before it where others can reach it.`

const serveExample = `  brine serve iris.pkl
  brine serve iris=models/iris-2026.joblib titanic.pkl --addr :8080
  brine serve models/ --addr unix:/run/brine.sock
  curl -d '{"instances": [[5.1, 3.5, 1.4, 0.2]]}' -H 'Content-Type: application/json' localhost:8080/invocations`

// serveFlags are the flags of brine serve.
type serveFlags struct {
	addr      string
	maxBody   string
	maxMemory string
	logJSON   bool
	config    serve.Config
}

func (c *command) serveCommand() *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:     "serve MODEL...",
		Short:   "Answer requests over HTTP with pickled models",
		Long:    serveHelp,
		Example: serveExample,
		Args:    cobra.MinimumNArgs(1),
		RunE:    func(_ *cobra.Command, args []string) error { return c.serve(args, f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.addr, "addr", "127.0.0.1:8080", "`address` to listen on: host:port, port 0 for any that is free, or unix:PATH")
	flags.StringVar(&f.maxBody, "max-body", "32MiB", "largest `size` of a request, after it is inflated; larger ones are answered by 413")
	flags.StringVar(&f.maxMemory, "max-memory", "1GiB", "largest `size` of the requests that are held at a time; more are answered by 503")
	flags.IntVar(&f.config.MaxRows, "max-rows", 100_000, "most `rows` of a request; more are answered by 413")
	flags.IntVar(&f.config.MaxRequests, "max-requests", 1024, "most `requests` at a time; more are answered by 503")
	flags.DurationVar(&f.config.Timeout, "timeout", 30*time.Second, "`time` to compute an answer; longer ones are answered by 503")
	flags.DurationVar(&f.config.ReadTimeout, "read-timeout", 30*time.Second, "`time` for a request to arrive; slower ones are answered by 408")
	flags.DurationVar(&f.config.IdleTimeout, "idle-timeout", 2*time.Minute, "`time` that a connection stays open between requests")
	flags.DurationVar(&f.config.Grace, "grace", 30*time.Second, "`time` for requests under way when the server ends")
	flags.DurationVar(&f.config.Drain, "drain", 0, "`time` between being not ready and taking no connections, for balancers to notice")
	flags.DurationVar(&f.config.Poll, "poll", time.Second, "`time` between looks at the files; a replaced one is loaded at the second look")
	flags.BoolVar(&f.config.LogRequests, "log-requests", false, "log each request")
	flags.BoolVar(&f.logJSON, "log-json", false, "log as JSON")
	return cmd
}

// serve serves models until a signal ends it.
func (c *command) serve(args []string, f serveFlags) error {
	config := f.config
	var err error
	if config.MaxBody, err = parseSize("--max-body", f.maxBody); err != nil {
		return err
	}
	if config.MaxMemory, err = parseSize("--max-memory", f.maxMemory); err != nil {
		return err
	}
	if config.MaxRows < 1 || config.MaxRequests < 1 {
		return usage(errors.New("--max-rows and --max-requests are at least 1"), "leave them out for the defaults")
	}
	for _, d := range []time.Duration{config.Timeout, config.ReadTimeout, config.IdleTimeout, config.Poll} {
		if d <= 0 {
			return usage(errors.New("times are more than 0"), "such as 500ms, 30s, 2m")
		}
	}
	if config.Models, err = sources(args); err != nil {
		return err
	}
	config.Version = version()
	handler := slog.Handler(slog.NewTextHandler(c.stderr, nil))
	if f.logJSON {
		handler = slog.NewJSONHandler(c.stderr, nil)
	}
	config.Log = slog.New(handler)
	s, err := serve.New(config)
	if err != nil {
		if bad := (*serve.LoadError)(nil); errors.As(err, &bad) {
			return fileFailure(bad.Source.Path, bad.Err)
		}
		return usage(err, "brine serve NAME=FILE gives a model another name")
	}
	l, err := listen(f.addr)
	if err != nil {
		return &failure{code: exitFile, name: f.addr, err: err, hint: "choose another --addr, or end what listens there"}
	}
	signal.Reset(os.Interrupt, syscall.SIGTERM) // main's handler would end the process at once
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // the second signal ends the process
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	defer signal.Stop(hangup)
	go func() {
		for range hangup {
			s.Reload()
		}
	}()
	config.Log.Info("serving", "addr", address(l), "models", len(config.Models))
	if err := s.Run(ctx, l); err != nil {
		return &failure{code: exitFile, name: f.addr, err: err, hint: "a longer --grace lets them end"}
	}
	return nil
}

// listen opens an address; a socket that nobody serves any more is taken over.
func listen(addr string) (net.Listener, error) {
	path, ok := strings.CutPrefix(addr, "unix:")
	if !ok {
		return net.Listen("tcp", addr)
	}
	l, err := net.Listen("unix", path)
	if !errors.Is(err, syscall.EADDRINUSE) {
		return l, err
	}
	if other, dialErr := net.Dial("unix", path); dialErr == nil {
		other.Close()
		return nil, err
	}
	if info, statErr := os.Lstat(path); statErr != nil || info.Mode().Type() != os.ModeSocket {
		return nil, err
	}
	if err := os.Remove(path); err != nil {
		return nil, err
	}
	return net.Listen("unix", path)
}

// address returns what a listener really listens on.
func address(l net.Listener) string {
	if l.Addr().Network() == "unix" {
		return "unix:" + l.Addr().String()
	}
	return "http://" + l.Addr().String()
}

// sources finds out which models the arguments name.
func sources(args []string) ([]serve.Source, error) {
	var out []serve.Source
	for _, arg := range args {
		name, path, named := strings.Cut(arg, "=")
		if _, err := os.Stat(arg); err == nil || !named {
			name, path, named = "", arg, false
		}
		info, err := os.Stat(path)
		switch {
		case err != nil:
			return nil, fileFailure(path, err)
		case !info.IsDir():
			if !named {
				name = stem(path)
			}
			out = append(out, serve.Source{Name: name, Path: path})
			continue
		case named:
			return nil, usage(fmt.Errorf("%s: a folder has no name of its own", arg), "name the file, or leave the name out")
		}
		entries, err := os.ReadDir(path)
		if err != nil {
			return nil, fileFailure(path, err)
		}
		found := len(out)
		for _, entry := range entries {
			file := filepath.Join(path, entry.Name())
			info, err := os.Stat(file)
			if name := stem(file); name != entry.Name() && err == nil && info.Mode().IsRegular() {
				out = append(out, serve.Source{Name: name, Path: file})
			}
		}
		if len(out) == found {
			return nil, &failure{code: exitFile, name: path, err: errors.New("there is no model in the folder"), hint: "served are files of: " + strings.Join(modelExtensions, " ")}
		}
	}
	return out, nil
}

// modelExtensions are what the files of a folder that are models end in; one of compressedExtensions may follow.
var (
	modelExtensions      = []string{".pkl", ".pickle", ".p", ".joblib", ".jl", ".sav"}
	compressedExtensions = []string{".gz", ".z", ".bz2", ".xz", ".lzma", ".lz4", ".zst"}
)

// stem returns a file's name without its folder and the extensions of a model.
func stem(path string) string {
	name := filepath.Base(path)
	if ext := filepath.Ext(name); slices.Contains(compressedExtensions, strings.ToLower(ext)) {
		name = strings.TrimSuffix(name, ext)
	}
	if ext := filepath.Ext(name); slices.Contains(modelExtensions, strings.ToLower(ext)) {
		return strings.TrimSuffix(name, ext)
	}
	return filepath.Base(path)
}

// parseSize reads a number of bytes, such as 512KiB.
func parseSize(flag, text string) (int64, error) {
	digits := strings.TrimRight(text, "KMGiBkm ")
	units := map[string]int64{"": 1, "B": 1, "K": 1 << 10, "KiB": 1 << 10, "M": 1 << 20, "MiB": 1 << 20, "G": 1 << 30, "GiB": 1 << 30}
	n, err := strconv.ParseInt(digits, 10, 64)
	unit, ok := units[strings.TrimSpace(text[len(digits):])]
	if err != nil || !ok || n <= 0 || n > 1<<50/unit {
		return 0, usage(fmt.Errorf("%s %q: no size", flag, text), "such as 512KiB, 32MiB, 1GiB")
	}
	return n * unit, nil
}
