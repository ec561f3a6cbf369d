package convert

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"github.com/brine-go/brine/internal/pyrepr"
	"github.com/brine-go/brine/pandas"
)

// metadataKey is the key of a schema's metadata that has pandas' description
// (pandas' doc/source/development/developer.rst, and pyarrow/pandas_compat.py, which writes and reads it).
const metadataKey = "pandas"

// A metadata is pandas' description of the columns and the index of a frame.
type metadata struct {
	IndexColumns  []any        `json:"index_columns"` // names of columns, or a rangeIndex
	ColumnIndexes []columnMeta `json:"column_indexes"`
	Columns       []columnMeta `json:"columns"`
	Attributes    struct{}     `json:"attributes"`
	Creator       creator      `json:"creator"`
	PandasVersion string       `json:"pandas_version"`
}

type columnMeta struct {
	Name       any            `json:"name"` // a string or null
	FieldName  *string        `json:"field_name"`
	PandasType string         `json:"pandas_type"`
	NumpyType  string         `json:"numpy_type"`
	Metadata   map[string]any `json:"metadata"`
}

type creator struct {
	Library string `json:"library"`
	Version string `json:"version"`
}

// A rangeIndex is how the metadata have a RangeIndex, which has no column.
type rangeIndex struct {
	Kind  string `json:"kind"` // "range"
	Name  any    `json:"name"`
	Start int64  `json:"start"`
	Stop  int64  `json:"stop"`
	Step  int64  `json:"step"`
}

// readMetadata returns pandas' description in a schema, or nil if there is none that can be read.
func readMetadata(s *arrow.Schema) *metadata {
	md := s.Metadata()
	text, ok := md.GetValue(metadataKey)
	if !ok {
		return nil
	}
	var m metadata
	if json.Unmarshal([]byte(text), &m) != nil {
		return nil
	}
	return &m
}

// text returns the metadata as JSON.
func (m *metadata) text() string {
	b, err := json.Marshal(m)
	if err != nil { // there is nothing in it that JSON has not
		panic(err)
	}
	return string(b)
}

// column returns what is said of a column of the table.
func (m *metadata) column(field string) *columnMeta {
	if m == nil {
		return nil
	}
	for i := range m.Columns {
		c := &m.Columns[i]
		if c.FieldName != nil && *c.FieldName == field || c.FieldName == nil && c.Name == field {
			return c
		}
	}
	return nil
}

// index returns the names of the columns that are the index, and the range that is one, if there is.
func (m *metadata) index() (columns []string, r *rangeIndex) {
	if m == nil {
		return nil, nil
	}
	for _, x := range m.IndexColumns {
		switch x := x.(type) {
		case string:
			columns = append(columns, x)
		case map[string]any:
			if x["kind"] != "range" {
				continue
			}
			number := func(key string) int64 {
				f, _ := x[key].(float64)
				return int64(f)
			}
			r = &rangeIndex{"range", x["name"], number("start"), number("stop"), number("step")}
		case *rangeIndex:
			r = x
		}
	}
	return columns, r
}

// pandasType returns the logical name of an Arrow type (get_logical_type in pyarrow/pandas_compat.py).
func pandasType(t arrow.DataType) string {
	switch t := t.(type) {
	case *arrow.BooleanType:
		return "bool"
	case *arrow.StringType, *arrow.LargeStringType:
		return "unicode"
	case *arrow.BinaryType, *arrow.LargeBinaryType, *arrow.FixedSizeBinaryType:
		return "bytes"
	case *arrow.Date32Type, *arrow.Date64Type:
		return "date"
	case *arrow.Time32Type, *arrow.Time64Type:
		return "time"
	case *arrow.TimestampType:
		if t.TimeZone != "" {
			return "datetimetz"
		}
		return "datetime"
	case *arrow.DictionaryType:
		return "categorical"
	case *arrow.Decimal128Type, *arrow.Decimal256Type:
		return "decimal"
	case *arrow.ListType:
		return "list[" + pandasType(t.Elem()) + "]"
	case *arrow.NullType:
		return "empty"
	case *arrow.Float16Type:
		return "float16"
	case *arrow.Float32Type:
		return "float32"
	case *arrow.Float64Type:
		return "float64"
	case *arrow.Int8Type, *arrow.Int16Type, *arrow.Int32Type, *arrow.Int64Type, *arrow.Uint8Type, *arrow.Uint16Type, *arrow.Uint32Type, *arrow.Uint64Type:
		return t.Name()
	}
	return "object"
}

// typeMetadata returns what the metadata say of a type beyond its names.
func typeMetadata(t arrow.DataType, d pandas.DType) map[string]any {
	switch t := t.(type) {
	case *arrow.TimestampType:
		if t.TimeZone != "" {
			return map[string]any{"timezone": t.TimeZone}
		}
	case *arrow.Decimal128Type:
		return map[string]any{"precision": t.Precision, "scale": t.Scale}
	case *arrow.Decimal256Type:
		return map[string]any{"precision": t.Precision, "scale": t.Scale}
	case *arrow.DictionaryType:
		if c, ok := d.(*pandas.CategoricalDType); ok {
			n := 0
			if c.Categories != nil {
				n = c.Categories.Len()
			}
			return map[string]any{"num_categories": n, "ordered": c.Ordered}
		}
	}
	return nil
}

