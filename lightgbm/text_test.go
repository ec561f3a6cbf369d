package lightgbm

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A small model, of which tests change parts.
const small = `tree
version=v4
num_class=1
num_tree_per_iteration=1
label_index=0
max_feature_idx=1
objective=regression
feature_names=a b
feature_infos=[0:1] 1:0:2
tree_sizes=209 46

Tree=0
num_leaves=3
num_cat=1
split_feature=0 1
split_gain=4 2
threshold=0.5 0
decision_type=2 1
left_child=-1 -2
right_child=1 -3
leaf_value=1 2 4
cat_boundaries=0 1
cat_threshold=5
is_linear=0
shrinkage=1


Tree=1
num_leaves=1
num_cat=0
leaf_value=10


end of trees

feature_importances:
a=1

pandas_categorical:[["x", "y", 3, true, 1.5]]
`

func TestParse(t *testing.T) {
	for _, text := range []string{small, strings.ReplaceAll(small, "\n", "\r\n"), strings.Replace(small, "version=v4\n", "", 1)} {
		b, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := b.PandasCategorical; len(got) != 1 || len(got[0]) != 5 || got[0][1] != "y" || got[0][2] != int64(3) || got[0][3] != true || got[0][4] != 1.5 {
			t.Errorf("categories %v", got)
		}
		if got := b.Categorical(); got[0] != -1 || got[1] != 2 {
			t.Errorf("largest categories %v", got)
		}
		// A row goes left at the second split if its category is 0 or 2.
		for _, test := range []struct{ a, b, want float64 }{
			{.5, 7, 11}, {math.NaN(), 7, 11}, {.6, 0, 12}, {.6, -.5, 12}, {.6, 2.9, 12}, {.6, 1, 14}, {.6, 32, 14}, {.6, -1, 14}, {.6, math.NaN(), 14}, {.6, math.Inf(1), 14},
		} {
			out := make([]float64, 1)
			if err := b.PredictRow(out, []float64{test.a, test.b}); err != nil || out[0] != test.want {
				t.Errorf("(%v, %v) is %v, %v; want %v", test.a, test.b, out[0], err, test.want)
			}
		}
	}
}

// TestParseErrors changes one thing about a model at a time.
func TestParseErrors(t *testing.T) {
	for _, test := range []struct{ old, new, want string }{
		{"tree\n", "forest\n", `the text begins "forest"`},
		{"version=v4", "version=v5", `version "v5" are not supported`},
		{"num_class=1", "num_class=x", "num_class: got"},
		{"num_class=1", "num_class=2", "1 trees an iteration for 2 classes"},
		{"max_feature_idx=1\n", "", "max_feature_idx is missing"},
		{"max_feature_idx=1", "max_feature_idx=2147483647", "2 feature_names for 2147483648 features"},
		{"feature_names=a b", "feature_names=a", "1 feature_names for 2 features"},
		{"objective=regression", "objective=magic", `the objective "magic" is not supported`},
		{"objective=regression", "objective=binary", "has no slope"},
		{"objective=regression", "objective=binary sigmoid:-1", "no slope above 0"},
		{"objective=regression", "objective=multiclass num_class:3", "is not of 1 classes"},
		{"tree_sizes=209 46", "tree_sizes=209 46 1", "2 trees, want 3"},
		{"tree_sizes=", "tree_sizes=9999999 ", "the text is cut off"},
		{"tree_sizes=", "tree_sizes=x ", "the text is cut off"},
		{"num_leaves=3", "num_leaves=0", "tree 0: no leaves"},
		{"num_leaves=3", "num_leaves=2000000000", "leaf_value: 3 numbers, want 2000000000"},
		{"num_cat=1\n", "", "num_cat is missing"},
		{"split_feature=0 1", "split_feature=0 2", "split 1: it is of feature 2 of 2"},
		{"threshold=0.5 0", "threshold=0.5 1", "split 1: it is of the set 1 of 1"},
		{"threshold=0.5 0", "threshold=0.5 nan", "split 1: it is of the set NaN of 1"},
		{"threshold=0.5 0", "threshold=nan 0", "split 0: the threshold is NaN"},
		{"threshold=0.5 0", "threshold=0.5 zero", "threshold: got"},
		{"left_child=-1 -2", "left_child=0 -2", "a node with two parents"},
		{"left_child=-1 -2", "left_child=1 -2", "a node with two parents"},
		{"left_child=-1 -2", "left_child=2 -2", "split 2 of 2"},
		{"left_child=-1 -2", "left_child=-4 -2", "leaf 3 of 3"},
		{"cat_boundaries=0 1", "cat_boundaries=0 2", "cat_threshold: 1 numbers, want 2"},
		{"cat_boundaries=0 1", "cat_boundaries=2 1", "the set is items 2 to 1 of 1"},
		{"cat_boundaries=0 1", "cat_boundaries=0 -1", "cat_boundaries end at -1"},
		{"cat_threshold=5", "cat_threshold=4294967296", "cat_threshold: got"},
		{"is_linear=0", "is_linear=1", "leaf_const is missing"},
		{"is_linear=0", "is_linear=1\nleaf_const=0 0 0\nnum_features=1 0 -1\nleaf_features=0\nleaf_coeff=1", "leaf 2 has -1"},
		{"is_linear=0", "is_linear=1\nleaf_const=0 0 0\nnum_features=1 0 0\nleaf_features=7\nleaf_coeff=1", "leaf 0: it is of feature 7 of 2"},
		{`[["x", `, `[[["x"], `, "pandas_categorical: a category is"},
		{`[["x", `, `[{"x": `, "pandas_categorical: "},
	} {
		text := strings.Replace(small, test.old, test.new, 1)
		if text == small {
			t.Fatalf("%q is not in the model", test.old)
		}
		b, err := Parse(text)
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: got %v, %v; want an error with %q", test.new, b, err, test.want)
		}
	}
}

// TestTruncated cuts a model off before the end of its trees.
func TestTruncated(t *testing.T) {
	end := strings.Index(small, "leaf_value=10") + len("leaf_value=10")
	for n := range end {
		if b, err := Parse(small[:n]); err == nil {
			t.Fatalf("cut off at %d, the model has %d trees", n, b.Trees())
		}
	}
}

// FuzzParse checks that any text gives a model that forecasts, or an error.
func FuzzParse(f *testing.F) {
	f.Add(small)
	for _, pattern := range []string{"objective-multiclass", "categorical*", "linear-*", "missing-zero", "boosting-rf"} {
		paths, err := filepath.Glob("testdata/*/" + pattern + ".txt")
		if err != nil || len(paths) == 0 {
			f.Fatalf("no %s: %v", pattern, err)
		}
		for _, path := range paths {
			data, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(string(data))
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		b, err := Parse(text)
		if err != nil {
			return
		}
		b.Categorical()
		row := make([]float64, b.Features)
		for _, x := range []float64{0, 1, -1, 1e300, math.NaN(), math.Inf(-1)} {
			for i := range row {
				row[i] = x
			}
			if err := b.PredictRow(make([]float64, b.Outputs), row); err != nil {
				t.Fatal(err)
			}
			if _, _, err := b.Leaves(Matrix{Data: row, Rows: 1, Cols: len(row)}, Range{}); err != nil {
				t.Fatal(err)
			}
		}
	})
}
