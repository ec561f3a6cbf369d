package pickle_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log"

	"github.com/brine-go/brine/pickle"
)

func ExampleMarshal() {
	type Quote struct {
		Symbol string    `pickle:"symbol"`
		Prices []float64 `pickle:"prices"`
		Note   *string   `pickle:"note,omitempty"`
	}
	data, err := pickle.Marshal([]Quote{{Symbol: "AAPL", Prices: []float64{1.5, 2}}})
	if err != nil {
		log.Fatal(err)
	}
	doc, err := pickle.Loads(data)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(doc.Root())
	// Output: [{'symbol': 'AAPL', 'prices': [1.5, 2.0]}]
}

func ExampleMarshal_identity() {
	type Person struct {
		Name    string    `pickle:"name"`
		Friends []*Person `pickle:"friends"`
	}
	ann, bob := &Person{Name: "Ann"}, &Person{Name: "Bob"}
	ann.Friends, bob.Friends = []*Person{bob}, []*Person{ann}
	data, err := pickle.Marshal(ann)
	if err != nil {
		log.Fatal(err)
	}
	var again *Person
	if err := pickle.Unmarshal(data, &again); err != nil {
		log.Fatal(err)
	}
	fmt.Println(again.Friends[0].Name, again.Friends[0].Friends[0] == again)
	// Output: Bob true
}

func ExampleUnmarshal() {
	// pickle.dumps({"host": "db1", "ports": (5432, 5433), "up": True}, 2)
	data := []byte("\x80\x02}q\x00(X\x04\x00\x00\x00hostq\x01X\x03\x00\x00\x00db1q\x02X\x05\x00\x00\x00portsq\x03M8\x15M9\x15\x86q\x04X\x02\x00\x00\x00upq\x05\x88u.")
	var server struct {
		Host  string
		Ports [2]uint16
		Up    bool
	}
	if err := pickle.Unmarshal(data, &server); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%+v\n", server)
	// Output: {Host:db1 Ports:[5432 5433] Up:true}
}

func ExampleUnmarshal_error() {
	data, err := pickle.Marshal(map[string]any{"items": []any{map[string]any{"price": 300}}})
	if err != nil {
		log.Fatal(err)
	}
	var order struct {
		Items []struct {
			Price int8 `pickle:"price"`
		} `pickle:"items"`
	}
	err = pickle.Unmarshal(data, &order)
	fmt.Println(err)
	fmt.Println(errors.Is(err, pickle.ErrRange))
	// Output:
	// pickle: $.items[0].price at offset 33: int into Go int8: out of range
	// true
}

// paint is the Enum shapes.Color.
type paint int

func ExampleRegister() {
	type Circle struct {
		X      float64 `pickle:"x"`
		Y      float64 `pickle:"y"`
		Radius float64 `pickle:"radius"`
		Color  paint   `pickle:"color"`
	}
	r := pickle.NewRegistry()
	pickle.Register[Circle](r, "shapes", "Circle", pickle.Dataclass)
	pickle.Register[paint](r, "shapes", "Color", pickle.Enum)

	data, err := pickle.Marshal([]Circle{{Radius: 2, Color: 1}}, pickle.WithRegistry(r))
	if err != nil {
		log.Fatal(err)
	}
	doc, err := pickle.Loads(data)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(doc.Root().Index(0).Class()) // what Python reads

	var shapes []any
	if err := pickle.Unmarshal(data, &shapes, pickle.WithRegistry(r)); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%+v\n", shapes[0].(*Circle))
	// Output:
	// shapes Circle true
	// &{X:0 Y:0 Radius:2 Color:1}
}

func ExampleUnpickler_Decode() {
	type Event struct {
		ID   int    `pickle:"id"`
		Name string `pickle:"name"`
	}
	var stream bytes.Buffer
	p := pickle.NewPickler(&stream)
	for i, name := range []string{"start", "stop"} {
		if err := p.Encode(Event{i, name}); err != nil {
			log.Fatal(err)
		}
	}
	u := pickle.NewUnpickler(&stream)
	for {
		var e Event
		err := u.Decode(&e)
		if err == io.EOF {
			break
		}
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(e.ID, e.Name)
	}
	// Output:
	// 0 start
	// 1 stop
}

func ExampleWithReducer() {
	type celsius float64
	data, err := pickle.Marshal(map[string]celsius{"oven": 180}, pickle.WithReducer(func(c celsius) (pickle.Reduction, error) {
		return pickle.Reduction{Module: "units", Name: "Celsius", Args: []any{float64(c)}}, nil
	}))
	if err != nil {
		log.Fatal(err)
	}
	doc, err := pickle.Loads(data)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(doc.Root())
	// Output: {'oven': <units.Celsius(180.0)>}
}

func ExampleDict() {
	var d pickle.Dict
	d.Set(pickle.Tuple{"row", 1}, "a")
	d.Set(1, "b")
	d.Set(1.0, "c") // the same key in Python
	for key, value := range d.All() {
		fmt.Println(key, value)
	}
	// Output:
	// [row 1] a
	// 1 c
}
