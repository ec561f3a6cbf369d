package convert

import (
	"encoding/base64"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/flight"
	parquetmeta "github.com/apache/arrow-go/v18/parquet/metadata"
)

// Parquet has no durations. Arrow's C++ writes them as int64 and tells what they are in the schema that it stores beside Parquet's
// own (ApplyOriginalStorageMetadata in parquet/arrow/schema.cc); arrow-go refuses them both ways. So they are int64 for it, here.

// schemaKey is the key of a Parquet file's metadata that has the Arrow schema, in base64.
const schemaKey = "ARROW:schema"

// withoutDurations returns a schema with int64 in place of durations, and which columns those are.
func withoutDurations(s *arrow.Schema) (*arrow.Schema, map[int]arrow.DataType) {
	durations := map[int]arrow.DataType{}
	fields := make([]arrow.Field, s.NumFields())
	for i, f := range s.Fields() {
		if f.Type.ID() == arrow.DURATION {
			durations[i] = f.Type
			f.Type = arrow.PrimitiveTypes.Int64
		}
		fields[i] = f
	}
	md := s.Metadata()
	return arrow.NewSchema(fields, &md), durations
}

// durationSchema returns the schema to write, which tells the true one in its metadata.
func durationSchema(s *arrow.Schema) (*arrow.Schema, map[int]arrow.DataType) {
	plain, durations := withoutDurations(s)
	if len(durations) == 0 {
		return s, nil
	}
	md := s.Metadata()
	md = arrow.NewMetadata(append(append([]string{}, md.Keys()...), schemaKey), append(append([]string{}, md.Values()...), base64.StdEncoding.EncodeToString(flight.SerializeSchema(s, pool))))
	return arrow.NewSchema(plain.Fields(), &md), durations
}

// hideDurations changes the stored schema of a file that has been opened, so that arrow-go takes it.
func hideDurations(kv parquetmeta.KeyValueMetadata) map[string]arrow.DataType {
	text := kv.FindValue(schemaKey)
	if text == nil {
		return nil
	}
	data, err := base64.StdEncoding.DecodeString(*text)
	if err != nil {
		return nil
	}
	stored, err := flight.DeserializeSchema(data, pool)
	if err != nil {
		return nil
	}
	plain, durations := withoutDurations(stored)
	if len(durations) == 0 {
		return nil
	}
	*text = base64.StdEncoding.EncodeToString(flight.SerializeSchema(plain, pool))
	out := map[string]arrow.DataType{}
	for i, t := range durations {
		out[stored.Field(i).Name] = t
	}
	return out
}

// retyped returns a batch of another schema, whose columns that are told have another type of the same 64 bits.
func retyped(batch arrow.RecordBatch, schema *arrow.Schema, columns map[int]arrow.DataType) arrow.RecordBatch {
	out := make([]arrow.Array, batch.NumCols())
	for i, c := range batch.Columns() {
		out[i] = c
		if t, ok := columns[i]; ok {
			d := c.Data()
			out[i] = array.MakeFromData(array.NewData(t, d.Len(), d.Buffers(), nil, d.NullN(), d.Offset()))
		}
	}
	return newBatch(schema, out, int(batch.NumRows()))
}
