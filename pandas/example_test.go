package pandas_test

import (
	"fmt"
	"log"
	"os"
	"time"

	"github.com/brine-go/brine/pandas"
	"github.com/brine-go/brine/pickle"
)

func ExampleFrameFromPy() {
	data, err := os.ReadFile("../testdata/fixtures/forky/pandas/df_mixed-p4.pkl")
	if err != nil {
		log.Fatal(err)
	}
	doc, err := pickle.Loads(data)
	if err != nil {
		log.Fatal(err)
	}
	df, err := pandas.FrameFromPy(doc.Root())
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range df.Series() {
		fmt.Println(s.Name(), s.DType())
	}
	f, err := df.Column("f")
	if err != nil {
		log.Fatal(err)
	}
	x, missing, err := f.Float64s()
	fmt.Println(x, missing, err)
	for i, row := range df.Rows() {
		fmt.Println(i, row.Values())
	}
	// Output:
	// i int64
	// f float64
	// s object
	// b bool
	// d datetime64[ns]
	// c category
	// I Int64
	// [1.5 NaN 2.5] [false true false] <nil>
	// 0 [1 1.5 a true 2020-01-01T00:00:00 x 1]
	// 1 [2 NaN b false 2020-01-02T00:00:00 y NA]
	// 2 [3 2.5 <nil> true 2020-01-03T00:00:00 x 3]
}

func ExampleNewDataFrame() {
	when, err := pandas.NewSeries("when", []time.Time{time.Date(2020, 1, 2, 0, 0, 0, 0, time.UTC), time.Date(2020, 1, 3, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		log.Fatal(err)
	}
	price, err := pandas.NewSeries("price", []float64{1.5, 2.25})
	if err != nil {
		log.Fatal(err)
	}
	df, err := pandas.NewDataFrame(when, price)
	if err != nil {
		log.Fatal(err)
	}
	data, err := pickle.Marshal(df) // pandas.read_pickle reads it
	if err != nil {
		log.Fatal(err)
	}
	var back pandas.DataFrame
	if err := pickle.Unmarshal(data, &back); err != nil {
		log.Fatal(err)
	}
	fmt.Println(back.Shape())
	fmt.Println(back.ColumnAt(0).DType(), back.ColumnAt(0).At(1))
	// Output:
	// 2 2
	// datetime64[ns, UTC] 2020-01-03T00:00:00+00:00
}

func ExampleSeries_Missing() {
	s, err := pandas.NewSeries("mixed", []any{1, nil, pandas.NaT, pandas.NA})
	if err != nil {
		log.Fatal(err)
	}
	for i := range s.Len() {
		fmt.Println(s.At(i), s.Missing(i))
	}
	// Output:
	// 1 Present
	// <nil> None
	// NaT NaT
	// NA NA
}

func ExampleCategorize() {
	c, err := pandas.Categorize([]string{"low", "high", "low"}, nil)
	if err != nil {
		log.Fatal(err)
	}
	labels, _, err := c.Categories().ToSeries().Strings()
	fmt.Println(c.Codes(), labels, err)
	// Output: [1 0 1] [high low] <nil>
}

func ExampleParseOffset() {
	f, err := pandas.ParseOffset("Q-FEB")
	if err != nil {
		log.Fatal(err)
	}
	p := pandas.Period{Ordinal: 203, Freq: f}
	fmt.Println(p, p.Start().Format(time.DateOnly), f, f.Freq())
	// Output: 2020Q4 2019-12-01 <QuarterEnd: startingMonth=2> QE-FEB
}
