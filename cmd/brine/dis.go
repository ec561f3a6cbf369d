package main

import (
	"bufio"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/brine-go/brine/opcode"
	"github.com/brine-go/brine/pickletools"
)

const disHelp = `Dis prints the opcodes of a pickle as Python's pickletools.dis does, in the words of Python 3.14, and checks
that the stack and the memo are used as they should be. Nothing is run.

Several pickles in one file follow one another, with offsets that go on.`

func (c *command) disCommand() *cobra.Command {
	annotate := false
	cmd := &cobra.Command{
		Use:     "dis FILE...",
		Short:   "Print the opcodes of pickles, as Python's pickletools does",
		Long:    disHelp,
		Example: "  brine dis model.pkl | less\n  brine dis --annotate model.pkl",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, names []string) error {
			options := []pickletools.Option{pickletools.As(pickletools.Python314)}
			if annotate {
				options = append(options, pickletools.Annotate(annotateColumn))
			}
			return c.each(names, func(name string) error { return c.dis(name, len(names) > 1, options) })
		},
	}
	cmd.Flags().BoolVarP(&annotate, "annotate", "a", false, "say behind each opcode what it does")
	return cmd
}

// annotateColumn is where annotations begin, as with python -m pickletools -a.
const annotateColumn = 30

// dis prints one file, after its name if there are others.
func (c *command) dis(name string, named bool, options []pickletools.Option) error {
	in, err := c.open(name)
	if err != nil {
		return err
	}
	defer in.close()
	data, err := io.ReadAll(in.f.Reader())
	if err != nil {
		return fileFailure(in.name, in.within(err))
	}
	w := bufio.NewWriter(c.stdout)
	if named {
		fmt.Fprintf(w, "# %s\n", printable(in.name))
	}
	r := opcode.NewReader(data)
	for number := 0; ; number++ {
		start := r.Offset()
		err := pickletools.DisNext(w, r, options...)
		if flushed := w.Flush(); flushed != nil {
			return fileFailure("stdout", flushed)
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return in.disFailure(err, number, int64(start))
		}
	}
}
