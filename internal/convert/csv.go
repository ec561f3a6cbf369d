package convert

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"github.com/brine-go/brine/internal/pyrepr"
)

// missingTexts are what pandas' read_csv takes for no value (STR_NA_VALUES in pandas/_libs/parsers.pyx).
var missingTexts = map[string]bool{
	"": true, "#N/A": true, "#N/A N/A": true, "#NA": true, "-1.#IND": true, "-1.#QNAN": true, "-NaN": true, "-nan": true, "1.#IND": true, "1.#QNAN": true,
	"<NA>": true, "N/A": true, "NA": true, "NULL": true, "NaN": true, "None": true, "n/a": true, "nan": true, "null": true,
}

// A guess is what the texts of a column can be, as read_csv finds it: bools, ints, floats, or else texts. Dates stay texts.
type guess struct {
	seen, missing             bool
	notBool, notInt, notFloat bool
	past, notUint             bool // an int past 64 bits came before anything that is no int; not all are uint64s
}

func (g *guess) add(s string) {
	if missingTexts[s] {
		g.missing = true
		return
	}
	g.seen = true
	if !g.notBool {
		_, ok := parseBool(s)
		g.notBool = !ok
	}
	if !g.notInt {
		_, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64)
		g.notInt = err != nil
		g.past = errors.Is(err, strconv.ErrRange)
	}
	if !g.notUint {
		_, err := strconv.ParseUint(strings.TrimSpace(s), 10, 64)
		g.notUint = err != nil
	}
	if !g.notFloat {
		_, ok := parseFloat(s)
		g.notFloat = !ok
	}
}

// arrow returns the type. Ints of which some are missing are floats, as NumPy has no other place for them; ints past 64 bits are uint64
// if all are, or else texts.
func (g *guess) arrow() arrow.DataType {
	switch {
	case !g.seen:
		return arrow.PrimitiveTypes.Float64
	case !g.notBool:
		return arrow.FixedWidthTypes.Boolean
	case !g.notInt && !g.missing:
		return arrow.PrimitiveTypes.Int64
	case g.past && !g.notUint && !g.missing:
		return arrow.PrimitiveTypes.Uint64
	case g.past:
		return arrow.BinaryTypes.String
	case !g.notFloat:
		return arrow.PrimitiveTypes.Float64
	}
	return arrow.BinaryTypes.String
}

func parseBool(s string) (value, ok bool) {
	switch s {
	case "True", "TRUE", "true":
		return true, true
	case "False", "FALSE", "false":
		return false, true
	}
	return false, false
}

func parseFloat(s string) (float64, bool) {
	s = strings.TrimSpace(s)
	if strings.ContainsAny(s, "xXpP_") {
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return 0, false
	}
	return f, true
}

