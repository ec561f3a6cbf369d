package convert

import (
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	_ "modernc.org/sqlite" // the driver

	"github.com/brine-go/brine/pandas"
	"github.com/brine-go/brine/stdlib"
)

// DefaultTable is what a table is called in a database unless it is told.
const DefaultTable = "data"

// openDB opens a database file.
func openDB(path, options string) (*sql.DB, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	u := url.URL{Scheme: "file", Path: abs, RawQuery: options}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

func sqliteError(err error) error {
	return &Error{Problem: "SQLite", Err: err, Advice: "the database is damaged, or in use by another program"}
}

// openSQLite opens a table of a database: the one that is told, or the only one.
func openSQLite(path string, o *Options) (*Table, error) {
	options := "mode=ro&immutable=1" // so that nothing is written beside it
	if log, err := os.Stat(path + "-wal"); err == nil && log.Size() > 0 {
		options = "mode=ro" // what is in the log belongs to the database
	}
	if err := checkPages(path); err != nil {
		return nil, err
	}
	db, err := openDB(path, options)
	if err != nil {
		return nil, sqliteError(err)
	}
	t, err := openRows(db, o)
	if err != nil {
		db.Close()
		return nil, err
	}
	return t, nil
}

// checkPages sees whether a database has the pages that its header counts (https://sqlite.org/fileformat2.html, 1.3):
// SQLite fills the last one up with zeros where it is cut off.
func checkPages(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return sqliteError(err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return sqliteError(err)
	}
	var head [100]byte
	if _, err := io.ReadFull(file, head[:]); err != nil {
		return nil // too short for a database, which SQLite says
	}
	size := int64(binary.BigEndian.Uint16(head[16:]))
	if size == 1 {
		size = 1 << 16
	}
	pages := int64(binary.BigEndian.Uint32(head[28:]))
	counted := binary.BigEndian.Uint32(head[24:]) == binary.BigEndian.Uint32(head[92:]) // by a release that counts them
	if want := size * pages; counted && info.Size() < want {
		return sqliteError(fmt.Errorf("offset %d: the file ends, and its header counts %d bytes", info.Size(), want))
	}
	return nil
}

func openRows(db *sql.DB, o *Options) (*Table, error) {
	name, err := chooseTable(db, o.Table)
	if err != nil {
		return nil, err
	}
	query := "SELECT * FROM " + quoteName(name)
	names, kinds, rows, err := inferRows(db, query)
	if err != nil {
		return nil, err
	}
	fields := make([]arrow.Field, len(names))
	for i := range fields {
		fields[i] = arrow.Field{Name: names[i], Type: kinds[i].arrow(), Nullable: true}
	}
	t := &Table{Schema: arrow.NewSchema(fields, nil), Rows: rows}
	cursor, err := db.Query(query)
	if err != nil {
		return nil, sqliteError(err)
	}
	t.closer = func() error { return errors.Join(cursor.Close(), db.Close()) }
	values, pointers := scanned(len(fields))
	t.next = func() (arrow.RecordBatch, error) {
		b := array.NewRecordBuilder(pool, t.Schema)
		defer b.Release()
		n := 0
		for ; n < o.rows() && cursor.Next(); n++ {
			if err := cursor.Scan(pointers...); err != nil {
				return nil, sqliteError(err)
			}
			for i, v := range values {
				if bad := appendCell(b.Field(i), sqlCell(v)); bad != nil {
					return nil, &Error{Path: cellPath(names[i], n), Problem: bad.problem}
				}
			}
		}
		if err := cursor.Err(); err != nil {
			return nil, sqliteError(err)
		}
		if n == 0 {
			return nil, io.EOF
		}
		return b.NewRecordBatch(), nil
	}
	return t, nil
}

// scanned returns places for the values of a row.
func scanned(n int) (values, pointers []any) {
	values, pointers = make([]any, n), make([]any, n)
	for i := range values {
		pointers[i] = &values[i]
	}
	return values, pointers
}

// chooseTable returns the table that is meant.
func chooseTable(db *sql.DB, name string) (string, error) {
	rows, err := db.Query("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name")
	if err != nil {
		return "", sqliteError(err)
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return "", sqliteError(err)
		}
		if s == name {
			return s, nil
		}
		names = append(names, s)
	}
	if err := rows.Err(); err != nil {
		return "", sqliteError(err)
	}
	switch {
	case len(names) == 0:
		return "", &Error{Problem: "SQLite: there is no table in it"}
	case name != "":
		return "", &Error{Problem: fmt.Sprintf("SQLite: there is no table %q", name), Advice: "--table is one of " + strings.Join(names, ", ")}
	case len(names) > 1:
		return "", &Error{Problem: fmt.Sprintf("SQLite: there are %d tables in it", len(names)), Advice: "--table is one of " + strings.Join(names, ", ")}
	}
	return names[0], nil
}

// inferRows finds the type of each column: SQLite keeps one with each value.
func inferRows(db *sql.DB, query string) (names []string, kinds []inference, n int64, err error) {
	rows, err := db.Query(query)
	if err != nil {
		return nil, nil, 0, sqliteError(err)
	}
	defer rows.Close()
	if names, err = rows.Columns(); err != nil {
		return nil, nil, 0, sqliteError(err)
	}
	kinds = make([]inference, len(names))
	values, pointers := scanned(len(names))
	for ; rows.Next(); n++ {
		if err := rows.Scan(pointers...); err != nil {
			return nil, nil, 0, sqliteError(err)
		}
		for i, v := range values {
			if bad := kinds[i].add(sqlCell(v)); bad != nil {
				return nil, nil, 0, &Error{Path: cellPath(names[i], int(n)), Problem: bad.problem, Advice: "a column of other formats has one type"}
			}
		}
	}
	if err := rows.Err(); err != nil {
		return nil, nil, 0, sqliteError(err)
	}
	return names, kinds, n, nil
}

