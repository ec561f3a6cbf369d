package convert

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"math"
	"math/big"
	"os"
	"slices"
	"strconv"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"github.com/brine-go/brine/internal/pyrepr"
	"github.com/brine-go/brine/pandas"
)

// writeRows writes {"columns": […], "index": […], "data": [[…], …]}, as pandas' to_json(orient="split") does, with dates as ISO 8601. The
// index stands before the data, and is left out if it is 0, 1, 2, … A table whose index is columns is written with them among
// the others, and "index_columns" names them: so nothing needs to be kept until the end.
func writeRows(w io.Writer, t *Table, o *Options) error {
	out := bufio.NewWriterSize(w, 1<<16)
	order, names, labels := columnsOf(t)
	index, _ := readMetadata(t.Schema).index()
	out.WriteString(`{"columns":[`)
	for k, i := range order {
		if k > 0 {
			out.WriteByte(',')
		}
		out.Write(jsonText(names[i]))
	}
	out.WriteByte(']')
	if len(index) > 0 {
		out.WriteString(`,"index_columns":` + strconv.Itoa(len(index)))
	}
	if labels != nil {
		b, _ := json.Marshal([]int64{labels.Start, labels.Stop, labels.Step})
		out.WriteString(`,"index_range":`)
		out.Write(b)
	}
	out.WriteString(`,"data":[`)
	err := t.eachRow(o, func(row int, cells [][]byte) error {
		if row > 0 {
			out.WriteByte(',')
		}
		out.WriteString("\n[")
		out.Write(bytes.Join(cells, []byte(",")))
		return out.WriteByte(']')
	})
	if err != nil {
		return err
	}
	out.WriteString("]}\n")
	return out.Flush()
}

// writeLines writes an object a line.
func writeLines(w io.Writer, t *Table, o *Options) error {
	out := bufio.NewWriterSize(w, 1<<16)
	order, names, _ := columnsOf(t)
	keys := make([][]byte, len(order))
	for k, i := range order {
		keys[k] = append(jsonText(names[i]), ':')
	}
	err := t.eachRow(o, func(_ int, cells [][]byte) error {
		out.WriteByte('{')
		for k, cell := range cells {
			if k > 0 {
				out.WriteByte(',')
			}
			out.Write(keys[k])
			out.Write(cell)
		}
		_, err := out.WriteString("}\n")
		return err
	})
	if err != nil {
		return err
	}
	return out.Flush()
}

// eachRow calls f with the number of each row and its cells in JSON, which are valid until f returns.
func (t *Table) eachRow(o *Options, f func(row int, cells [][]byte) error) error {
	order, names, _ := columnsOf(t)
	read := make([]func(i int) any, len(order))
	cells := make([][]byte, len(order))
	at := 0
	return t.each(o, func(batch arrow.RecordBatch) error {
		for k, i := range order {
			read[k] = Cells(batch.Column(i), t.Schema.Field(i))
		}
		for row := range int(batch.NumRows()) {
			for k, i := range order {
				var bad *mismatch
				if cells[k], bad = appendJSON(cells[k][:0], read[k](row)); bad != nil {
					if err := o.lose(cellPath(names[i], at)+bad.path, bad.problem); err != nil {
						return err
					}
				}
			}
			if err := f(at, cells); err != nil {
				return err
			}
			at++
		}
		return nil
	})
}

func jsonText(s string) []byte {
	b, err := json.Marshal(s)
	if err != nil { // a string always has JSON
		panic(err)
	}
	return b
}

