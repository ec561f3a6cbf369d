package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/brine-go/brine/internal/show"
	"github.com/brine-go/brine/py"
	"github.com/brine-go/brine/sklearn"
)

const modelHelp = `Model prints a card of each model: its class and version, parameters, features and classes, what fit left behind,
the steps of a pipeline, coefficients, how large its trees are and how much they make of each feature (feature_importances_).

--json writes the same as JSON, a line for each model, with all coefficients and all digits.`

const modelExample = `  brine model model.pkl
  brine model model.pkl --json | jq .coefficients
  brine model *.joblib`

func (c *command) modelCommand() *cobra.Command {
	var asJSON bool
	var most int
	cmd := &cobra.Command{
		Use:     "model MODEL...",
		Short:   "Print a card of models: parameters, features, classes, coefficients, importances",
		Long:    modelHelp,
		Example: modelExample,
		Args:    cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, names []string) error {
			if most < 1 {
				return usage(errors.New("--rows takes a number from 1 on"), "--json shows everything")
			}
			return c.each(names, func(name string) error {
				name, m, err := c.loadModel(name)
				if err != nil {
					return err
				}
				card := newCard(name, m)
				if asJSON {
					return fileFailure("output", card.writeJSON(c.stdout))
				}
				var b bytes.Buffer
				card.write(&b, most)
				_, err = c.stdout.Write(b.Bytes())
				return fileFailure("output", err)
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "write JSON, a line for each model")
	cmd.Flags().IntVarP(&most, "rows", "n", 20, "`number` of features of which coefficients and importances are printed")
	return cmd
}

// loadModel reads the model in a file, and tells its warnings.
func (c *command) loadModel(name string) (string, *sklearn.Model, error) {
	if model, err := nativeModel(name); model != nil || err != nil {
		return name, model, fileFailure(name, err)
	}
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
		return name, nil, err
	}
	for _, text := range model.Warnings {
		c.warn(name, text)
	}
	return name, model, nil
}

// nativeModel reads a model file of LightGBM or XGBoost; it returns nil for any other.
func nativeModel(name string) (*sklearn.Model, error) {
	if !isRegular(name) {
		return nil, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	head := make([]byte, 1<<10)
	n, err := io.ReadFull(f, head)
	if err != nil && err != io.ErrUnexpectedEOF || !sklearn.IsNative(head[:n]) {
		return nil, nil // what is wrong with it, the opening tells
	}
	return sklearn.Load(name)
}

// A card is what is printed of a model.
type card struct {
	File         string        `json:"file,omitempty"`
	Name         string        `json:"name,omitempty"` // of a step
	Class        string        `json:"class"`
	Module       string        `json:"module,omitempty"`
	Version      string        `json:"version,omitempty"`
	Warnings     []string      `json:"warnings,omitempty"`
	Methods      []string      `json:"methods,omitempty"`
	Features     int           `json:"n_features,omitempty"`
	FeatureNames []string      `json:"feature_names,omitempty"`
	Classes      []any         `json:"classes,omitempty"`
	Parameters   []fact        `json:"parameters"`
	Fitted       []fact        `json:"fitted"`
	Trees        *treeCard     `json:"trees,omitempty"`
	Coefficients *coefficients `json:"coefficients,omitempty"`
	Importances  []number      `json:"feature_importances,omitempty"`
	Steps        []*card       `json:"steps,omitempty"`
	Parts        []*card       `json:"transformers,omitempty"`
	Best         *card         `json:"best_estimator,omitempty"`
}

// A fact is a parameter or attribute, on one line as brine show prints it.
type fact struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type treeCard struct {
	Trees  int `json:"trees"`
	Nodes  int `json:"nodes"`
	Leaves int `json:"leaves"`
	Depth  int `json:"depth"`
}

type coefficients struct {
	Outputs   []string   `json:"outputs,omitempty"` // classes or targets, where there are several
	Intercept []number   `json:"intercept,omitempty"`
	Values    [][]number `json:"values"` // outputs × features
}

// A number is written with all its digits; NaN and infinities, which JSON has not, are null.
type number float64

func (n number) MarshalJSON() ([]byte, error) { return appendJSON(nil, float64(n)) }

func numbers(x []float64) []number {
	if x == nil {
		return nil
	}
	out := make([]number, len(x))
	for i, v := range x {
		out[i] = number(v)
	}
	return out
}

func newCard(file string, m *sklearn.Model) *card {
	k := &card{File: file, Class: m.ClassName, Module: m.Module, Version: m.Version, Features: m.NFeatures, FeatureNames: m.FeatureNames}
	k.Warnings = m.Warnings
	for _, method := range m.Methods() {
		k.Methods = append(k.Methods, string(method))
	}
	for i := range m.Classes.Len() {
		k.Classes = append(k.Classes, m.Classes.Value(i))
	}
	for name, v := range m.Params() {
		if !slices.Contains(onTheCard, name) {
			k.Parameters = append(k.Parameters, fact{name, oneLine(v)})
		}
	}
	k.Fitted = fitted(m)
	if t, ok := m.TreeCounts(); ok {
		k.Trees = &treeCard{t.Trees, t.Nodes, t.Leaves, t.Depth}
	}
	if c, ok := m.Coefficients(); ok {
		k.Coefficients = coefficientsOf(c, m)
	}
	if x, ok := m.Importances(); ok {
		k.Importances = numbers(x)
	}
	if best := m.Best(); best != nil {
		k.Best = newCard("", best)
		return k
	}
	k.Steps, k.Parts = stepCards(m.Steps), stepCards(m.Parts)
	return k
}

func stepCards(steps []sklearn.Step) []*card {
	var out []*card
	for _, step := range steps {
		k := &card{Class: "passthrough"}
		if step.Model != nil {
			k = newCard("", step.Model)
		}
		k.Name = step.Name
		out = append(out, k)
	}
	return out
}

// onTheCard are attributes that the card has in another form.
var onTheCard = []string{"classes_", "coef_", "intercept_", "feature_names_in_", "n_features_in_", "estimators_", "tree_", "steps",
	"transformers_", "best_estimator_", "cv_results_", "n_features_", "n_classes_", "feature_importances_"}

// fitted returns the attributes that fit left: their names end in an underscore.
func fitted(m *sklearn.Model) []fact {
	var out []fact
	for name, v := range m.Attrs() {
		if strings.HasSuffix(name, "_") && !strings.HasPrefix(name, "_") && !slices.Contains(onTheCard, name) {
			out = append(out, fact{name, oneLine(v)})
		}
	}
	return out
}

// oneLine returns the line that brine show prints of a value.
func oneLine(v py.Value) string {
	var b strings.Builder
	o := show.Defaults()
	o.Depth = 0
	if err := show.Tree(&b, show.Of(v), o); err != nil {
		return err.Error()
	}
	line, _, _ := strings.Cut(b.String(), "\n")
	return line
}

func coefficientsOf(c sklearn.Coefficients, m *sklearn.Model) *coefficients {
	out := &coefficients{Intercept: numbers(c.Intercept)}
	for i := range c.Values.Rows {
		out.Values = append(out.Values, numbers(c.Values.Row(i)))
		switch {
		case m.Classes.Len() == c.Values.Rows:
			out.Outputs = append(out.Outputs, m.Classes.Text(i))
		case c.Values.Rows == 1 && m.Classes.Len() == 2:
			out.Outputs = append(out.Outputs, m.Classes.Text(1))
		case c.Values.Rows > 1:
			out.Outputs = append(out.Outputs, strconv.Itoa(i))
		}
	}
	return out
}

func (k *card) writeJSON(w io.Writer) error {
	text, err := json.Marshal(k)
	if err != nil {
		return err
	}
	_, err = w.Write(append(text, '\n'))
	return err
}

// write prints the card.
func (k *card) write(w *bytes.Buffer, most int) {
	fmt.Fprintf(w, "# %s\n", printable(k.File))
	k.print(w, "", most)
}

func (k *card) print(w *bytes.Buffer, indent string, most int) {
	line := func(format string, args ...any) {
		w.WriteString(indent + printable(fmt.Sprintf(format, args...)) + "\n")
	}
	title := k.Class
	if k.Name != "" {
		title = k.Name + ": " + title
	}
	if indent == "" {
		title += strings.TrimSuffix("  ("+k.Module+", "+library(k.Module)+" "+k.Version, " ") + ")"
	}
	line("%s", title)
	indent += "  "
	for _, text := range k.Warnings {
		line("warning: %s", text)
	}
	if k.Features > 0 {
		line("features: %s", listed(k.Features, k.FeatureNames, most))
	}
	if len(k.Classes) > 0 {
		names := make([]string, len(k.Classes))
		for i, v := range k.Classes {
			names[i] = cellText(v)
		}
		line("classes: %s", listed(len(names), names, most))
	}
	if len(k.Methods) > 0 && indent == "  " {
		line("methods: %s", strings.Join(k.Methods, ", "))
	}
	k.facts(w, indent, "parameters", k.Parameters)
	k.facts(w, indent, "fitted", k.Fitted)
	if t := k.Trees; t != nil {
		line("trees: %d, of %d nodes and %d leaves, at most %d deep", t.Trees, t.Nodes, t.Leaves, t.Depth)
	}
	k.importances(w, indent, most)
	k.coefficients(w, indent, most)
	for _, group := range []struct {
		name  string
		cards []*card
	}{{"steps", k.Steps}, {"transformers", k.Parts}} {
		if len(group.cards) > 0 {
			line("%s:", group.name)
			for _, step := range group.cards {
				step.print(w, indent+"  ", most)
			}
		}
	}
	if k.Best != nil {
		line("best_estimator_:")
		k.Best.print(w, indent+"  ", most)
	}
}

// library names the package that a module is of, as it is written.
func library(module string) string {
	root, _, _ := strings.Cut(module, ".")
	if root == "sklearn" {
		return "scikit-learn"
	}
	return root
}

// listed counts names and lists the first ones.
func listed(n int, names []string, most int) string {
	if len(names) == 0 {
		return strconv.Itoa(n)
	}
	shown, rest := names, ""
	if len(names) > most {
		shown, rest = names[:most], ", …"
	}
	return fmt.Sprintf("%d (%s%s)", n, strings.Join(shown, ", "), rest)
}

// facts prints names and values in two columns.
func (k *card) facts(w *bytes.Buffer, indent, title string, facts []fact) {
	if len(facts) == 0 {
		return
	}
	fmt.Fprintf(w, "%s%s:\n", indent, title)
	width := 0
	for _, f := range facts {
		width = max(width, len([]rune(f.Name)))
	}
	for _, f := range facts {
		fmt.Fprintf(w, "%s  %-*s  %s\n", indent, width, printable(f.Name), printable(f.Value))
	}
}

// feature names a feature.
func (k *card) feature(i int) string {
	if i < len(k.FeatureNames) {
		return k.FeatureNames[i]
	}
	return "x" + strconv.Itoa(i)
}

// importances draws the most important features.
func (k *card) importances(w *bytes.Buffer, indent string, most int) {
	if len(k.Importances) == 0 {
		return
	}
	order := make([]int, len(k.Importances))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case k.Importances[a] > k.Importances[b]:
			return -1
		case k.Importances[a] < k.Importances[b]:
			return 1
		}
		return 0
	})
	fmt.Fprintf(w, "%simportances:\n", indent)
	shown := order[:min(most, len(order))]
	width := 0
	for _, i := range shown {
		width = max(width, len([]rune(k.feature(i))))
	}
	largest := float64(k.Importances[order[0]])
	for _, i := range shown {
		x := float64(k.Importances[i])
		bar := ""
		if largest > 0 && x > 0 {
			bar = " " + strings.Repeat("█", int(math.Round(40*x/largest)))
		}
		fmt.Fprintf(w, "%s  %-*s  %8.6f%s\n", indent, width, printable(k.feature(i)), x, bar)
	}
	if n := len(order) - len(shown); n > 0 {
		fmt.Fprintf(w, "%s  … %d more: --rows\n", indent, n)
	}
}

