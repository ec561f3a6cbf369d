package convert

import (
	"context"
	"io"
	"os"
	"slices"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/parquet"
	parquetcompress "github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// rowGroup is how many rows of a Parquet file are gathered before they are written, at most, and rowGroupBytes how many bytes: a reader
// works on one row group at a time, so both bound its memory and ours.
const (
	rowGroup      = 1 << 20
	rowGroupBytes = 64 << 20
)

func openParquet(f *os.File) (*Table, error) {
	r, err := file.NewParquetReader(f)
	if err != nil {
		return nil, &Error{Problem: "Parquet", Err: err, Advice: "the file is damaged or cut off: copy it again"}
	}
	hidden := hideDurations(r.MetaData().KeyValueMetadata())
	fr, err := pqarrow.NewFileReader(r, pqarrow.ArrowReadProperties{BatchSize: 1 << 16}, pool)
	if err != nil {
		return nil, &Error{Problem: "Parquet", Err: err}
	}
	rr, err := fr.GetRecordReader(context.Background(), nil, nil)
	if err != nil {
		return nil, &Error{Problem: "Parquet", Err: err}
	}
	schema := rr.Schema()
	if own := schema.Metadata(); own.FindKey(metadataKey) < 0 {
		if text := r.MetaData().KeyValueMetadata().FindValue(metadataKey); text != nil {
			md := arrow.NewMetadata([]string{metadataKey}, []string{*text})
			schema = arrow.NewSchema(schema.Fields(), &md)
		}
	}
	durations := map[int]arrow.DataType{}
	fields := slices.Clone(schema.Fields())
	for i := range fields {
		fields[i].Metadata = withoutID(fields[i].Metadata)
		if typ, ok := hidden[fields[i].Name]; ok && fields[i].Type.ID() == arrow.INT64 {
			durations[i], fields[i].Type = typ, typ
		}
	}
	md := schema.Metadata()
	schema = arrow.NewSchema(fields, &md)
	t := &Table{Schema: schema, Rows: r.NumRows()}
	t.next = func() (arrow.RecordBatch, error) {
		batch, err := rr.Read()
		if err != nil && err != io.EOF {
			return nil, &Error{Problem: "Parquet", Err: err, Advice: "the file is damaged or cut off: copy it again"}
		}
		if batch == nil {
			return nil, io.EOF
		}
		return retyped(batch, schema, durations), nil
	}
	t.closer = func() error { rr.Release(); return nil }
	return t, nil
}

// withoutID leaves out what arrow-go notes of a Parquet column and no other format needs.
func withoutID(md arrow.Metadata) arrow.Metadata {
	m := md.ToMap()
	delete(m, "PARQUET:field_id")
	return arrow.MetadataFrom(m)
}

func writeParquet(w io.Writer, t *Table, o *Options) error {
	props := parquet.NewWriterProperties(parquet.WithCompression(parquetcompress.Codecs.Snappy), parquet.WithVersion(parquet.V2_6), parquet.WithMaxRowGroupLength(rowGroup))
	schema, durations := durationSchema(t.Schema)
	arrowProps := pqarrow.NewArrowWriterProperties(pqarrow.WithStoreSchema())
	ints := map[int]arrow.DataType{}
	for i := range durations {
		ints[i] = arrow.PrimitiveTypes.Int64
	}
	if len(durations) > 0 {
		arrowProps = pqarrow.NewArrowWriterProperties()
	}
	fw, err := pqarrow.NewFileWriter(schema, onlyWriter{w}, props, arrowProps)
	if err != nil {
		return &Error{Problem: "Parquet", Err: err, Advice: "--to arrow has place for more types"}
	}
	limit := int64(rowGroupBytes)
	if o.Memory > 0 {
		limit = o.Memory
	}
	err = t.each(o, func(batch arrow.RecordBatch) error {
		if fw.RowGroupTotalBytesWritten() > limit {
			fw.NewBufferedRowGroup()
		}
		if len(ints) > 0 {
			batch = retyped(batch, schema, ints)
		}
		return fw.WriteBuffered(batch)
	})
	if err != nil {
		return wrap("", err)
	}
	return fw.Close()
}

// An onlyWriter hides a Close that is not the callee's to call.
type onlyWriter struct{ io.Writer }

func openArrow(f *os.File) (*Table, error) {
	r, err := ipc.NewFileReader(f, ipc.WithAllocator(pool))
	if err != nil {
		return nil, &Error{Problem: "Arrow", Err: err, Advice: "the file is damaged or cut off: copy it again; a stream without an end is --from arrows"}
	}
	at := 0
	return &Table{Schema: r.Schema(), Rows: -1, closer: r.Close, next: func() (arrow.RecordBatch, error) {
		if at >= r.NumRecords() {
			return nil, io.EOF
		}
		batch, err := r.RecordBatch(at)
		at++
		if err != nil {
			return nil, &Error{Problem: "Arrow", Err: err, Advice: "the file is damaged or cut off: copy it again"}
		}
		return batch, nil
	}}, nil
}

func openArrowStream(r io.Reader) (*Table, error) {
	s, err := ipc.NewReader(r, ipc.WithAllocator(pool))
	if err != nil {
		return nil, &Error{Problem: "Arrow", Err: err, Advice: "the file is damaged or cut off: copy it again"}
	}
	return &Table{Schema: s.Schema(), Rows: -1, closer: func() error { s.Release(); return nil }, next: func() (arrow.RecordBatch, error) {
		if s.Next() {
			return s.RecordBatch(), nil
		}
		if err := s.Err(); err != nil && err != io.EOF {
			return nil, &Error{Problem: "Arrow", Err: err, Advice: "the file is damaged or cut off: copy it again"}
		}
		return nil, io.EOF
	}}, nil
}

func writeArrow(w io.Writer, t *Table, o *Options, stream bool) error {
	var out interface {
		Write(arrow.RecordBatch) error
		Close() error
	}
	opts := []ipc.Option{ipc.WithSchema(t.Schema), ipc.WithAllocator(pool)}
	if stream {
		out = ipc.NewWriter(w, opts...)
	} else {
		f, err := ipc.NewFileWriter(w, opts...)
		if err != nil {
			return &Error{Problem: "Arrow", Err: err}
		}
		out = f
	}
	if err := t.each(o, out.Write); err != nil {
		return wrap("", err)
	}
	return out.Close()
}
