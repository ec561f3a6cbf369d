package main

import (
	"bufio"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/brine-go/brine"
	"github.com/brine-go/brine/opcode"
	"github.com/brine-go/brine/pickletools"
)

const disHelp = `Dis prints the opcodes of a pickle as Python's pickletools.dis does, in the words of Python 3.14, and checks
that the stack and the memo are used as they should be. Nothing is run.

Several pickles in one file follow one another, with offsets that go on. Of a file of torch.save they are those in it.`

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

// opcodes returns the bytes of the pickles.
func (in *input) opcodes() (data []byte, err error) {
	switch format := in.f.Format(); format {
	case brine.NPY, brine.NPZ:
		return nil, &failure{code: exitFile, name: in.name, err: in.within(fmt.Errorf("it is %s, which has no opcodes", formatNames[format])), hint: "brine show shows it"}
	case brine.Torch:
		data, err = in.f.Torch().Pickles()
	default:
		data, err = io.ReadAll(in.f.Reader())
	}
	return data, fileFailure(in.name, in.within(err))
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
	data, err := in.opcodes()
	if err != nil {
		return err
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