// coefficients prints a row for each feature.
func (k *card) coefficients(w *bytes.Buffer, indent string, most int) {
	c := k.Coefficients
	if c == nil {
		return
	}
	const outputs = 6 // that fit a line
	cols := min(len(c.Values), outputs)
	rows := [][]string{append([]string{""}, c.Outputs[:min(cols, len(c.Outputs))]...)}
	if len(c.Outputs) == 0 {
		rows = nil
	}
	if len(c.Values) > cols {
		rows[0] = append(rows[0], "…")
	}
	if len(c.Intercept) == len(c.Values) {
		row := []string{"intercept"}
		for _, x := range c.Intercept[:cols] {
			row = append(row, short(float64(x)))
		}
		rows = append(rows, row)
	}
	features := len(c.Values[0])
	for i := range min(features, most) {
		row := []string{k.feature(i)}
		for _, output := range c.Values[:cols] {
			row = append(row, short(float64(output[i])))
		}
		rows = append(rows, row)
	}
	widths := make([]int, cols+2)
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], len([]rune(cell)))
		}
	}
	fmt.Fprintf(w, "%scoefficients:\n", indent)
	for _, row := range rows {
		fmt.Fprintf(w, "%s  %-*s", indent, widths[0], printable(row[0]))
		for i, cell := range row[1:] {
			fmt.Fprintf(w, "  %*s", widths[i+1], printable(cell))
		}
		w.WriteByte('\n')
	}
	if n := features - most; n > 0 {
		fmt.Fprintf(w, "%s  … %d more: --rows\n", indent, n)
	}
}

// short rounds to six digits, as brine show does.
func short(x float64) string { return strconv.FormatFloat(x, 'g', 6, 64) }
