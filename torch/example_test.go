package torch_test

import (
	"bytes"
	"fmt"

	"github.com/brine-go/brine/torch"
)

func Example() {
	f, err := torch.Open("../testdata/fixtures/bookworm/torch/state_dict-zip.pt")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()
	weights, err := f.StateDict()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, x := range weights[:3] {
		fmt.Println(x.Name, x.Tensor.DType, x.Tensor.Shape)
	}
	// Output:
	// 0.weight float32 [8 4]
	// 0.bias float32 [8]
	// 2.weight float32 [8]
}

func ExampleSave() {
	w, err := torch.NewTensor([]int{2, 2}, []float32{1, 2, 3, 4})
	if err != nil {
		fmt.Println(err)
		return
	}
	var file bytes.Buffer
	if err := torch.Save(&file, torch.StateDict{{Name: "w", Tensor: w}}); err != nil {
		fmt.Println(err)
		return
	}
	f, err := torch.New(file.Bytes())
	if err != nil {
		fmt.Println(err)
		return
	}
	again, err := f.StateDict()
	if err != nil {
		fmt.Println(err)
		return
	}
	x, err := again[0].Tensor.Float64s()
	fmt.Println(x, err)
	// Output: [1 2 3 4] <nil>
}
