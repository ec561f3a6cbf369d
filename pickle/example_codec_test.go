package pickle_test

import (
	"bytes"
	"fmt"
	"io"
	"log"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

func ExampleLoads() {
	// pickle.dumps({"a": [1, 2.5]}, 2)
	doc, err := pickle.Loads([]byte("\x80\x02}q\x00X\x01\x00\x00\x00aq\x01]q\x02(K\x01G@\x04\x00\x00\x00\x00\x00\x00es."))
	if err != nil {
		log.Fatal(err)
	}
	x, _ := doc.Root().Get("a").Index(1).Float()
	fmt.Println(doc.Proto(), x)
	// Output: 2 2.5
}

func ExampleDumps() {
	b := py.NewBuilder()
	doc, err := b.Document(b.Tuple(b.Str("a"), b.Int(1)))
	if err != nil {
		log.Fatal(err)
	}
	data, err := pickle.Dumps(doc.Root(), pickle.WithProtocol(0))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%q\n", data)
	// Output: "(Va\np0\nI1\ntp1\n."
}

func ExampleUnpickler_Load() {
	u := pickle.NewUnpickler(bytes.NewReader([]byte("I1\n.I2\n.")))
	for {
		doc, err := u.Load()
		if err == io.EOF {
			break
		}
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(doc.Root())
	}
	// Output:
	// 1
	// 2
}

func ExamplePickler_Dump() {
	doc, err := pickle.Loads([]byte("(I1\nI2\nl."))
	if err != nil {
		log.Fatal(err)
	}
	var buf bytes.Buffer
	if err := pickle.NewPickler(&buf, pickle.WithProtocol(2)).Dump(doc.Root()); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%q\n", buf.Bytes())
	// Output: "\x80\x02]q\x00(K\x01K\x02e."
}

func ExampleWithPersistentLoad() {
	doc, err := pickle.Loads([]byte("(S'table 7'\nQl."), pickle.WithPersistentLoad(func(id py.Value) (py.Value, error) {
		b := py.NewBuilder()
		found, err := b.Document(b.List(id, b.Str("found")))
		if err != nil {
			return py.Value{}, err
		}
		return found.Root(), nil
	}))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(doc.Root())
	// Output: [['table 7', 'found']]
}
