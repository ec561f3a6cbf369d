package show

import (
	"fmt"
	"strconv"

	"github.com/brine-go/brine/py"
)

// remark adds what an analyst wants to know at once and would have to gather from the parts: the text of a
// UUID.
func (p *printer) remark(l *line, v py.Value) {
	module, class, ok := v.Class()
	if !ok {
		return
	}
	if module == "uuid" && class == "UUID" {
		if s, ok := uuidText(v.Attr("int")); ok {
			l.add(number, " ", s)
		}
	}
}

// count writes a number with what is counted.
func count(n int, what string) string { return countOf(n, what, what+"s") }

func countOf(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// uuidText writes the number that a UUID is.
func uuidText(v py.Value) (string, bool) {
	x, ok := v.BigInt()
	if !ok || x.Sign() < 0 || x.BitLen() > 128 {
		return "", false
	}
	b := x.FillBytes(make([]byte, 16))
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:]), true
}
