package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/pickletools"
)

const repickleHelp = `Repickle loads pickles and dumps them again: at another protocol, or at their own, which gives the same bytes for what
Python's own pickler wrote. What is around the pickles, compression or an archive, is left out, and a file of joblib.dump
becomes a plain pickle with its arrays inside. All pickles of a file are taken over, one after another.

OUT appears only when it is complete: a temporary file in the same folder is brought to the disk and renamed,
with the permissions of the file that it replaces, or of IN. OUT may be IN. If it is a folder, any number of files
are written into it under their own names. "-" is stdin and stdout.`

const repickleExample = `  brine repickle new.pkl old.pkl --protocol 2     # for Python 2
  brine repickle model.pkl model.pkl --protocol 5
  brine repickle *.pkl folder --optimize`

// repickleFlags are the flags of brine repickle.
type repickleFlags struct {
	protocol int // -1 for each pickle's own
	optimize bool
}

func (c *command) repickleCommand() *cobra.Command {
	f := repickleFlags{protocol: -1}
	cmd := &cobra.Command{
		Use:     "repickle IN OUT | IN... FOLDER",
		Short:   "Load pickles and dump them again, at their own or another protocol",
		Long:    repickleHelp,
		Example: repickleExample,
		Args:    cobra.MinimumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("protocol") && (f.protocol < 0 || f.protocol > pickle.HighestProtocol) {
				return usage(fmt.Errorf("--protocol %d: no such protocol", f.protocol), fmt.Sprintf("it is 0 to %d; 2 is the highest of Python 2, 4 that of Python 3.4 and later, 5 that of 3.8 and later", pickle.HighestProtocol))
			}
			names, out := args[:len(args)-1], args[len(args)-1]
			folder := false
			if info, err := os.Stat(out); out != stdinName && err == nil {
				folder = info.IsDir()
			}
			if len(names) > 1 && !folder {
				return usage(fmt.Errorf("%s is no folder", out), "several files need a folder to be written into: mkdir "+out)
			}
			return c.each(names, func(name string) error {
				to := out
				if folder {
					if name == stdinName {
						return usage(errors.New("stdin has no name to be written under"), "name the file in the folder: "+filepath.Join(out, "NAME.pkl"))
					}
					to = filepath.Join(out, filepath.Base(name))
				}
				return c.repickle(name, to, f)
			})
		},
	}
	cmd.Flags().IntVar(&f.protocol, "protocol", -1, "`number` of the protocol to write, 0 to 5; without it each pickle's own")
	cmd.Flags().BoolVar(&f.optimize, "optimize", false, "leave out memo entries that nothing reads, as Python's pickletools.optimize does")
	cmd.Flag("protocol").DefValue = "0" // says nothing of a default in the help
	return cmd
}

// repickle writes the pickles of a file into another.
func (c *command) repickle(from, to string, f repickleFlags) error {
	var out *output
	err := c.pickles(from, func(in *input, p pickled) error {
		if what, other := formatNames[in.f.Format()]; other {
			return &failure{code: exitFile, name: in.name, err: in.within(fmt.Errorf("it is %s, not a pickle", what)),
				hint: "brine convert makes a pickle of it; tensors become NumPy arrays"}
		}
		if out == nil {
			var err error
			if out, err = c.create(to, in.info); err != nil {
				return err
			}
		}
		if n := len(p.doc.Dropped()); n > 0 {
			c.warn(in.name, count(n, "call")+" whose results the pickle throws away will not be in the output")
		}
		return f.dump(out, in, p)
	})
	if out == nil {
		return err
	}
	if err != nil {
		out.discard()
		return err
	}
	return out.commit()
}

// dump writes one pickle.
func (f repickleFlags) dump(out *output, in *input, p pickled) error {
	protocol := f.protocol
	if protocol < 0 {
		protocol = p.doc.Proto()
	}
	if !f.optimize {
		err := pickle.NewPickler(out, pickle.WithProtocol(protocol)).Dump(p.doc.Root())
		if unsupported := (*pickle.UnsupportedError)(nil); errors.As(err, &unsupported) {
			return fileFailure(in.name, err)
		}
		return fileFailure(out.name, err)
	}
	data, err := pickle.Dumps(p.doc.Root(), pickle.WithProtocol(protocol))
	if err == nil {
		data, err = pickletools.Optimize(data)
	}
	if err != nil {
		return fileFailure(in.name, err)
	}
	_, err = out.Write(data)
	return fileFailure(out.name, err)
}
