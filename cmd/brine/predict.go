package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/brine-go/brine/sklearn"
)

const predictHelp = `Predict makes forecasts with a model that scikit-learn pickled, for the rows of CSV files with a header.

If the model was fitted on a DataFrame, columns are matched by its feature_names_in_, in any order; else they are
taken as they stand. An empty cell is a missing value (NaN). A column too many or too few, and a cell that is
no number, are errors that name column and line.

The forecasts are written as CSV with a header, or as a JSON array of objects, with all digits. NaN and infinities
are nan, inf and -inf in CSV and null in JSON. Of several data files, the first column tells the file; of
several models, the columns carry the model's name. With -o, the file appears only if all went well.

Methods: predict, predict_proba, predict_log_proba, predict_std, decision_function, score_samples, transform, as far
as the model has them.`

const predictExample = `  brine predict model.pkl data.csv
  brine predict model.pkl data.csv --method predict_proba -o probabilities.csv
  brine predict model.pkl january.csv february.csv --columns age,income
  brine predict old.pkl data.csv --model new.pkl`

// predictFlags are the flags of brine predict.
type predictFlags struct {
	method    string
	out       string
	format    string
	delimiter string
	columns   []string
	models    []string
}

func (c *command) predictCommand() *cobra.Command {
	var f predictFlags
	cmd := &cobra.Command{
		Use:     "predict MODEL DATA.csv...",
		Short:   "Make forecasts for the rows of CSV files with a pickled scikit-learn model",
		Long:    predictHelp,
		Example: predictExample,
		Args:    cobra.MinimumNArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := f.check(args); err != nil {
				return err
			}
			return c.predict(slices.Concat(args[:1], f.models), args[1:], f)
		},
	}
	cmd.Flags().StringVarP(&f.method, "method", "m", "predict", "the `method` to call: predict, predict_proba, decision_function, transform, …")
	cmd.Flags().StringVarP(&f.out, "output", "o", stdinName, "`file` to write instead of stdout")
	cmd.Flags().StringVar(&f.format, "format", "csv", "`format` of the output: csv or json")
	cmd.Flags().StringVar(&f.delimiter, "delimiter", ",", "`character` between the cells of the data, \\t for a tab")
	cmd.Flags().StringSliceVar(&f.columns, "columns", nil, "take these `columns` of the data, in this order")
	cmd.Flags().StringArrayVar(&f.models, "model", nil, "another `model` to compare with; may be given again")
	cmd.Flag("output").DefValue = ""
	return cmd
}

// check looks at what cobra cannot.
func (f *predictFlags) check(args []string) error {
	if f.format != "csv" && f.format != "json" {
		return usage(fmt.Errorf("--format %s: no such format", f.format), "it is csv or json")
	}
	if f.delimiter == `\t` {
		f.delimiter = "\t"
	}
	if n := len([]rune(f.delimiter)); n != 1 || strings.ContainsAny(f.delimiter, "\"\r\n\uFFFD") {
		return usage(fmt.Errorf("--delimiter %q: want one character", f.delimiter), "such as ; or \\t")
	}
	if strings.HasSuffix(strings.ToLower(args[0]), ".csv") {
		return usage(fmt.Errorf("%s: the model comes first", args[0]), "brine predict MODEL DATA.csv")
	}
	stdin := 0
	for _, name := range slices.Concat(args, f.models) {
		if name == stdinName {
			stdin++
		}
	}
	if stdin > 1 {
		return usage(errors.New("stdin can be read once only"), "name a file for all but one of model and data")
	}
	return nil
}

// A forecaster is a model with what it is asked.
type forecaster struct {
	name   string // of the file
	prefix string // of its columns
	model  *sklearn.Model
	method sklearn.Method
}

// predict makes the forecasts of models for files of data.
func (c *command) predict(models, data []string, f predictFlags) error {
	var fs []*forecaster
	for i, prefix := range prefixes(models) {
		m, err := c.forecaster(models[i], sklearn.Method(f.method))
		if err != nil {
			return err
		}
		m.prefix = prefix
		fs = append(fs, m)
	}
	out, err := c.create(f.out, nil)
	if err != nil {
		return err
	}
	t := newTable(out, f.format == "json", len(data) > 1)
	before := c.code
	err = c.each(data, func(name string) error { return c.forecast(t, fs, name, f) })
	if err == nil {
		err = fileFailure(out.name, t.end())
	}
	switch {
	case err != nil:
		out.discard()
		return err
	case c.code != before && out.temp != "":
		out.discard()
		return &failure{code: c.code, name: f.out, err: errors.New("not written, as not all forecasts could be made")}
	}
	return out.commit()
}

