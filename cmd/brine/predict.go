package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/brine-go/brine/internal/convert"
	"github.com/brine-go/brine/sklearn"
)

const predictHelp = `Predict makes forecasts with a model that scikit-learn, XGBoost or LightGBM wrote, for the rows of data.

Data are CSV with a header, Parquet, Arrow, SQLite, JSON ([[1, 2], …], [{"a": 1, "b": 2}, …], an object a line, {"columns": …,
"data": …} or {"a": [1, …], "b": [2, …]}; as jsonl an array a line, too), .npy, or a pickled DataFrame or array, compressed or not;
"-" is stdin. The format goes by the content and the extension, or --from tells it.

If the model was fitted on a DataFrame, columns are matched by its feature_names_in_, in any order; else they are
taken as they stand. An empty cell and a null of JSON are a missing value (NaN). A column too many or too few, and a cell that is
no number where the model takes numbers, are errors that name column and line.

The forecasts are written as CSV with a header, as JSON, {"columns": [...], "data": [[...], ...]}, or as Parquet, with all digits:
as --format says, or else the extension of the output. NaN and infinities are nan, inf and -inf in CSV and null in JSON.
Of several data files, the first column tells the file; of several models, the columns carry the model's name. Rows are read,
forecast and written in batches: memory does not grow with the data, unless the answer for a row depends on the others (NMF,
IterativeImputer). With -o, the file appears only if all went well.

Methods: predict, predict_proba, predict_log_proba, predict_std, decision_function, score_samples, transform, as far
as the model has them.`

const predictExample = `  brine predict model.pkl data.csv
  brine predict model.pkl data.csv --method predict_proba -o probabilities.csv
  brine predict model.pkl january.csv february.csv --columns age,income
  brine predict model.pkl data.parquet -o forecasts.parquet
  curl -s https://example.com/rows.json | brine predict model.pkl - --format json
  brine predict old.pkl data.csv --model new.pkl`

// predictFlags are the flags of brine predict.
type predictFlags struct {
	method string
	out    string
	format string
	models []string
	quiet  bool
	data   dataFlags
}

