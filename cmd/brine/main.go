// Command brine looks into pickles, converts them and makes forecasts with the models inside them, without
// Python and without running what they say.
//
//	brine show model.pkl                   what is in it, as a tree
//	brine dis model.pkl                    its opcodes
//	brine repickle old.pkl new.pkl         load and dump again
//	brine convert frame.pkl frame.parquet  other formats, and back
//	brine model model.pkl                  a card of the model
//	brine predict model.pkl data.csv       forecasts
//	brine serve model.pkl                  forecasts over HTTP
//
// README.md tells more; so does brine help.
package main

import (
	"errors"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/spf13/cobra"
)

func main() {
	// A reader of our output that has seen enough is no error: writes then fail with EPIPE, which report
	// knows, and do not end the process.
	signal.Ignore(syscall.SIGPIPE)
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	done := make(chan int, 1)
	go func() { done <- run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr) }()
	select {
	case code := <-done:
		os.Exit(code)
	case <-stop:
		unfinished.removeAll()
		os.Exit(exitInterrupted)
	}
}

// A command is what all subcommands share: where they read and write, and how they fared.
type command struct {
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	code   int // the highest exit code of what went wrong so far
}

// run executes a command line and returns its exit code.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	c := &command{stdin: stdin, stdout: stdout, stderr: stderr}
	root := c.root()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	if cmd, err := root.ExecuteC(); err != nil {
		var own *failure
		if !errors.As(err, &own) && !closedPipe(err) { // cobra's own: a flag or argument is wrong
			err = usage(err, cmd.CommandPath()+" --help tells how it is used")
		}
		c.report(err)
	}
	return c.code
}

const rootHelp = `Brine looks into Python's pickles, converts them and makes forecasts with the models inside
them, without Python. It never runs what a pickle says.

Every command takes several files and reads stdin for "-". A file that fails does not stop the others.

Exit codes:
  0    all went well
  1    a file cannot be read or written, is damaged, or holds what is not supported
  2    the command line is wrong
  3    the data do not fit the model (predict)
  130  stopped by Ctrl-C; no file is left half-written`

func (c *command) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "brine",
		Short:         "Look into Python's pickles, convert them, make forecasts with the models inside",
		Long:          rootHelp,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.AddCommand(c.showCommand(), c.disCommand(), c.repickleCommand(), c.convertCommand(), c.modelCommand(), c.predictCommand(), c.serveCommand())
	return root
}

// version is the module's, as go install and a build in a checkout know it.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(unknown)"
	}
	return info.Main.Version
}

// each calls f with every file. An error is reported at once and does not stop the others; a closed pipe does.
func (c *command) each(names []string, f func(name string) error) error {
	for _, name := range names {
		err := f(name)
		if closedPipe(err) {
			return err
		}
		if err != nil {
			c.report(err)
		}
	}
	return nil
}
