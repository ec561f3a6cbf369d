package pickle_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// TestDirectFields: fields of every kind, with None, numbers of other kinds and texts of every length about those that are
// read at once, keys in another order, unknown ones and doubled ones, memoized and not, up to the end of the pickle.
func TestDirectFields(t *testing.T) {
	type fields struct {
		A string
		B int64
		C float64
		D bool
		E *int64
	}
	values := []string{"N", "K\x05", "M\x05\x01", "J\x05\x01\x00\xff", "\x8a\x05\x01\x02\x03\x04\x05", "G\x3f\xf8\x00\x00\x00\x00\x00\x00", "\x88", "\x89", "\x87",
		"\x8c\x00", "\x8c\x00\x94", "]"}
	for n := range 20 {
		text := strings.Repeat("a", n)
		values = append(values, fmt.Sprintf("\x8c%c%s\x94", n, text), fmt.Sprintf("\x8c%c%s", n, text), fmt.Sprintf("\x8c%c\xc3\xa9%s\x94", n+2, text),
			fmt.Sprintf("X%c\x00\x00\x00%sé\x94", n+2, text), fmt.Sprintf("\x8c%c%s\xff\x94", n+1, text))
	}
	typ := reflect.TypeFor[[]fields]()
	for _, order := range []string{"ABCDE", "EDCBA", "AxByC", "ABa", "CA", "AA"} {
		for i, v := range values {
			for _, end := range []string{"", "\x94"} {
				one := "}\x94("
				for _, k := range order {
					one += fmt.Sprintf("\x8c\x01%c%s%s", k, end, v)
				}
				one += "u"
				data := "\x80\x04]\x94(" + strings.Repeat(one, 3) + "e."
				for range 2 { // the second time the order is known
					bothWays(t, fmt.Sprint(order, " of value ", i), []byte(data), typ)
				}
				for cut := len(data) - 1; cut > len(data)-30 && cut > 0; cut-- {
					bothWays(t, "cut off", []byte(data[:cut]), typ)
				}
			}
		}
	}
}
