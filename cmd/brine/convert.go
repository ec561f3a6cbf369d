package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/brine-go/brine/internal/compress"
	"github.com/brine-go/brine/internal/convert"
	"github.com/brine-go/brine/internal/show"
	"github.com/brine-go/brine/pickle"
)

const convertHelp = `Convert writes what is in IN in another format, without Python.

Read are pickles, files of joblib and torch.save, npy, npz, JSON, JSON lines, CSV, TSV, Parquet, Arrow (file and stream)
and SQLite; all but torch's are written. The format goes by what is in IN and by the extension of OUT, or --from and --to
tell it. Pickles, JSON and CSV may be compressed: .gz, .xz, .lzma, .zst, .lz4 behind the extension of OUT, whatever is in IN.
XML and HDF5 are not supported.

Any value becomes JSON, in the form that brine show --json writes, and comes back from it. What is a table becomes any of the formats
of tables: a DataFrame or Series, a list of dicts, a dict of lists of one length, an array of one or two dimensions or of
records, a list of lists of one length. A DataFrame keeps its types and its index in Parquet and Arrow, where pandas finds
them, and here on the way back; in CSV and SQLite the index becomes the first columns, unless it is 0, 1, 2, …

What the other format cannot say is an error that names the place. --lossy writes a text there and goes on.

A table is read and written in batches: memory does not grow with it, but for what comes out of a pickle or goes into one.
OUT appears only when it is complete. "-" is stdin and stdout. A table goes into an SQLite database that exists beside its other tables.`

const convertExample = `  brine convert frame.pkl frame.parquet
  brine convert frame.parquet frame.csv.gz
  brine convert big.csv big.db --table sales
  brine convert model.joblib - --to json | jq .
  brine convert report.pkl prices.csv --path '["prices"]'
  brine convert frame.pkl - --to json --rows      # {"columns": …, "data": …}`

// convertFlags are the flags of brine convert.
type convertFlags struct {
	from, to  string
	path      string
	table     string
	delimiter string // of IN
	separator string // of OUT
	index     []string
	protocol  int
	lossy     bool
	noIndex   bool
	rows      bool
	plain     bool
	quiet     bool
}

func (c *command) convertCommand() *cobra.Command {
	f := convertFlags{protocol: -1}
	cmd := &cobra.Command{
		Use:     "convert IN OUT",
		Short:   "Convert pickles, arrays and tables: JSON, CSV, Parquet, Arrow, SQLite, npy, npz",
		Long:    convertHelp,
		Example: convertExample,
		Args:    cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			k, err := c.newConverter(f)
			if err != nil {
				return err
			}
			return k.run(args[0], args[1])
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.from, "from", "", "`format` of IN: "+strings.Join(convert.Names(false), ", "))
	flags.StringVar(&f.to, "to", "", "`format` of OUT: "+strings.Join(convert.Names(true), ", "))
	flags.StringVarP(&f.path, "path", "p", "", "convert only the part at this `path`, as brine show names it")
	flags.StringVar(&f.table, "table", "", "`name` of the table in an SQLite database")
	flags.StringSliceVar(&f.index, "index", nil, "`columns` that become the index, where IN does not tell")
	flags.BoolVar(&f.noIndex, "no-index", false, "leave out the index of a DataFrame")
	flags.BoolVar(&f.rows, "rows", false, `JSON of a table: {"columns": [names], "index": [labels], "data": [rows]}`)
	flags.BoolVar(&f.plain, "plain", false, "JSON in: keys that begin with $ are keys like others")
	flags.StringVar(&f.delimiter, "delimiter", "", "`character` between the cells of a CSV that is read")
	flags.StringVar(&f.separator, "out-delimiter", "", "`character` between the cells of a CSV that is written")
	flags.IntVar(&f.protocol, "protocol", -1, "`number` of the protocol of a pickle that is written, 0 to 5")
	flags.BoolVar(&f.lossy, "lossy", false, "write a text for what the format cannot say, and go on")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "no progress bar")
	cmd.Flag("protocol").DefValue = "0" // says nothing of a default in the help
	return cmd
}

// A converter converts one file.
type converter struct {
	*command
	convertFlags
	way  show.Path
	o    convert.Options
	lost int
	bar  *progress
}