// openCSV reads a file twice: once to find the types of its columns, and once for its rows.
func openCSV(f *os.File, format Format, o *Options) (*Table, error) {
	header, r, err := startCSV(f, format, o)
	if err != nil {
		return nil, err
	}
	guesses := make([]guess, len(header))
	rows := int64(0)
	for {
		row, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, csvError(err)
		}
		for i := range guesses {
			if i < len(row) {
				guesses[i].add(row[i])
			} else {
				guesses[i].missing = true
			}
		}
		if len(row) > len(header) {
			line, _ := r.FieldPos(0)
			return nil, &Error{Problem: fmt.Sprintf("CSV, line %d: %d cells, and the header has %d", line, len(row), len(header)), Advice: "a delimiter within a cell needs quotes around the cell; --delimiter tells another one"}
		}
		rows++
	}
	if header, r, err = startCSV(f, format, o); err != nil {
		return nil, err
	}
	fields := make([]arrow.Field, len(header))
	for i, name := range header {
		fields[i] = arrow.Field{Name: name, Type: guesses[i].arrow(), Nullable: true}
	}
	t := &Table{Schema: arrow.NewSchema(fields, nil), Rows: rows, Loose: true}
	t.next = func() (arrow.RecordBatch, error) {
		b := array.NewRecordBuilder(pool, t.Schema)
		defer b.Release()
		n := 0
		for ; n < o.rows(); n++ {
			row, err := r.Read()
			if err == io.EOF {
				break
			}
			if err != nil {
				return nil, csvError(err)
			}
			for i := range header {
				if i >= len(row) || missingTexts[row[i]] {
					b.Field(i).AppendNull()
					continue
				}
				if !appendText(b.Field(i), row[i]) {
					return nil, &Error{Path: cellPath(header[i], n), Problem: "the file changed while it was read"}
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

// appendText appends a text to a column that has been found to take it.
func appendText(b array.Builder, s string) bool {
	switch b := b.(type) {
	case *array.BooleanBuilder:
		x, ok := parseBool(s)
		b.Append(x)
		return ok
	case *array.Int64Builder:
		x, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64)
		b.Append(x)
		return err == nil
	case *array.Uint64Builder:
		x, err := strconv.ParseUint(strings.TrimSpace(s), 10, 64)
		b.Append(x)
		return err == nil
	case *array.Float64Builder:
		x, ok := parseFloat(s)
		b.Append(x)
		return ok
	case *array.StringBuilder:
		b.Append(strings.ToValidUTF8(s, "\uFFFD"))
		return true
	}
	return false
}

// startCSV goes to the first row.
func startCSV(f *os.File, format Format, o *Options) (header []string, r *csv.Reader, err error) {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, nil, err
	}
	in, err := Inflate(f)
	if err != nil {
		return nil, nil, err
	}
	r = csv.NewReader(in)
	r.FieldsPerRecord = -1
	r.ReuseRecord = true
	r.Comma = commaOf(format, o.Comma)
	row, err := r.Read()
	if err == io.EOF {
		return nil, nil, &Error{Problem: "CSV: the file is empty", Advice: "its first line is the names of the columns"}
	}
	if err != nil {
		return nil, nil, csvError(err)
	}
	seen := map[string]int{}
	for i, name := range row {
		if i == 0 {
			name = strings.TrimPrefix(name, "\uFEFF")
		}
		if name == "" {
			name = fmt.Sprintf("Unnamed: %d", i)
		}
		base := name
		for n := 1; ; n++ { // a, a.1, a.2, as pandas does
			if _, ok := seen[name]; !ok {
				break
			}
			name = fmt.Sprintf("%s.%d", base, n)
		}
		seen[name] = i
		header = append(header, strings.ToValidUTF8(name, "\uFFFD"))
	}
	return header, r, nil
}

func commaOf(format Format, comma rune) rune {
	switch {
	case comma != 0:
		return comma
	case format == TSV:
		return '\t'
	}
	return ','
}

func csvError(err error) error {
	var bad *csv.ParseError
	if errors.As(err, &bad) {
		return &Error{Problem: fmt.Sprintf("CSV, line %d, byte %d", bad.Line, bad.Column), Err: bad.Err, Advice: "a quote within a cell is written twice, and the cell between quotes"}
	}
	return &Error{Problem: "CSV", Err: err, Advice: "the file is damaged or cut off: copy it again"}
}

// writeCSV writes a table as pandas' to_csv does, without the index if that is 0, 1, 2, …
func writeCSV(w io.Writer, t *Table, format Format, o *Options) error {
	out := csv.NewWriter(w)
	out.Comma = commaOf(format, o.OutComma)
	order, names, labels := columnsOf(t)
	record := make([]string, 0, len(order)+1)
	if labels != nil {
		record = append(record, labels.name())
	}
	for _, i := range order {
		record = append(record, names[i])
	}
	if err := out.Write(record); err != nil {
		return err
	}
	at := int64(0)
	err := t.each(o, func(batch arrow.RecordBatch) error {
		read := make([]func(i int) any, len(order))
		for k, i := range order {
			read[k] = Cells(batch.Column(i), t.Schema.Field(i))
		}
		for row := range int(batch.NumRows()) {
			record = record[:0]
			if labels != nil {
				record = append(record, strconv.FormatInt(labels.Start+at*labels.Step, 10))
			}
			at++
			for k, i := range order {
				s, problem := csvText(read[k](row))
				if problem != nil {
					if err := o.lose(cellPath(names[i], int(at)-1), problem.problem); err != nil {
						return err
					}
				}
				record = append(record, s)
			}
			if len(record) == 1 && record[0] == "" { // an empty line would be none
				out.Flush()
				if _, err := io.WriteString(w, "\"\"\n"); err != nil {
					return err
				}
				continue
			}
			if err := out.Write(record); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

// csvText writes a cell: floats with all their digits, dates as ISO 8601. Lists, records and bytes are not CSV's.
func csvText(x any) (string, *mismatch) {
	switch x := x.(type) {
	case list, record:
		return cellText(x), mismatchf("a %s, which CSV has not", cellName(x))
	case []byte:
		if !validUTF8(string(x)) {
			return strconv.Quote(string(x)), mismatchf("bytes that are no text")
		}
	case float64:
		if math.IsInf(x, 0) || x != x {
			return pyrepr.Float(x), nil
		}
		return pyrepr.Float(x), nil
	}
	return cellText(x), nil
}

// columnsOf returns the columns of a table in the order of a file that has no index: those of the index first, the names that they
// have there, and the range that is the index if that is not 0, 1, 2, …
func columnsOf(t *Table) (order []int, names []string, labels *rangeIndex) {
	m := readMetadata(t.Schema)
	index, labels := m.index()
	if isDefault(labels) {
		labels = nil
	}
	isIndex := map[int]bool{}
	names = make([]string, t.Schema.NumFields())
	for i, f := range t.Schema.Fields() {
		names[i] = f.Name
	}
	for _, name := range index {
		for i, f := range t.Schema.Fields() {
			if f.Name != name || isIndex[i] {
				continue
			}
			isIndex[i] = true
			order = append(order, i)
			if c := m.column(name); c != nil {
				names[i], _ = c.Name.(string)
			}
		}
	}
	for i := range names {
		if !isIndex[i] {
			order = append(order, i)
		}
	}
	return order, names, labels
}

// name returns the name of the index, or an empty text.
func (r *rangeIndex) name() string {
	s, _ := r.Name.(string)
	return s
}