// prefixes returns what the columns of several models begin with: the name of the file, with its folder if two are
// called the same. The columns of one model need none.
func prefixes(models []string) []string {
	out := make([]string, len(models))
	if len(models) == 1 {
		return out
	}
	seen := make(map[string]bool)
	for i, name := range models {
		name = strings.TrimSuffix(name, filepath.Ext(name))
		if out[i] = filepath.Base(name) + "."; seen[out[i]] {
			out[i] = name + "."
		}
		seen[out[i]] = true
	}
	return out
}

// forecaster reads a model.
func (c *command) forecaster(name string, method sklearn.Method) (*forecaster, error) {
	var model *sklearn.Model
	stop := errors.New("the first pickle is the model")
	err := c.pickles(name, func(in *input, p pickled) (err error) {
		name = in.name
		if model, err = sklearn.FromPy(p.doc.Root()); err != nil {
			return fileFailure(in.name, err)
		}
		return stop
	})
	if model == nil {
		return nil, err
	}
	for _, text := range model.Warnings {
		c.warn(name, text)
	}
	if !model.Has(method) {
		var has []string
		for _, m := range model.Methods() {
			if m != sklearn.MethodGetFeatureNamesOut {
				has = append(has, string(m))
			}
		}
		return nil, &failure{code: exitData, name: name, err: fmt.Errorf("a %s has no %s", model.ClassName, method), hint: "choose --method among: " + strings.Join(has, ", ")}
	}
	return &forecaster{name: name, model: model, method: method}, nil
}

// batchRows are the rows that are read, forecast and written at once, so that data may be of any length.
const batchRows = 1 << 13

// forecast makes the forecasts for one file of data.
func (c *command) forecast(t *table, fs []*forecaster, name string, f predictFlags) error {
	data, err := c.openData(name, []rune(f.delimiter)[0])
	if err != nil {
		return err
	}
	defer data.close()
	if err := data.choose(f.columns); err != nil {
		return err
	}
	orders := make([][]int, len(fs))
	for i, m := range fs {
		if orders[i], err = m.model.Columns(data.header); err != nil {
			return data.fail(err, m.columnsHint(data))
		}
	}
	for batch := 0; ; batch++ {
		rows, err := data.read(batchRows)
		if err != nil {
			return err
		}
		if rows.Rows == 0 {
			if batch == 0 {
				return data.fail(errors.New("there are no rows below the header"), "each row below the header is one to make a forecast for")
			}
			return nil
		}
		t.begin(data.name, rows.Rows)
		for i, m := range fs {
			columns, err := m.compute(arrange(rows, orders[i]))
			if err != nil {
				return data.refused(err, rows)
			}
			t.add(columns)
		}
		if err := t.write(); err != nil {
			return fileFailure("output", err)
		}
	}
}

// arrange returns the columns in another order.
func arrange(x sklearn.Matrix, order []int) sklearn.Matrix {
	same := len(order) == x.Cols
	for i, at := range order {
		same = same && i == at
	}
	if same {
		return x
	}
	out := sklearn.Matrix{Data: make([]float64, 0, x.Rows*len(order)), Rows: x.Rows, Cols: len(order)}
	for i := range x.Rows {
		for _, at := range order {
			out.Data = append(out.Data, x.Data[i*x.Cols+at])
		}
	}
	return out
}

// columnsHint returns what to do about columns that are not the model's.
func (m *forecaster) columnsHint(data *dataFile) string {
	switch {
	case len(data.header) == 1 && strings.ContainsAny(data.header[0], ";\t|"):
		return "the cells seem to be separated by another character: --delimiter ';'"
	case data.header[0] == "" || strings.HasPrefix(data.header[0], "Unnamed: "):
		return "the first column seems to be the index that to_csv writes; leave it out by index=False, or by --columns"
	case m.model.FeatureNames != nil:
		return "the model's columns are " + strings.Join(m.model.FeatureNames, ",") + "; --columns takes a choice out of the data"
	}
	return "take the model's columns, in the order of fit, out of the data by --columns"
}
