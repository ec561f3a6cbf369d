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

// A module that was saved whole is a tree of modules with their parameters, read as data: nothing of it runs.
func ExampleFile_Module() {
	f, err := torch.Open("../testdata/fixtures/forky/torch/module_seq-zip.pt")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()
	module, err := f.Module(f.Root())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(module.Class)
	for _, m := range module.Modules {
		fmt.Print(m.Name, " ", m.Class)
		for _, p := range m.Parameters {
			fmt.Print(" ", p.Name, p.Tensor.Shape)
		}
		fmt.Println()
	}
	// Output:
	// torch.nn.modules.container.Sequential
	// 0 torch.nn.modules.linear.Linear weight[8 4] bias[8]
	// 1 torch.nn.modules.activation.ReLU
	// 2 torch.nn.modules.batchnorm.BatchNorm1d weight[8] bias[8]
	// 3 torch.nn.modules.linear.Linear weight[3 8] bias[3]
}