// sqlCell returns a value of the driver as a cell.
func sqlCell(x any) any {
	if t, ok := x.(time.Time); ok {
		out := pandas.Timestamp{Ticks: t.UnixMicro(), Unit: pandas.Microsecond}
		if y := t.Year(); t.Nanosecond()%1000 != 0 && y > 1678 && y < 2262 {
			out = pandas.Timestamp{Ticks: t.UnixNano(), Unit: pandas.Nanosecond}
		}
		return out
	}
	return x
}

func quoteName(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

// WriteSQLite writes a table into a database file, in the place of one of the same name and beside the others.
func WriteSQLite(path string, t *Table, o *Options) (err error) {
	defer guard(&err)
	db, err := openDB(path, "_pragma=journal_mode(off)&_pragma=synchronous(off)")
	if err != nil {
		return sqliteError(err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	name := o.Table
	if name == "" {
		name = DefaultTable
	}
	tx, err := db.Begin()
	if err != nil {
		return sqliteError(err)
	}
	if err := fillTable(tx, name, t, o); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	if err := tx.Commit(); err != nil {
		return sqliteError(err)
	}
	return nil
}

func fillTable(tx *sql.Tx, name string, t *Table, o *Options) error {
	order, names, labels := columnsOf(t)
	var columns, marks []string
	seen := map[string]bool{}
	if labels != nil {
		label := labels.name()
		if label == "" {
			label = "index" // as to_sql calls it
		}
		seen[strings.ToLower(label)] = true
		columns, marks = append(columns, quoteName(label)+" INTEGER"), append(marks, "?")
	}
	for _, i := range order {
		label := names[i]
		if label == "" {
			label = t.Schema.Field(i).Name
		}
		if seen[strings.ToLower(label)] {
			return &Error{Path: columnPath(label), Problem: "another column has this name but for capital letters, which SQLite does not tell apart", Advice: "rename one of them; Parquet and Arrow tell them apart"}
		}
		seen[strings.ToLower(label)] = true
		columns, marks = append(columns, quoteName(label)+" "+sqlType(t.Schema.Field(i).Type)), append(marks, "?")
	}
	if len(columns) == 0 {
		return &Error{Problem: "a table without columns, which SQLite has not"}
	}
	if _, err := tx.Exec("DROP TABLE IF EXISTS " + quoteName(name)); err != nil {
		return sqliteError(err)
	}
	if _, err := tx.Exec("CREATE TABLE " + quoteName(name) + " (" + strings.Join(columns, ", ") + ")"); err != nil {
		return sqliteError(err)
	}
	insert, err := tx.Prepare("INSERT INTO " + quoteName(name) + " VALUES (" + strings.Join(marks, ", ") + ")")
	if err != nil {
		return sqliteError(err)
	}
	defer insert.Close()
	at := int64(0)
	args := make([]any, len(columns))
	return t.each(o, func(batch arrow.RecordBatch) error {
		read := make([]func(i int) any, len(order))
		for k, i := range order {
			read[k] = Cells(batch.Column(i), t.Schema.Field(i))
		}
		for row := range int(batch.NumRows()) {
			values := args[:0]
			if labels != nil {
				values = append(values, labels.Start+at*labels.Step)
			}
			for k, i := range order {
				v, bad := sqlValue(read[k](row))
				if bad != nil {
					if err := o.lose(cellPath(names[i], int(at)), bad.problem); err != nil {
						return err
					}
				}
				values = append(values, v)
			}
			at++
			if _, err := insert.Exec(values...); err != nil {
				return sqliteError(err)
			}
		}
		return nil
	})
}

// sqlType returns the declared type of a column, as pandas' to_sql has it; bools are BOOLEAN, so that they come back as such.
func sqlType(t arrow.DataType) string {
	switch t := t.(type) {
	case *arrow.BooleanType:
		return "BOOLEAN"
	case *arrow.Float16Type, *arrow.Float32Type, *arrow.Float64Type:
		return "REAL"
	case *arrow.TimestampType:
		return "TIMESTAMP"
	case *arrow.Date32Type, *arrow.Date64Type:
		return "DATE"
	case *arrow.Time32Type, *arrow.Time64Type:
		return "TIME"
	case *arrow.BinaryType, *arrow.LargeBinaryType, *arrow.FixedSizeBinaryType:
		return "BLOB"
	case *arrow.DictionaryType:
		return sqlType(t.ValueType)
	}
	if arrow.IsInteger(t.ID()) {
		return "INTEGER"
	}
	return "TEXT"
}

// sqlValue returns a cell as SQLite keeps it: dates as ISO 8601, decimals, durations and periods as texts.
func sqlValue(x any) (any, *mismatch) {
	switch x := x.(type) {
	case nil, bool, int64, string, []byte:
		return x, nil
	case float64:
		if math.IsNaN(x) {
			return nil, nil
		}
		return x, nil
	case uint64:
		if x > math.MaxInt64 {
			return cellText(x), mismatchf("%d, and SQLite's integers have 63 bits and a sign", x)
		}
		return int64(x), nil
	case list, record:
		b, _ := appendJSON(nil, x)
		return string(b), mismatchf("a %s, which SQLite has not", cellName(x))
	case stdlib.Date:
		return x.String(), nil
	}
	return cellText(x), nil
}
