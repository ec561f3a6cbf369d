// Package torch reads and writes PyTorch's files: what torch.save writes, in all three containers that it has had,
// and tensors within plain pickles. No code of a file is run and no module is rebuilt: a module is a tree of names,
// tensors and attributes.
//
//	f, err := torch.Open("model.pt")
//	defer f.Close()
//	weights, err := f.StateDict()
//	w, ok := weights.Get("encoder.0.weight")
//	x, err := w.Float64s() // in C order; w.Shape says how many
//
// A file is a pickle in which tensors are calls of torch._utils._rebuild_tensor_v2 and storages are persistent ids;
// their bytes lie beside the pickle:
//
//   - zip (since 1.6): data.pkl and data/KEY, stored and aligned to 64 bytes;
//   - legacy (0.1.10 to 1.5): five pickles in a row (magic number, version, system, object, keys), then each storage as its
//     number of elements and their bytes;
//   - tar (before 0.1.10): members sys_info, pickle, tensors and storages.
//
// Opening reads the pickle alone. A storage is read when its tensor is asked for values, and is a view of the file
// where that is in memory. Tensors that share a storage in PyTorch share it here.
//
// Source: torch/serialization.py, torch/_utils.py and torch/storage.py of PyTorch 0.1.10, 1.13 and 2.14.
package torch
