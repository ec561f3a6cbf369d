package xgboost

import "fmt"

// categoryNames reads what the codes of each feature stand for (CatContainer::Save of src/data/cat_container.cc): texts are the
// bytes of all and where each ends. Nothing is there if no feature has categories, or the release is before 3.1.
func categoryNames(v any, features int) ([]any, error) {
	cats, ok := v.(object)
	if !ok {
		return nil, nil
	}
	list, err := items(cats["enc"])
	if err != nil || len(list) == 0 {
		return nil, err
	}
	if len(list) != features {
		return nil, fmt.Errorf("enc: %d items for %d features", len(list), features)
	}
	out := make([]any, features)
	for i, item := range list {
		o, ok := item.(object)
		if !ok {
			return nil, fmt.Errorf("enc[%d]: got %s, want an object", i, kindOf(item))
		}
		if out[i], err = namesOf(o); err != nil {
			return nil, fmt.Errorf("enc[%d]: %w", i, err)
		}
	}
	return out, nil
}

// namesOf returns a []string or []int64; nil of a feature without categories.
func namesOf(o object) (any, error) {
	values, err := ints(o["values"])
	if err != nil {
		return nil, fmt.Errorf("values: %w", err)
	}
	if o["offsets"] == nil {
		return values, nil
	}
	ends, err := ints(o["offsets"])
	if err != nil {
		return nil, fmt.Errorf("offsets: %w", err)
	}
	if len(ends) == 0 {
		return nil, nil
	}
	text := make([]byte, len(values))
	for i, c := range values {
		text[i] = byte(c)
	}
	names, from := make([]string, len(ends)-1), ends[0]
	for i, end := range ends[1:] {
		if from < 0 || end < from || end > int64(len(text)) {
			return nil, fmt.Errorf("category %d is bytes %d to %d of %d", i, from, end, len(text))
		}
		names[i], from = string(text[from:end]), end
	}
	return names, nil
}

// maxCategory is one more than the largest category (OutOfRangeCat of src/common/categorical.h).
const maxCategory = 1 << 24

// categories reads the sets of categories that go right (RegTree::LoadCategoricalSplit); words counts the memory that
// all sets take.
func (t *tree) categories(o object, words *int) error {
	if o["split_type"] == nil { // before 1.3
		return nil
	}
	types, err := ints(o["split_type"])
	if err != nil {
		return fmt.Errorf("split_type: %w", err)
	}
	if len(types) != len(t.Left) {
		return fmt.Errorf("split_type: %d items for %d nodes", len(types), len(t.Left))
	}
	var columns [4][]int64
	for i, key := range []string{"categories_nodes", "categories_segments", "categories_sizes", "categories"} {
		if o[key] == nil && i == 0 {
			break
		}
		if columns[i], err = ints(o[key]); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	nodes, starts, sizes, all := columns[0], columns[1], columns[2], columns[3]
	if len(starts) != len(nodes) || len(sizes) != len(nodes) {
		return fmt.Errorf("categories_segments: %d items for %d nodes", len(starts), len(nodes))
	}
	for i, node := range nodes {
		start, size := starts[i], sizes[i]
		if node < 0 || node >= int64(len(types)) || start < 0 || size <= 0 || start > int64(len(all)) || size > int64(len(all))-start {
			return fmt.Errorf("categories of node %d: %d from %d of %d", node, size, start, len(all))
		}
		if types[node] != 1 {
			return fmt.Errorf("node %d has categories and is no split by them", node)
		}
		largest := int64(0)
		for _, c := range all[start:][:size] {
			if c < 0 || c >= maxCategory {
				return fmt.Errorf("category %d", c)
			}
			largest = max(largest, c)
		}
		if *words += int(largest/32) + 1; *words > maxCategoryWords {
			return fmt.Errorf("the sets of categories have more than %d words", maxCategoryWords)
		}
		set := make([]uint32, largest/32+1)
		for _, c := range all[start:][:size] {
			set[c/32] |= 1 << (c % 32)
		}
		if t.Categories == nil {
			t.Categories = make([][]uint32, len(types))
		}
		t.Categories[node] = set
	}
	for i, kind := range types {
		if kind == 1 && t.Left[i] >= 0 && (t.Categories == nil || t.Categories[i] == nil) {
			return fmt.Errorf("node %d is a split by categories and has none", i)
		}
		if kind != 0 && kind != 1 {
			return fmt.Errorf("node %d is a split of kind %d", i, kind)
		}
	}
	return nil
}

// maxCategoryWords bounds the sets of a model, 4 bytes a word: a set of one large category takes far more memory than the file.
const maxCategoryWords = 1 << 24