// numpyType returns the name by which pandas finds the dtype again.
func numpyType(t arrow.DataType, d pandas.DType) string {
	switch d := d.(type) {
	case *pandas.CategoricalDType:
		if dict, ok := t.(*arrow.DictionaryType); ok {
			return dict.IndexType.Name()
		}
	case *pandas.DatetimeTZDType:
		return "datetime64[" + unitOf(d.Unit) + "]"
	case *pandas.SparseDType:
		return numpyType(t, d.Subtype)
	case pandas.StringDType:
		return d.String()
	}
	return d.String()
}

// unitOf returns the unit of dates, nanoseconds unless another is told.
func unitOf(unit string) string {
	if unit == "" {
		return pandas.Nanosecond
	}
	return unit
}

// columnIndexes describes the labels of the columns, a level each.
func columnIndexes(x *pandas.Index) []columnMeta {
	names := x.Names()
	var out []columnMeta
	for level, name := range names {
		labels := x
		if x.Kind() == pandas.MultiIndex {
			labels, _ = x.Level(level)
		}
		c := columnMeta{PandasType: "object", NumpyType: "object"}
		if name != nil {
			text := labelText(name)
			c.Name, c.FieldName = text, &text
		}
		c.PandasType, c.NumpyType = labelType(labels)
		if c.PandasType == "unicode" {
			c.Metadata = map[string]any{"encoding": "UTF-8"}
		}
		out = append(out, c)
	}
	return out
}

// labelType returns what kind of labels there are.
func labelType(x *pandas.Index) (logical, numpy string) {
	switch d := x.DType().(type) {
	case pandas.NumpyDType:
		switch d.Kind {
		case 'i', 'u', 'f':
			return d.String(), d.String()
		case 'b':
			return "bool", "bool"
		case 'M':
			return "datetime", d.String()
		case 'O':
			logical = "unicode"
			for i := range x.Len() {
				switch x.At(i).(type) {
				case string:
				case int64:
					if i > 0 && logical != "mixed-integer" {
						return "mixed-integer", "object"
					}
					logical = "mixed-integer"
				default:
					return "object", "object"
				}
			}
			return logical, "object"
		}
	case *pandas.DatetimeTZDType:
		return "datetimetz", "datetime64[" + unitOf(d.Unit) + "]"
	case *pandas.CategoricalDType:
		return "categorical", "int8"
	case pandas.StringDType:
		return "unicode", "object"
	}
	return "object", "object"
}

// labelText returns a label as Python's str has it.
func labelText(x any) string {
	switch x := x.(type) {
	case string:
		return x
	case nil:
		return "None"
	case bool:
		if x {
			return "True"
		}
		return "False"
	case float64:
		return pyrepr.Float(x)
	case pandas.Timestamp:
		return strings.Replace(x.String(), "T", " ", 1)
	case pandas.Tuple:
		parts := make([]string, len(x))
		for i, p := range x {
			parts[i] = "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(labelText(p)) + "'"
		}
		if len(parts) == 1 {
			return "(" + parts[0] + ",)"
		}
		return "(" + strings.Join(parts, ", ") + ")"
	case pandas.Missing:
		return x.String()
	case fmt.Stringer:
		return x.String()
	}
	return fmt.Sprint(x)
}

// parseTuple reads what labelText makes of a tuple: ('a', '1').
func parseTuple(s string) ([]string, bool) {
	s, ok := strings.CutPrefix(s, "(")
	if s, ok2 := strings.CutSuffix(s, ")"); ok && ok2 {
		var out []string
		for s != "" {
			quote := s[0]
			if quote != '\'' && quote != '"' {
				return nil, false
			}
			var b strings.Builder
			i := 1
			for ; i < len(s) && s[i] != quote; i++ {
				if s[i] == '\\' && i+1 < len(s) {
					i++
				}
				b.WriteByte(s[i])
			}
			if i >= len(s) {
				return nil, false
			}
			out = append(out, b.String())
			s = strings.TrimLeft(strings.TrimPrefix(strings.TrimSpace(s[i+1:]), ","), " ")
		}
		return out, true
	}
	return nil, false
}

// relabel turns the text of a column's label into what the metadata say it is.
func relabel(text string, c *columnMeta) any {
	switch {
	case c == nil:
	case strings.HasPrefix(c.PandasType, "int"), strings.HasPrefix(c.PandasType, "uint"):
		if x, err := strconv.ParseInt(text, 10, 64); err == nil {
			return x
		}
	case strings.HasPrefix(c.PandasType, "float"):
		if x, err := strconv.ParseFloat(text, 64); err == nil {
			return x
		}
	case c.PandasType == "bool":
		return text == "True"
	case c.PandasType == "mixed-integer":
		if x, err := strconv.ParseInt(text, 10, 64); err == nil {
			return x
		}
	}
	return text
}