func (c *command) newConverter(f convertFlags) (*converter, error) {
	k := &converter{command: c, convertFlags: f}
	for _, name := range []string{f.from, f.to} {
		if reason := convert.Refused(name); reason != "" {
			return nil, usage(fmt.Errorf("%s is not supported", name), reason)
		}
	}
	if f.from != "" && !convert.Format(f.from).Known() {
		return nil, usage(fmt.Errorf("--from %s: no such format", f.from), "it is one of "+strings.Join(convert.Names(false), ", "))
	}
	if f.to != "" && !convert.Format(f.to).Writable() {
		return nil, usage(fmt.Errorf("--to %s: no such format", f.to), "it is one of "+strings.Join(convert.Names(true), ", "))
	}
	if f.protocol < -1 || f.protocol > pickle.HighestProtocol {
		return nil, usage(fmt.Errorf("--protocol %d: no such protocol", f.protocol), fmt.Sprintf("it is 0 to %d", pickle.HighestProtocol))
	}
	var err error
	if k.o.Comma, err = oneCharacter("--delimiter", f.delimiter); err != nil {
		return nil, err
	}
	if k.o.OutComma, err = oneCharacter("--out-delimiter", f.separator); err != nil {
		return nil, err
	}
	if k.way, err = show.ParsePath(f.path); err != nil {
		return nil, usage(fmt.Errorf("--path: %w", err), hintFor(err))
	}
	k.o.Table, k.o.Index, k.o.NoIndex = f.table, f.index, f.noIndex
	if f.lossy {
		k.o.Lossy = k.lose
	}
	return k, nil
}

// oneCharacter reads the character of a flag, 0 if it is not given.
func oneCharacter(flag, text string) (rune, error) {
	if text == `\t` {
		text = "\t"
	}
	chars := []rune(text)
	switch {
	case len(chars) == 0:
		return 0, nil
	case len(chars) > 1 || strings.ContainsRune("\"\r\n\uFFFD", chars[0]):
		return 0, usage(fmt.Errorf("%s %q: not one character", flag, text), `a tab is "\t"`)
	}
	return chars[0], nil
}

// lose tells of the first places at which something is lost.
func (k *converter) lose(path, problem string) {
	const most = 5
	if k.lost++; k.lost <= most {
		k.bar.pause(func() { k.warn(path, problem) })
	}
}

// target returns the format of OUT and the compression that its name tells.
func (k *converter) target(out string) (convert.Format, compress.Kind, error) {
	ext, kind := convert.Extension(out)
	if out == stdinName {
		ext, kind = "", compress.None
	}
	to := convert.Format(k.to)
	if to == "" {
		if reason := convert.Refused(ext); reason != "" {
			return "", 0, usage(fmt.Errorf("%s: .%s is not supported", out, ext), reason)
		}
		if to = convert.ByExtension(ext); to == "" {
			return "", 0, usage(fmt.Errorf("%s: its name does not tell which format it is to have", out), "--to tells it: "+strings.Join(convert.Names(true), ", "))
		}
		if !to.Writable() {
			return "", 0, usage(fmt.Errorf("%s: %s is read only", out, to), "it is one of "+strings.Join(convert.Names(true), ", "))
		}
	}
	if kind != compress.None {
		switch to {
		case convert.Parquet, convert.Arrow, convert.SQLite, convert.NPZ:
			return "", 0, usage(fmt.Errorf("%s: %s is not compressed as a whole", out, to), "leave the last extension out")
		}
	}
	return to, kind, nil
}

// run converts a file.
func (k *converter) run(in, out string) error {
	to, kind, err := k.target(out)
	if err != nil {
		return err
	}
	src, err := k.source(in)
	if err != nil {
		return err
	}
	defer src.close()
	defer k.bar.done()
	if err := k.check(src, to); err != nil {
		return err
	}
	dst, err := k.create(out, src.info)
	if err != nil {
		return err
	}
	if err := k.write(src, dst, to, kind); err != nil {
		dst.discard()
		return err
	}
	k.bar.done()
	if err := dst.commit(); err != nil {
		return err
	}
	if k.lost > 0 {
		k.warn(src.name, count(k.lost, "value")+" of which something is lost")
	}
	return nil
}

// write writes what is in the source.
func (k *converter) write(src *source, dst *output, to convert.Format, kind compress.Kind) error {
	if to == convert.Pickle || to == convert.Joblib {
		return k.writePickles(src, dst, to, kind)
	}
	w := io.WriteCloser(nopCloser{dst})
	if kind != compress.None {
		z, err := compress.NewWriter(dst, kind, compress.DefaultLevel)
		if err != nil {
			return &failure{code: exitUsage, name: dst.name, err: err, hint: "choose .gz, .xz or .zst"}
		}
		w = z
	}
	var err error
	switch {
	case to.Tabular() || to == convert.JSON && (src.tabular() || k.rows):
		err = k.writeTable(src, dst, w, to)
	default:
		err = k.writeValues(src, w, to)
	}
	if closing := w.Close(); err == nil {
		err = fileFailure(dst.name, closing)
	}
	return err
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

// isRegular reports whether a file can be read at any place.
func isRegular(name string) bool {
	info, err := os.Stat(name)
	return name != stdinName && err == nil && info.Mode().IsRegular()
}