func (c *command) predictCommand() *cobra.Command {
	var f predictFlags
	cmd := &cobra.Command{
		Use:     "predict MODEL DATA...",
		Short:   "Make forecasts with a pickled model for rows of CSV, Parquet, JSON or npy",
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
	cmd.Flags().StringVar(&f.format, "format", "", "`format` of the output: csv, json or parquet")
	cmd.Flags().StringVar(&f.data.from, "from", "", "`format` of the data: csv, tsv, parquet, arrow, sqlite, json, jsonl, npy, pickle")
	cmd.Flags().StringVar(&f.data.delimiter, "delimiter", "", "`character` between the cells of CSV data, \\t for a tab")
	cmd.Flags().StringVar(&f.data.table, "table", "", "`name` of the table in an SQLite database")
	cmd.Flags().BoolVarP(&f.quiet, "quiet", "q", false, "no progress bar")
	cmd.Flags().StringSliceVar(&f.data.columns, "columns", nil, "take these `columns` of the data, in this order")
	cmd.Flags().StringArrayVar(&f.models, "model", nil, "another `model` to compare with; may be given again")
	cmd.Flag("output").DefValue = ""
	return cmd
}

// check looks at what cobra cannot.
func (f *predictFlags) check(args []string) error {
	if f.format == "" {
		f.format = "csv"
		if ext, _ := convert.Extension(f.out); tableWriters[ext] != nil {
			f.format = ext
		}
	}
	if tableWriters[f.format] == nil {
		return usage(fmt.Errorf("--format %s: no such format", f.format), "it is csv, json or parquet")
	}
	if from := convert.Format(f.data.from); from != "" && !from.Known() {
		return usage(fmt.Errorf("--from %s: no such format", from), "it is one of csv, tsv, parquet, arrow, sqlite, json, jsonl, npy, pickle")
	}
	if _, err := oneCharacter("--delimiter", f.data.delimiter); err != nil {
		return err
	}
	if strings.HasSuffix(strings.ToLower(args[0]), ".csv") {
		return usage(fmt.Errorf("%s: the model comes first", args[0]), "brine predict MODEL DATA")
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
	f.data.numbers = !slices.ContainsFunc(fs, func(m *forecaster) bool { return !m.model.Numeric() })
	f.data.model = fs[0].model
	out, err := c.create(f.out, nil)
	if err != nil {
		return err
	}
	r := &forecastRun{c: c, flags: f, models: fs, files: data, named: len(data) > 1, size: batchRows}
	if slices.ContainsFunc(fs, func(m *forecaster) bool { return !m.model.RowWise() }) {
		r.size = allRows
	}
	defer r.close()
	before := c.code
	err = fileFailure(out.name, tableWriters[f.format](out, r.next))
	r.close()
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
	name, model, err := c.loadModel(name)
	if err != nil {
		return nil, err
	}
	if method == sklearn.MethodPredictProba && !model.Has(method) && model.Has(sklearn.MethodPredictProbas) {
		method = sklearn.MethodPredictProbas // as scikit-learn's predict_proba does for several outputs
	}
	if !model.Has(method) {
		var has []string
		for _, m := range model.Methods() {
			if m != sklearn.MethodGetFeatureNamesOut && m != sklearn.MethodInverseTransform { // whose rows are no data of the model
				has = append(has, string(m))
			}
		}
		return nil, &failure{code: exitData, name: name, err: fmt.Errorf("a %s has no %s", model.ClassName, method), hint: "choose --method among: " + strings.Join(has, ", ")}
	}
	return &forecaster{name: name, model: model, method: method}, nil
}

// batchRows are the rows that are read, forecast and written at once.
const batchRows = 1 << 13

// allRows are those of a file for a model whose answer for a row depends on the others.
const allRows = math.MaxInt / 2

// A forecastRun makes the forecasts of models for files, one after another. A file that fails does not stop the others.
type forecastRun struct {
	c      *command
	flags  predictFlags
	models []*forecaster
	files  []string // still to be read
	named  bool     // the first column is the file
	data   *dataFile
	size   int     // of a batch
	orders [][]int // of the columns of numbers, by model
	rows   int     // of data so far
	bar    *progress
	seen   int64 // what the bar shows
}

func (r *forecastRun) close() {
	r.bar.done()
	if r.data != nil {
		r.data.close()
		r.data = nil
	}
}

// next makes the next batch of forecasts.
func (r *forecastRun) next() (*batch, error) {
	for {
		b, err := r.batch()
		if b != nil || closedPipe(err) {
			return b, err
		}
		if err != nil {
			r.bar.pause(func() { r.c.report(err) })
		}
		r.close()
		if len(r.files) == 0 {
			return nil, io.EOF
		}
		if err := r.open(r.files[0]); err != nil {
			r.c.report(err)
			r.close()
		}
		r.files = r.files[1:]
	}
}

// open opens the next file and finds the models' columns in it.
func (r *forecastRun) open(name string) (err error) {
	if r.data, err = r.c.openData(name, r.flags.data); err != nil {
		return err
	}
	r.rows, r.seen = 0, 0
	r.orders = make([][]int, len(r.models))
	for i, m := range r.models {
		if r.data.header == nil {
			continue
		}
		if r.orders[i], err = m.model.Columns(r.data.header); err != nil {
			return r.data.fail(err, m.columnsHint(r.data))
		}
	}
	r.bar = r.c.progress(r.data.name, r.data.total, r.data.unit(), r.flags.quiet)
	return nil
}

// batch makes the next forecasts for the file that is open; nil behind its last row.
func (r *forecastRun) batch() (*batch, error) {
	if r.data == nil {
		return nil, nil
	}
	x, err := r.data.read(r.size)
	if err != nil {
		return nil, err
	}
	b := &batch{}
	if b.rows, _ = x.Shape(); b.rows == 0 {
		if r.rows == 0 {
			return nil, r.data.fail(errors.New("there are no rows"), "each row, below the header if there is one, is one to make a forecast for")
		}
		return nil, nil
	}
	r.rows += b.rows
	if r.named {
		names := make([]string, b.rows)
		for i := range names {
			names[i] = r.data.name
		}
		b.columns = append(b.columns, sklearn.StringColumn("file", names))
	}
	for i, m := range r.models {
		ordered := x
		if numbers, ok := x.(sklearn.Matrix); ok && r.orders[i] != nil {
			ordered = arrange(numbers, r.orders[i])
		}
		columns, err := m.compute(ordered)
		if err != nil {
			return nil, r.data.refused(err, x)
		}
		b.columns = append(b.columns, columns...)
	}
	done := r.data.rows.done()
	r.bar.add(int(done - r.seen))
	r.seen = done
	return b, nil
}

// columnsHint returns what to do about columns that are not the model's.
func (m *forecaster) columnsHint(data *dataFile) string {
	switch {
	case len(data.header) == 0:
	case len(data.header) == 1 && strings.ContainsAny(data.header[0], ";\t|"):
		return "the cells seem to be separated by another character: --delimiter ';'"
	case data.header[0] == "" || strings.HasPrefix(data.header[0], "Unnamed: "):
		return "the first column seems to be the index that to_csv writes; leave it out by index=False, or by --columns"
	case m.model.FeatureNames != nil:
		return "the model's columns are " + strings.Join(m.model.FeatureNames, ",") + "; --columns takes a choice out of the data"
	}
	return "take the model's columns, in the order of fit, out of the data by --columns"
}
