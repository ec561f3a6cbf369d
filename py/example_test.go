package py_test

import (
	"fmt"
	"log"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

func ExampleBuilder() {
	b := py.NewBuilder()
	point := b.NewObj(b.Global("geometry", "Point"))
	b.Build(point, b.Dict(b.Str("x"), b.Int(3), b.Str("self"), point))
	doc, err := b.Document(b.List(point, point))
	if err != nil {
		log.Fatal(err)
	}
	data, err := pickle.Dumps(doc.Root())
	if err != nil {
		log.Fatal(err)
	}
	again, err := pickle.Loads(data)
	if err != nil {
		log.Fatal(err)
	}
	points := again.Root()
	fmt.Println(points.Index(0) == points.Index(1), points.Index(0).Attr("x"))
	// Output: true 3
}

func ExampleValue_Entries() {
	// pickle.dumps({"a": [1, 2.5], "b": {None}})
	data := []byte("\x80\x04\x95\x1b\x00\x00\x00\x00\x00\x00\x00}\x94(\x8c\x01a\x94]\x94(K\x01G@\x04\x00\x00\x00\x00\x00\x00e\x8c\x01b\x94\x8f\x94(N\x90u.")
	doc, err := pickle.Loads(data)
	if err != nil {
		log.Fatal(err)
	}
	for key, value := range doc.Root().Entries() {
		fmt.Println(key, value.Kind(), value.Len(), value)
	}
	// Output:
	// 'a' list 2 [1, 2.5]
	// 'b' set 1 {None}
}

func ExampleWalk() {
	doc, err := pickle.Loads([]byte("\x80\x04(cos\nsystem\nccollections\nOrderedDict\nt."))
	if err != nil {
		log.Fatal(err)
	}
	py.Walk(doc.Root(), func(v py.Value) bool {
		if module, name, ok := v.Global(); ok {
			fmt.Println(module, name)
		}
		return true
	})
	// Output:
	// os system
	// collections OrderedDict
}

func ExampleEqual() {
	b := py.NewBuilder()
	fmt.Println(py.Equal(b.Tuple(b.Int(1), b.Float(0)), b.Tuple(b.Bool(true), b.Bool(false))))
	// Output: true
}
