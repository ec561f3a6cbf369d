package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/brine-go/brine"
	"github.com/brine-go/brine/internal/show"
)

const showHelp = `Show prints what is in a pickle as a tree: types, lengths, shapes and dtypes of arrays with their
first values, objects with their attributes, calls that Python would make with their arguments.

The label before a colon is the step to what stands behind it, so the labels on the way to a line are its
path for --path: .attribute, [index], ["key"], {entry}, (argument), @part. A value that comes again is labelled
&1 where it first stands and *1 where it comes again. Texts stand in double quotes, Python 2's byte strings in
single ones. Numbers of arrays are rounded to six digits; --all shows them, and everything else, in full.
Frames, series, indexes and arrays of pandas, random generators and sparse matrices are shown as what they are, unless --all
asks for the parts that they are made of; --path leads to both, ["price"] of a DataFrame and ._mgr.

Files of joblib.dump, torch.save, numpy.save and numpy.savez are read too, and all of them compressed (zlib, gzip,
bzip2, xz, lzma, lz4, zstd), pickles also as the one member of a zip or tar file: told by their content, whatever
their name.

Several pickles in one file are shown one after another. Calls whose results the pickle throws away are shown
after it with a warning.`

const showExample = `  brine show model.pkl
  brine show model.pkl --path 'steps[0][1].mean_' --all
  brine show *.pkl --depth 1
  brine show data.pkl --json | jq '.rows[0]'
  brine show model.joblib frame.pkl.gz`

// showFlags are the flags of brine show.
type showFlags struct {
	depth int
	items int
	path  string
	json  bool
	all   bool
	color string
}

func (c *command) showCommand() *cobra.Command {
	def := show.Defaults()
	var f showFlags
	cmd := &cobra.Command{
		Use:     "show FILE...",
		Short:   "Print what is in pickles as a tree, or as JSON",
		Long:    showHelp,
		Example: showExample,
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, names []string) error {
			o, err := f.options(cmd, c.stdout)
			if err != nil {
				return err
			}
			path, err := show.ParsePath(f.path)
			if err != nil {
				return usage(fmt.Errorf("--path: %w", err), hintFor(err))
			}
			s := shower{command: c, showFlags: f, o: o, way: path}
			return c.each(names, s.file)
		},
	}
	cmd.Flags().IntVarP(&f.depth, "depth", "d", def.Depth, "`levels` below the first that are unfolded")
	cmd.Flags().IntVarP(&f.items, "items", "n", def.Items, "`number` of items of a list, dict, … that are shown")
	cmd.Flags().StringVarP(&f.path, "path", "p", "", "show only the part at this `path`, such as steps[0][1].coef_")
	cmd.Flags().BoolVar(&f.json, "json", false, "write JSON, a line for each pickle (README.md tells the form)")
	cmd.Flags().BoolVarP(&f.all, "all", "a", false, "fold and round nothing")
	cmd.Flags().StringVar(&f.color, "color", "auto", "colours: auto, always or never")
	return cmd
}

// options returns how much is to be shown.
func (f *showFlags) options(cmd *cobra.Command, stdout io.Writer) (show.Options, error) {
	o := show.Defaults()
	if f.all {
		o = show.All()
	}
	if f.json {
		o.Depth = -1
	}
	if cmd.Flags().Changed("depth") {
		o.Depth = f.depth
	}
	if cmd.Flags().Changed("items") {
		o.Items = f.items
	}
	if f.depth < 0 || f.items < 0 {
		return o, usage(errors.New("--depth and --items take a number from 0 on"), "--all shows everything")
	}
	switch f.color {
	case "always":
		o.Color = true
	case "auto":
		o.Color = isTerminal(stdout) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	case "never":
	default:
		return o, usage(fmt.Errorf("--color %s: no such choice", f.color), "it is auto, always or never")
	}
	return o, nil
}

// isTerminal reports whether somebody looks at what is written.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// A shower shows files.
type shower struct {
	*command
	showFlags
	o     show.Options
	way   show.Path
	shown int // pickles
}

func (s *shower) file(name string) error {
	return s.pickles(name, func(in *input, p pickled) error {
		return fileFailure(in.name, s.pickle(in, p))
	})
}

// pickle shows one pickle.
func (s *shower) pickle(in *input, p pickled) error {
	node, err := s.way.Find(show.Of(p.doc.Root()))
	if err != nil {
		return err
	}
	dropped := p.doc.Dropped()
	if s.json {
		if len(dropped) > 0 {
			s.warn(in.name, "the pickle makes "+count(len(dropped), "call")+" and throws the results away; the tree shows what is called")
		}
		return show.JSON(s.stdout, node, s.o)
	}
	if err := s.header(in, p); err != nil {
		return err
	}
	if err := show.TreeAt(s.stdout, s.way.String(), node, s.o); err != nil {
		return err
	}
	if len(dropped) == 0 || s.path != "" {
		return nil
	}
	text := fmt.Sprintf("warning: the pickle also makes %s and throws the results away; Python would run:", count(len(dropped), "call"))
	if _, err := fmt.Fprintln(s.stdout, s.paint("1;31", text)); err != nil {
		return err
	}
	for _, v := range dropped {
		if err := show.Tree(s.stdout, show.Of(v), s.o); err != nil {
			return err
		}
	}
	return nil
}

// header writes a line that tells which pickle follows.
func (s *shower) header(in *input, p pickled) error {
	w := bufio.NewWriter(s.stdout)
	if s.shown++; s.shown > 1 {
		fmt.Fprintln(w)
	}
	text := "# " + printable(in.name) + ": "
	if p.number > 1 {
		text += fmt.Sprintf("pickle %d, at offset %d: ", p.number, p.start)
	}
	switch in.f.Format() {
	case brine.NPY, brine.NPZ:
		text += in.f.Format().String() + ", "
	case brine.Torch:
		text += "torch.save, " + in.f.Torch().Format + " format, protocol " + strconv.Itoa(p.doc.Proto()) + ", "
	default:
		text += "protocol " + strconv.Itoa(p.doc.Proto()) + ", "
	}
	text += count(int(p.end-p.start), "byte")
	if around := in.f.Containers(); len(around) > 0 {
		text += ", in " + printable(strings.Join(around, ", "))
	}
	fmt.Fprintln(w, s.paint("2", text))
	return w.Flush()
}

// paint sets a whole line in a colour.
func (s *shower) paint(code, text string) string {
	if !s.o.Color {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}