// appendJSON appends a cell as plain JSON: null for what is missing, dates as ISO 8601, decimals as texts with all their digits, bytes
// as base64. An infinity or NaN has none.
func appendJSON(b []byte, x any) ([]byte, *mismatch) {
	switch x := x.(type) {
	case nil:
		return append(b, "null"...), nil
	case bool:
		return strconv.AppendBool(b, x), nil
	case int64:
		return strconv.AppendInt(b, x, 10), nil
	case uint64:
		return strconv.AppendUint(b, x, 10), nil
	case *big.Int:
		return x.Append(b, 10), nil
	case float64:
		if math.IsNaN(x) {
			return append(b, "null"...), nil
		}
		if math.IsInf(x, 0) {
			return append(b, "null"...), mismatchf("infinity, which plain JSON has not")
		}
		return pyrepr.AppendFloat(b, x, 64), nil
	case []byte:
		return append(b, jsonText(base64.StdEncoding.EncodeToString(x))...), nil
	case pandas.Timestamp:
		return append(b, jsonText(x.String())...), nil
	case list:
		b = append(b, '[')
		var bad *mismatch
		for i, item := range x {
			if i > 0 {
				b = append(b, ',')
			}
			var problem *mismatch
			if b, problem = appendJSON(b, item); problem != nil {
				problem.path = "[" + strconv.Itoa(i) + "]" + problem.path
				bad = problem
			}
		}
		return append(b, ']'), bad
	case record:
		b = append(b, '{')
		var bad *mismatch
		for i, m := range x {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(append(b, jsonText(m.name)...), ':')
			var problem *mismatch
			if b, problem = appendJSON(b, m.value); problem != nil {
				problem.path = quoteLabel(m.name) + problem.path
				bad = problem
			}
		}
		return append(b, '}'), bad
	}
	return append(b, jsonText(cellText(x))...), nil
}

// openJSONL reads a file of objects twice: once to find the columns and their types, and once for its rows.
func openJSONL(f *os.File, o *Options) (*Table, error) {
	var in inference
	rows := 0
	err := eachLine(f, func(r record) *mismatch { rows++; return in.add(r) })
	if err != nil {
		return nil, err
	}
	var fields []arrow.Field
	for _, name := range in.names {
		fields = append(fields, arrow.Field{Name: name, Type: in.members[name].arrow(), Nullable: true})
	}
	t := &Table{Schema: arrow.NewSchema(fields, nil), Rows: int64(rows)}
	at, err := linesOf(f)
	if err != nil {
		return nil, err
	}
	t.next = func() (arrow.RecordBatch, error) {
		b := array.NewRecordBuilder(pool, t.Schema)
		defer b.Release()
		n := 0
		for ; n < o.rows(); n++ {
			r, err := nextLine(at)
			if err == io.EOF {
				break
			}
			if err != nil {
				return nil, err
			}
			for i, f := range fields {
				k := slices.IndexFunc(r, func(m member) bool { return m.name == f.Name })
				if k < 0 {
					b.Field(i).AppendNull()
				} else if bad := appendCell(b.Field(i), r[k].value); bad != nil {
					return nil, &Error{Path: cellPath(f.Name, n) + bad.path, Problem: bad.problem}
				}
			}
		}
		if n == 0 {
			return nil, io.EOF
		}
		return b.NewRecordBatch(), nil
	}
	return t, nil
}

func linesOf(f *os.File) (*JSONReader, error) {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	r, err := Inflate(f)
	if err != nil {
		return nil, err
	}
	j := NewJSONReader(r)
	j.Plain = true
	return j, nil
}

// nextLine reads the next object.
func nextLine(j *JSONReader) (record, error) {
	offset := j.lex.at
	doc, err := j.Next()
	if err != nil {
		return nil, err
	}
	r, ok := cellOf(doc.Root()).(record)
	if !ok {
		return nil, &Error{Problem: "JSON lines, offset " + strconv.FormatInt(offset, 10) + ": a " + doc.Root().Kind().String() + " where an object belongs", Advice: "each line is an object; --from json reads other values"}
	}
	return r, nil
}

func eachLine(f *os.File, fn func(r record) *mismatch) error {
	j, err := linesOf(f)
	if err != nil {
		return err
	}
	for n := 0; ; n++ {
		r, err := nextLine(j)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if bad := fn(r); bad != nil {
			return &Error{Path: "row " + strconv.Itoa(n) + bad.path, Problem: bad.problem}
		}
	}
}
