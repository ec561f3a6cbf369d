package stdlib_test

import (
	"fmt"
	"time"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
	"github.com/brine-go/brine/stdlib"
)

func ExampleFromPy() {
	// pickle.dumps([deque([1, 2], maxlen=5), Decimal("1.10"), range(0, 10, 3)])
	data := []byte("\x80\x04\x95j\x00\x00\x00\x00\x00\x00\x00]\x94(\x8c\x0bcollections\x94\x8c\x05deque\x94\x93\x94)K\x05" +
		"\x86\x94R\x94(K\x01K\x02e\x8c\x07decimal\x94\x8c\x07Decimal\x94\x93\x94\x8c\x041.10\x94\x85\x94R\x94\x8c\x08builtins" +
		"\x94\x8c\x05range\x94\x93\x94K\x00K\nK\x03\x87\x94R\x94e.")
	doc, err := pickle.Loads(data)
	if err != nil {
		fmt.Println(err)
		return
	}
	for v := range doc.Root().Items() {
		x, err := stdlib.FromPy(v)
		if err != nil {
			fmt.Println(err)
			return
		}
		switch x := x.(type) {
		case stdlib.Deque:
			fmt.Println("deque of", len(x.Items), "and at most", x.MaxLen)
		case stdlib.Decimal:
			fmt.Println("decimal", x)
		case stdlib.Range:
			fmt.Println("range of", x.Len())
		}
	}
	// Output:
	// deque of 2 and at most 5
	// decimal 1.10
	// range of 4
}

func ExampleDateTime_MarshalPickle() {
	at := time.Date(2020, 7, 2, 9, 30, 0, 0, time.FixedZone("", 2*3600))
	data, err := pickle.Marshal(map[string]any{"open": stdlib.NewDateTime(at)})
	if err != nil {
		fmt.Println(err)
		return
	}
	doc, err := pickle.Loads(data)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(py.Repr(doc.Root()))
	// Output:
	// {'open': <datetime.datetime(b'\x07\xe4\x07\x02\t\x1e\x00\x00\x00\x00', <datetime.timezone(<datetime.timedelta(0, 7200, 0)>)>)>}
}
